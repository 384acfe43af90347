"""The file of a case for officials who may see it, and the program that checks it, for anybody."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.audit.public import append
from portal.people.public import for_role, units_of
from portal.text.sent import whole
from recognition.cases.rights import in_units
from recognition.decisions.shown import IN_ONE_FILE, parts_of
from recognition.models import Case, DecisionLine
from recognition.proof.package import case_file, decision_file
from recognition.refusals import Refused

ROLES = ("officer", "signer", "administrator", "inspector")
PROGRAM = Path(settings.BASE_DIR) / "tools" / "verify_case.py"


def _cases(request: HttpRequest) -> QuerySet[Case]:
    """Cases of the places where the reader has one of these roles: whoever only serves people elsewhere takes no file there."""
    return Case.objects.filter(in_units(units_of(request.user, *ROLES)))


@require_GET
@never_cache
@for_role(*ROLES)
def case_file_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed file of the case that was decided last; its name carries the number of the case, never the person's."""
    case = get_object_or_404(_cases(request), pk=pk)
    line = case.decision_lines.select_related("decision__body", "submission__criteria_set", "assessment").last()
    if line is None:
        raise Http404
    try:
        data = case_file(line)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    with transaction.atomic():
        append("case.file_taken", f"case:{case.pk}", by=request.user, details={"line": line.pk})
    return _archive(data, f"ho-so-{case.pk}")


@require_GET
@never_cache
@for_role(*ROLES)
def decision_file_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed files of the cases of a decision that the reader may see, fifty in one archive; `phan` says which fifty."""
    mine = _cases(request).values("pk")
    of = ("decision__body", "submission__criteria_set", "assessment")
    lines = DecisionLine.objects.filter(decision=pk, case__in=mine).order_by("number", "pk")
    parts, part = len(parts_of(lines.count())), whole(request.GET.get("phan", "1"), 4) or 0
    some = list(lines.select_related(*of)[(part - 1) * IN_ONE_FILE : part * IN_ONE_FILE]) if 0 < part <= parts else []
    if not some:
        raise Http404
    decision = some[0].decision
    try:
        data = decision_file(decision, some, part, parts)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    with transaction.atomic():
        for one in some:
            append("case.file_taken", f"case:{one.case_id}", by=request.user, details={"line": one.pk})
    return _archive(data, f"quyet-dinh-{pk}-phan-{part}")


def _archive(data: bytes, name: str) -> HttpResponse:
    made = HttpResponse(data, content_type="application/zip")
    made["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    made["Cache-Control"] = "private, no-store"
    return made


@require_GET
def program(request: HttpRequest) -> HttpResponse:
    """The program that checks such a file: it stands alone."""
    made = HttpResponse(PROGRAM.read_bytes(), content_type="text/x-python")
    made["Content-Disposition"] = f'attachment; filename="{PROGRAM.name}"'
    return made
