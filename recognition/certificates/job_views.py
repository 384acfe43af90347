"""All certificates of a decision in one file: asked for, how far it is, fetched."""

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import units_of
from recognition.certificates.jobs import ask, file_of
from recognition.models import Decision, PrintJob
from recognition.officials import for_role
from recognition.refusals import Refused

TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


def _decisions(request: HttpRequest) -> QuerySet[Decision]:
    return Decision.objects.filter(body__unit__in=units_of(request.user, "signer", "officer"))


@require_http_methods(["GET", "POST"])
@for_role("signer", "officer")
def print_all(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a decision; POST asks for one."""
    decision, refusal = get_object_or_404(_decisions(request), pk=pk), None
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        if kind not in TYPES:
            raise Http404
        try:
            return redirect("recognition:print_job", ask(decision, kind, by=request.user).pk)
        except Refused as problem:
            refusal = problem
    shown = {"decision": decision, "jobs": decision.print_jobs.select_related("asked_by")[:10], "refusal": refusal}
    return render(request, "recognition/certificates/print_all.html", shown, status=422 if refusal else 200)


def _job(request: HttpRequest, pk: int) -> PrintJob:
    return get_object_or_404(PrintJob.objects.select_related("decision"), pk=pk, decision__in=_decisions(request))


@require_GET
@for_role("signer", "officer")
def print_job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file is; once it is made, where to fetch it."""
    row = _job(request, pk)
    moving = row.state in (PrintJob.State.WAITING, PrintJob.State.WORKING)
    return render(
        request, "recognition/certificates/print_job.html", {"row": row, "decision": row.decision, "moving": moving}
    )


@require_GET
@for_role("signer", "officer")
def print_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file; its name carries the number of the decision in the table, never a person's."""
    row = _job(request, pk)
    path = file_of(row)
    if row.state != PrintJob.State.DONE or not path.is_file():
        raise Http404
    name = f"giay-chung-nhan-quyet-dinh-{row.decision_id}.{row.kind}"
    made = FileResponse(path.open("rb"), content_type=TYPES[row.kind], as_attachment=True, filename=name)
    made["Cache-Control"] = "private, no-store"
    return made
