"""Papers to print at the counter and at home, and the forms that come back filled in."""

from functools import lru_cache

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import Learner, identity, person_ids
from recognition.cases.paper_forms import AlreadyThere, attach, type_in
from recognition.cases.state import title_state
from recognition.cases.submission import set_for, shown_case, shown_version
from recognition.evidence.counter_views import served
from recognition.evidence.printed import papers
from recognition.evidence.views import file_answer
from recognition.evidence.wording import number
from recognition.models import PaperForm
from recognition.officials import for_role, name_of
from recognition.refusals import Refused
from recognition.sets.publishing import criteria_of, current


def _pdf(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        data,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"},
    )


@lru_cache(maxsize=8)
def _blank(which: str, _key: str, _version: str) -> bytes:
    """A blank sheet of the set in force: the same for everybody, so made once a process."""
    make = papers.confirmation if which == "confirmation" else papers.form
    return make(criteria_of(current()))


@require_GET
def confirmation(request: HttpRequest) -> HttpResponse:
    """The blank confirmation for a hamlet or employer; needs no account."""
    row = current()
    return _pdf(_blank("confirmation", row.key, row.version), "giay-xac-nhan")


@require_GET
def blank_form(request: HttpRequest) -> HttpResponse:
    """The blank self-assessment to be filled in by hand; needs no account."""
    row = current()
    return _pdf(_blank("form", row.key, row.version), "phieu-tu-cham")


def _of(learner: Learner) -> dict[str, str]:
    """Name and place as they stand on a printed sheet."""
    person = identity(learner)
    home = learner.residences.filter(valid_to=None).select_related("residential_group").first()
    place = home.residential_group.name if home and home.residential_group else ""
    return {"name": person.full_name if person else "", "home": place, "reference": learner.reference}


@require_GET
@for_role("staff", "administrator")
def counter_confirmation(request: HttpRequest, reference: str) -> HttpResponse:
    """The confirmation with the person's name."""
    learner = served(request, reference)
    return _pdf(papers.confirmation(criteria_of(set_for(learner)), **_of(learner)), "giay-xac-nhan")


@require_GET
@for_role("staff", "administrator")
def counter_form_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The self-assessment with the person's name and the code that opens this person at the counter."""
    learner = served(request, reference)
    group = getattr(getattr(learner, "record", None), "subject_group", "")
    return _pdf(papers.form(criteria_of(set_for(learner)), group=group, **_of(learner)), "phieu-tu-cham")


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("staff", "administrator")
def counter_form(request: HttpRequest, reference: str) -> HttpResponse:
    """The person's paper forms: to print, to photograph, and those that wait to be typed."""
    learner, refusal = served(request, reference), None
    if request.method == "POST":
        try:
            row = attach(learner, request.FILES.getlist("file"), request.user)
        except AlreadyThere as problem:
            messages.info(request, str(problem))
            return redirect("recognition:counter_form_typed", reference, problem.form.pk)
        except Refused as problem:
            refusal = problem
        else:
            messages.success(request, _("The form is kept. Its points can be typed now or later."))
            return redirect("recognition:counter_form_typed", reference, row.pk)
    rows = PaperForm.objects.filter(learner__in=person_ids(learner.pk)).select_related("by", "typed_by", "upload")
    context = {"reference": reference, "name": name_of(learner), "rows": rows, "refusal": refusal}
    return render(request, "recognition/cases/paper_forms.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("staff", "administrator")
def counter_form_typed(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One form beside the fields into which its points are typed."""
    learner, refusal, typed = served(request, reference), None, {}
    mine = PaperForm.objects.filter(learner__in=person_ids(learner.pk))
    form = get_object_or_404(mine.select_related("upload", "learner"), pk=pk)
    if request.method == "POST":
        typed = {name[7:]: text for name, text in request.POST.items() if name.startswith("points-") and text.strip()}
        try:
            shown = shown_case(learner, request.POST.get("case", ""))
            type_in(form, typed, request.user, shown=shown, version=shown_version(request.POST.get("version", "")))
        except Refused as problem:
            form.refresh_from_db()
            if form.typed_by_id == request.user.pk:  # pressed twice: the points are where they should be
                messages.info(request, str(problem))
                return redirect("recognition:counter_form", reference)
            refusal = problem
        else:
            messages.success(request, _("The points of the form are kept, as entered on behalf."))
            return redirect("recognition:counter_submit", reference)
    state = title_state(learner)
    fields = [
        {
            "state": one,
            "name": f"points-{one.code}",
            "value": typed.get(one.code, "" if one.self_points is None else number(one.self_points)),
            "error": str(refusal) if refusal and refusal.field == one.code else "",
        }
        for one in state.indicators
    ]
    context = {"reference": reference, "name": name_of(learner), "form": form, "t": state, "fields": fields}
    context["refusal"] = refusal
    return render(request, "recognition/cases/paper_form.html", context, status=422 if refusal else 200)


@require_GET
@for_role("staff", "administrator")
def counter_form_file(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The photographed form itself."""
    mine = PaperForm.objects.filter(learner__in=person_ids(served(request, reference).pk))
    form = mine.select_related("upload").filter(pk=pk).first()
    if form is None:
        raise Http404
    return file_answer(request, form.upload, form.pk)
