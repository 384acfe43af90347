"""The file of a case for officials who may see it, and the program that checks it, for anybody."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.audit.public import append
from portal.people.public import for_role
from recognition.models import Case
from recognition.proof.package import case_file
from recognition.refusals import Refused

PROGRAM = Path(settings.BASE_DIR) / "tools" / "verify_case.py"


@require_GET
@never_cache
@for_role("officer", "signer", "administrator")
def case_file_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed file of the case that was decided last; its name carries the number of the case, never the person's."""
    case = get_object_or_404(Case, pk=pk)
    line = case.decision_lines.select_related("decision__body", "submission__criteria_set", "assessment").last()
    if line is None:
        raise Http404
    try:
        data = case_file(line)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    with transaction.atomic():
        append("case.file_taken", f"case:{case.pk}", by=request.user, details={"line": line.pk})
    made = HttpResponse(data, content_type="application/zip")
    made["Content-Disposition"] = f'attachment; filename="ho-so-{case.pk}.zip"'
    made["Cache-Control"] = "private, no-store"
    return made


@require_GET
def program(request: HttpRequest) -> HttpResponse:
    """The program that checks such a file: it stands alone."""
    made = HttpResponse(PROGRAM.read_bytes(), content_type="text/x-python")
    made["Content-Disposition"] = f'attachment; filename="{PROGRAM.name}"'
    return made
