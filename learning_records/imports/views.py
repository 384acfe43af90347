"""Pages of the administrator: send a file in, see how far it is, fetch the lines that were refused."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from learning_records.access.overview import label_of
from learning_records.access.staff import for_the_keeper
from learning_records.imports.authorities import authority_named, files_authority
from learning_records.imports.forms import IntakeForm
from learning_records.imports.models import Intake
from learning_records.imports.uploads import keep, refused

_SHOWN = 50


@for_the_keeper
def intakes(request: HttpRequest) -> HttpResponse:
    """Files and how far each was read; sending one in."""
    form = IntakeForm(request.POST or None, request.FILES or None) if request.method == "POST" else IntakeForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        named = form.cleaned_data["authority"]
        keep(file, authority_named(named) if named else files_authority(), name=file.name, by=request.user)
        messages.success(request, _("The file is here and is read in the background. You may leave this page."))
        return redirect("learning_records:intake")
    rows = list(Intake.objects.select_related("authority").order_by("-made_at")[:_SHOWN])
    for row in rows:
        row.percent = 100 if row.state == Intake.State.DONE else 100 * row.read // max(1, row.size)
        row.brought_as = label_of(row.authority)
        row.moves = bool(row.path) and row.state in (Intake.State.WAITING, Intake.State.READING)
    context = {"form": form, "rows": rows, "moving": any(row.moves for row in rows)}
    return render(request, "learning_records/imports/list.html", context, status=422 if form.errors else 200)


@for_the_keeper
def errors(_request: HttpRequest, pk: int) -> HttpResponse:
    """The refused lines of a file, as a file."""
    row = get_object_or_404(Intake, pk=pk)
    answer = StreamingHttpResponse(refused(row), content_type="application/x-ndjson; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="loi-{row.pk}.jsonl"'
    return answer
