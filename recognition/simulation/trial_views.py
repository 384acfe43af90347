"""Pages of administrators of the installation: what a draft would mean for the cases of a past year.

Names of people are not shown: whoever decides on criteria looks at numbers and points. The officer of a place comes from here
to the case itself.
"""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import everyone, units_of
from portal.places.public import Unit, name_today, names_of
from recognition.models import SetDraft, Submission, Trial, TrialChange
from recognition.refusals import Refused
from recognition.sets.drafts import examine
from recognition.sets.publishing import criteria_of
from recognition.sets.set_views import for_the_installation
from recognition.simulation.past_cases import handed_in, rows_of, years_of
from recognition.simulation.tally import Count as People
from recognition.simulation.trials import ask, set_of_trial, sides_of

WHY = "numbers and points of a past year, without names"
SHOWN = 50
_KINDS = ("gains", "loses", "keeps", "without")


@require_http_methods(["GET", "POST"])
@for_the_installation
def trial_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Chooses the year and begins; the worker counts."""
    draft, refusal = get_object_or_404(SetDraft, pk=pk, published=None, dropped_at=None), None
    found = examine(draft.text, draft.file_name, draft.cases)
    if found.criteria is None:
        return redirect("recognition:set_draft", draft.pk)
    if request.method == "POST":
        year = request.POST.get("year", "")
        try:
            row = ask(draft, int(year) if year.isdecimal() and len(year) == 4 else 0, by=request.user)
        except Refused as problem:
            refusal = problem
        else:
            return redirect("recognition:set_trial", row.pk)
    with everyone(WHY):
        years = years_of(found.criteria.key)
    context = {"draft": draft, "years": years, "refusal": refusal, "trials": draft.trials.all()[:20]}
    return render(request, "recognition/simulation/try.html", context, status=422 if refusal else 200)


def _trial(pk: int) -> Trial:
    return get_object_or_404(Trial.objects.select_related("draft", "asked_by"), pk=pk)


def _sums(row: Trial, *by: str) -> QuerySet:
    """The counts of a trial added up by some of their columns."""
    return row.counts.order_by().values(*by).annotate(**{kind: Sum(kind) for kind in _KINDS})


def _people(row: dict[str, Any]) -> People:
    return People(**{kind: row[kind] or 0 for kind in _KINDS})


def _group(row: Trial, code: str) -> str:
    """A group of people by its name in the draft, with the code where the draft names none."""
    names = {one.code: one.name for one in set_of_trial(row).subject_groups}
    return names.get(code) or (_("Group %(code)s") % {"code": code} if code else _("not said"))


@require_GET
@for_the_installation
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; once counted, who gains and who loses: in all, by group of people, by place."""
    row = _trial(pk)
    context: dict[str, Any] = {"row": row, "moving": row.state in (Trial.State.WAITING, Trial.State.COUNTING)}
    if row.state == Trial.State.DONE:
        places = _sums(row, "unit").annotate(moved=F("gains") + F("loses"), place=name_today("unit"))
        page = Paginator(places.order_by("-moved", "place", "unit"), SHOWN).get_page(request.GET.get("trang"))
        context |= {
            "all": People(**{kind: n or 0 for kind, n in row.counts.aggregate(**{k: Sum(k) for k in _KINDS}).items()}),
            "groups": [(_group(row, one["subject_group"]), _people(one)) for one in
                       _sums(row, "subject_group").order_by("subject_group")],
            "page": page,
            "places": [(one["unit"], one["place"], _people(one)) for one in page],
        }  # fmt: skip
    return render(request, "recognition/simulation/trial.html", context)


@require_GET
@for_the_installation
def trial_place(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """One place: by residential group, and the cases that would come out otherwise."""
    row, place = _trial(pk), get_object_or_404(Unit, pk=unit)
    groups = _sums(row, "residential_group__name").order_by("residential_group__name").filter(unit=place)
    with everyone(WHY):
        changes = row.changes.filter(submission__unit=place).select_related("submission__residential_group")
        page: Page = Paginator(changes.order_by("-change", "pk"), SHOWN).get_page(request.GET.get("trang"))
        cases, counts = list(page), dict(changes.order_by().values_list("change").annotate(Count("pk")))
    context = {
        "row": row,
        "where": names_of([place]).get(place.pk, ""),
        "groups": [(one["residential_group__name"] or _("not said"), _people(one)) for one in groups],
        "page": page,
        "cases": cases,
        "counts": counts,
    }
    return render(request, "recognition/simulation/place.html", context)


@require_GET
@for_the_installation
def trial_case(request: HttpRequest, pk: int, change: int) -> HttpResponse:
    """One case under both versions: points by indicator, the mark, what comes out."""
    row = _trial(pk)
    with everyone(WHY):
        found = TrialChange.objects.select_related(
            "submission__case__campaign", "submission__criteria_set", "submission__residential_group"
        )
        one = get_object_or_404(found, trial=row, pk=change)
        submission, new = one.submission, set_of_trial(row)
        sides = sides_of(new, [submission.criteria_set_id])
        copies = rows_of(Submission.objects.filter(pk=submission.pk))
        (handed,) = handed_in(copies, sides)
        outcome = sides[submission.criteria_set_id].comparison.outcome(handed.subject)
    old = criteria_of(submission.criteria_set)
    codes = dict.fromkeys((*old.by_code, *new.by_code))
    points = [
        (code, (new.by_code.get(code) or old.by_code[code]).words(),
         outcome.points_before.get(code), outcome.points_after.get(code)) for code in codes
    ]  # fmt: skip
    context = {
        "row": row,
        "one": one,
        "submission": submission,
        "where": names_of([submission.unit_id]).get(submission.unit_id, ""),
        "points": points,
        "outcome": outcome,
        "group": _group(row, submission.subject_group) if submission.subject_group else "",
        "old": submission.criteria_set,
        "new": new,
        "officer": units_of(request.user, "officer").filter(pk=submission.unit_id).exists(),
    }
    return render(request, "recognition/simulation/case.html", context)
