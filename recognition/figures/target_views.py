"""The targets of a place beside its results, and the screen on which its administrators enter what only the place knows."""

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.people.public import units_of
from portal.places.public import Unit
from portal.text.sent import whole
from recognition.figures import places
from recognition.figures.entering import KINDS, take_back
from recognition.figures.measures import (
    NO_BASE,
    NO_RULE,
    NOBODY_KNOWN,
    NOT_TYPED,
    TOO_MANY,
    Known,
    Result,
    known_of,
    of_own,
    result,
)
from recognition.figures.numbers import day_of_year
from recognition.figures.target_forms import FORMS
from recognition.figures.target_words import doubt, percent, wanted
from recognition.figures.targets import Target, bases, plans
from recognition.figures.views import ROLES, asked_year, is_official, years_of
from recognition.figures.year_results import at_the_workplace
from recognition.models import BaseCount, PlaceTarget, Reward, TypedResult
from recognition.officials import for_role
from recognition.refusals import Refused
from recognition.sets.publishing import shipped
from recognition.titles.registry import title as title_of

SHOWN = 100
HEADINGS = {
    "base": gettext_lazy("Enter a base"),
    "result": gettext_lazy("Enter a result that the portal cannot count"),
    "target": gettext_lazy("Enter a target of the place's own plan"),
    "reward": gettext_lazy("Enter a decision of praise"),
}


@require_GET
@never_cache
@for_role(*ROLES)
def place_targets(request: HttpRequest, code: str) -> HttpResponse:
    """Every target of the plans and of the place, with how far the place has come by the end of a year."""
    place = places.place_of(code)
    if place.unit is None or not is_official(request, place):
        raise Http404
    years = years_of()
    year = asked_year(request, years)
    known = known_of(place.unit, year, day_of_year(year))
    own = PlaceTarget.objects.filter(unit=place.unit, ended_at=None).order_by("year", "title_key")[:SHOWN]
    return render(
        request,
        "recognition/figures/targets.html",
        {
            "place": place,
            "name": place.name,
            "year": year,
            "day": known.day,
            "years": [one for one in years if one != year],
            "own": [_own_row(row, known) for row in own],
            "plans": _plans(known, whole(request.GET.get("den", ""), 4)),
            "workplace": sum(one.left for one in at_the_workplace(place.unit, year, known.day).values()),
            "rewards": Reward.objects.filter(unit=place.unit, year=year, ended_at=None).aggregate(
                people=Sum("people"), groups=Sum("groups")
            ),
            "entered": _entered(place.unit),
            "enters": units_of(request.user, "administrator").filter(pk=place.unit.pk).exists(),
            "headings": HEADINGS.items(),
        },
    )


@require_http_methods(["GET", "POST"])
@never_cache
@for_role("administrator")
def enter(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One of the four forms; `rut` takes a row back that was entered wrongly."""
    place = places.place_of(code)
    if place.unit is None or kind not in FORMS:
        raise Http404
    if not units_of(request.user, "administrator").filter(pk=place.unit.pk).exists():
        raise Http404
    if request.method == "POST" and (pk := whole(request.POST.get("rut", ""), 12)) is not None:
        if not KINDS[kind].objects.filter(pk=pk, unit=place.unit).exists():
            raise Http404
        try:
            take_back(kind, pk, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Taken back. It counts no longer."))
        return redirect("recognition:place_targets", code)
    form = FORMS[kind](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            form.enter(place.unit, request.user)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Kept. It counts from now on."))
            return redirect("recognition:place_targets", code)
    context = {"form": form, "place": place, "name": place.name, "kind": kind, "heading": HEADINGS[kind]}
    return render(request, "recognition/figures/enter.html", context, status=422 if form.errors else 200)


def _plans(known: Known, until: int | None) -> list[dict]:
    """Each plan with its targets; `until`: of one year only."""
    said = plans()
    rows = [one for one in said.targets if until is None or one.year == until]
    found = []
    for plan in sorted(said.plans, key=lambda one: bool(one.place)):  # the country's own first: they hold everywhere
        of_plan = [_row(one, known) for one in rows if one.plan.key == plan.key]
        stones = [one for one in said.milestones if one.plan.key == plan.key]
        if of_plan or stones:
            found.append({"plan": plan, "elsewhere": bool(plan.place), "rows": of_plan, "milestones": stones})
    return found


def _row(target: Target, known: Known) -> dict:
    got = result(target, known)
    return {
        "target": target,
        "wanted": wanted(target),
        "doubt": doubt(target),
        "readings": [_reading(one, known) for one in (got, got.other) if one is not None],
    }


def _own_row(target: PlaceTarget, known: Known) -> dict:
    return {
        "row": target,
        "title": shipped(title_of(target.title_key).set_key).title,
        "base": bases().get(target.base, target.base),
        "wanted": percent(target.value, target.most),
        "reading": _reading(of_own(target, known), known),
    }


def _reading(got: Result, known: Known) -> dict:
    """A result in words: the percentage with numerator, base, day and document, or why there is none."""
    why = {
        NO_BASE: _("no base data"),
        NO_RULE: _("no rule yet"),
        TOO_MANY: _("too many people to weigh at once: see the communes"),
        NOT_TYPED: _("not entered yet"),
        NOBODY_KNOWN: _("not known of anybody yet"),
    }
    return {
        "percent": got.percent,
        "numerator": got.numerator,
        "base": got.base,
        "day": got.base.day if got.base else known.day,
        "why": why.get(got.why, "") if got.percent is None else "",
        "reached": got.reached,
        "nested": bool(getattr(got.target, "nested_in", "")) and got.other is not None,
    }


def _entered(unit: Unit) -> list[dict]:
    """What the place entered and did not take back, the newest first."""
    said = {one.key: one.wording for one in plans().targets}
    found = []
    for kind, model in KINDS.items():
        for row in model.objects.filter(unit=unit, ended_at=None)[:SHOWN]:
            found.append({"kind": kind, "row": row, "text": _told(row, said)})
    return found


def _told(row: object, said: dict[str, str]) -> str:
    if isinstance(row, BaseCount):
        told = {"n": row.count, "what": bases().get(row.key, row.key), "day": row.day.strftime("%d/%m/%Y")}
        return _("%(n)s %(what)s on %(day)s") % told
    if isinstance(row, TypedResult):
        told = {"n": row.numerator, "all": row.base, "what": said.get(row.key, row.key), "year": row.year}
        return _("%(year)s: %(n)s of %(all)s, %(what)s") % told
    if isinstance(row, PlaceTarget):
        told = {
            "value": percent(row.value, row.most),
            "what": shipped(title_of(row.title_key).set_key).title,
            "year": row.year,
        }
        return _("%(what)s: %(value)s by the end of %(year)s") % told
    told = {"form": row.form, "people": row.people, "groups": row.groups, "year": row.year}
    return _("%(year)s, %(form)s: %(people)s people, %(groups)s groups") % told
