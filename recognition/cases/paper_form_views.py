"""Papers to print at the counter and at home, and the forms that come back filled in."""

from dataclasses import dataclass
from functools import lru_cache

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import Learner, identity, person_ids
from recognition.cases.paper_forms import AlreadyThere, attach, type_in
from recognition.cases.score_rows import score_rows, typed_points
from recognition.cases.state import title_state
from recognition.cases.subject_place import Place
from recognition.cases.subject_words import level_choices
from recognition.cases.submission import set_for, shown_case, shown_version
from recognition.criteria.words import Criteria
from recognition.evidence.counter_views import served
from recognition.evidence.printed import papers
from recognition.evidence.viewed import note_viewed
from recognition.evidence.views import file_answer
from recognition.models import PaperForm
from recognition.officials import for_role, name_of
from recognition.refusals import Refused
from recognition.sets.publishing import CITIZEN, NoCriteriaSet, criteria_of, current


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


def _scorable(place: Place) -> Criteria:
    """The set by which a group's case is judged. Raises Http404 where there is none that can be scored with."""
    try:
        criteria = criteria_of(set_for(place.subject, place.title.key))
    except NoCriteriaSet:
        raise Http404 from None
    if criteria.unknown:
        raise Http404
    return criteria


def _of(learner: Learner, address: str = "") -> dict[str, str]:
    """Name and place as they stand on a printed sheet; `address`: where its code leads, by default the person's forms."""
    person = identity(learner)
    home = learner.residences.filter(valid_to=None).select_related("residential_group").first()
    place = home.residential_group.name if home and home.residential_group else ""
    address = address or reverse("recognition:counter_form", args=[learner.reference])
    return {"name": person.full_name if person else "", "home": place, "address": address}


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


@dataclass(frozen=True)
class _Desk:
    """Whose forms they are, of which title, and the addresses of their pages, which begin with `at`."""

    learner: Learner
    title_key: str
    at: tuple[str, list[str]]
    urls: dict[str, str]

    @classmethod
    def of_person(cls, request: HttpRequest, reference: str) -> "_Desk":
        """Of a person at the counter."""
        learner, of = served(request, reference), [reference]
        urls = {
            "forms": reverse("recognition:counter_form", args=of),
            "pdf": reverse("recognition:counter_form_pdf", args=of),
            "confirmation": reverse("recognition:counter_confirmation", args=of),
            "blank": reverse("recognition:blank_form"),
            "points": reverse("recognition:counter_points", args=of),
            "submit": reverse("recognition:counter_submit", args=of),
        }
        return cls(learner, CITIZEN, ("counter_form", of), urls)

    @classmethod
    def of_group(cls, request: HttpRequest, reference: str, title: str) -> "_Desk":
        """Of a group at the counter."""
        place, of = Place(request, reference, title, own=False), [reference, title]
        urls = place.urls | {
            "pdf": reverse("recognition:subject_form_pdf", args=of),
            "confirmation": reverse("recognition:subject_confirmation", args=of),
        }
        return cls(place.subject, title, ("subject_form", of), urls)

    def of_form(self, page: str, form: PaperForm) -> str:
        """The address of a form, to be typed (`typed`) or itself (`file`)."""
        name, (reference, *title) = self.at
        kept = form.case.title_key if form.case else form.title_key
        return reverse(f"recognition:{name}_{page}", args=[reference, *([kept or title[0]] if title else []), form.pk])

    def rows(self) -> QuerySet[PaperForm]:
        """The forms of this title: those that wait, also of before titles were noted, and those typed into a case of it."""
        mine = PaperForm.objects.filter(learner__in=person_ids(self.learner.pk))
        waiting = Q(case=None, title_key__in=("", self.title_key))
        mine = mine.filter(waiting | Q(case__title_key=self.title_key))
        return mine.select_related("by", "typed_by", "upload", "learner", "case")

    def form(self, pk: int) -> PaperForm:
        """One of them. Raises Http404."""
        return get_object_or_404(self.rows(), pk=pk)

    @property
    def shown(self) -> dict:
        """What both pages show."""
        names = {"reference": self.learner.reference, "name": name_of(self.learner), "urls": self.urls}
        return names if self.learner.is_person else names | {"subject": self.learner}


def _forms(request: HttpRequest, desk: _Desk) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            row = attach(desk.learner, request.FILES.getlist("file"), request.user, desk.title_key)
        except AlreadyThere as problem:
            messages.info(request, str(problem))
            return redirect(desk.of_form("typed", problem.form))
        except Refused as problem:
            refusal = problem
        else:
            messages.success(request, _("The form is kept. Its points can be typed now or later."))
            return redirect(desk.of_form("typed", row))
    rows = [(row, desk.of_form("typed", row)) for row in desk.rows()]
    context = desk.shown | {"rows": rows, "refusal": refusal}
    return render(request, "recognition/cases/paper_forms.html", context, status=422 if refusal else 200)


def _typed(request: HttpRequest, desk: _Desk, pk: int) -> HttpResponse:
    refusal, typed, form = None, typed_points(request), desk.form(pk)
    if request.method == "POST":
        try:
            shown = shown_case(desk.learner, request.POST.get("case", ""))
            seen = shown_version(request.POST.get("version", ""))
            type_in(form, typed, request.user, shown=shown, version=seen, title_key=desk.title_key)
        except Refused as problem:
            form.refresh_from_db()
            if form.typed_by_id == request.user.pk:  # pressed twice: the points are where they should be
                messages.info(request, str(problem))
                return redirect(desk.urls["forms"])
            refusal = problem
        else:
            messages.success(request, _("The points of the form are kept, as entered on behalf."))
            return redirect(desk.urls["submit"])
    state = title_state(desk.learner, title_key=desk.title_key)
    context = desk.shown | {"form": form, "file_at": desk.of_form("file", form), "t": state, "editable": True}
    context |= {"rows": score_rows(state, typed, refusal), "refusal": refusal}
    return render(request, "recognition/cases/paper_form.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("staff", "administrator")
def counter_form(request: HttpRequest, reference: str) -> HttpResponse:
    """The person's paper forms: to print, to photograph, and those that wait to be typed."""
    return _forms(request, _Desk.of_person(request, reference))


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("staff", "administrator")
def counter_form_typed(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One form beside the fields into which its points are typed."""
    return _typed(request, _Desk.of_person(request, reference), pk)


@require_GET
@for_role("staff", "administrator")
def counter_form_file(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The photographed form itself."""
    form = _Desk.of_person(request, reference).form(pk)
    return _photographed(request, form)


def _photographed(request: HttpRequest, form: PaperForm) -> HttpResponse:
    answer = file_answer(request, form.upload, form.pk)
    if answer.status_code == 200:
        note_viewed(f"form:{form.pk}", request.user)
    return answer


@require_GET
@for_role("staff", "administrator")
def subject_form_pdf(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """The self-assessment of a group, with its name and the code that opens its forms at the counter."""
    place = Place(request, reference, title, own=False)
    criteria = _scorable(place)
    area = title_state(place.subject, title_key=title).area_class
    choices = {
        one.code: [told for _value, told in level_choices(criteria, one.target, area)]
        for one in criteria.indicators
        if one.target
    }
    about = _of(place.subject, place.address("forms"))
    return _pdf(papers.form(criteria, subject=place.subject.kind, choices=choices, **about), "phieu-tu-cham")


@require_GET
@for_role("staff", "administrator")
def subject_confirmation(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """The confirmation with the group's name, and the code that opens its forms at the counter."""
    place = Place(request, reference, title, own=False)
    about = _of(place.subject, place.address("forms"))
    return _pdf(papers.confirmation(_scorable(place), subject=place.subject.kind, **about), "giay-xac-nhan")


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("staff", "administrator")
def subject_forms(request: HttpRequest, reference: str, title: str) -> HttpResponse:
    """The paper forms of a group: to print, to photograph, and those that wait to be typed."""
    _scorable(Place(request, reference, title, own=False))
    return _forms(request, _Desk.of_group(request, reference, title))


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("staff", "administrator")
def subject_form_typed(request: HttpRequest, reference: str, title: str, pk: int) -> HttpResponse:
    """One form of a group beside the fields into which it is typed."""
    _scorable(Place(request, reference, title, own=False))
    return _typed(request, _Desk.of_group(request, reference, title), pk)


@require_GET
@for_role("staff", "administrator")
def subject_form_file(request: HttpRequest, reference: str, title: str, pk: int) -> HttpResponse:
    """The photographed form of a group."""
    form = _Desk.of_group(request, reference, title).form(pk)
    return _photographed(request, form)
