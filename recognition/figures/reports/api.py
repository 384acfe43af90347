"""The interface that only reads: the same functions as the pages, as JSON."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.places.public import communes_of, provinces
from portal.text.sent import whole
from recognition.figures.numbers import day_of_year, kept_trees, rates_of, trees_of, with_p1
from recognition.figures.p1 import judged_of, rule_of
from recognition.figures.places import Place, place_of
from recognition.figures.public_counts import Public
from recognition.figures.rates import Rate
from recognition.figures.reports import answers, openapi
from recognition.figures.reports.report import report_of
from recognition.figures.reports.snapshots import must_be_a_day_of, reopened
from recognition.figures.tree import Counted
from recognition.figures.views import is_official, years_of
from recognition.models import ReportSnapshot
from recognition.refusals import Refused
from recognition.titles.registry import only_title_of


class _Wrong(Exception):
    """A parameter that cannot be read, or somebody who has to sign in first."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def _answers(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """What the view gives (a dataclass) as JSON; what cannot be answered as JSON too, in plain words."""

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            found, status = asdict(view(request, **kwargs)), 200
        except _Wrong as problem:
            found, status = asdict(answers.Problem(str(problem))), problem.status
        except Http404:
            found, status = asdict(answers.Problem(_("There is no such place, or it is not yours."))), 404
        answer = JsonResponse(found, status=status, json_dumps_params={"ensure_ascii": False})
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return never_cache(require_safe(answered))


def _year(request: HttpRequest) -> int:
    if "year" not in request.GET:
        return timezone.localdate().year
    year, known = whole(request.GET["year"], 4), years_of()
    if year is None or year not in known:
        words = _("“year” has to be a year from %(first)s to this one.")
        raise _Wrong(400, words % {"first": known[0]})
    return year


def _own(request: HttpRequest, place: Place) -> None:
    if not request.user.is_authenticated:
        raise _Wrong(401, _("Sign in first: these figures are for officials of the place."))
    if not is_official(request, place):
        raise Http404


@_answers
def places(request: HttpRequest) -> answers.Places:
    """Provinces; with ?province= the communes of one."""
    asked = request.GET.get("province", "")
    rows = communes_of(place_of(asked).unit) if asked else provinces()
    kind = "commune" if asked else "province"
    return answers.Places([answers.Place(one.code, one.full_name, kind, asked or None) for one in rows])


def _numbers(place: Place, year: int, *, exact: bool) -> tuple[Counted, bool, bool]:
    """The numbers of a place at the end of a year, whether its count may be seen by who asks, and whether its rates may."""
    key, path = only_title_of("person").key, place.path
    if exact:
        return trees_of(day_of_year(year), place.unit)[key].at(path[-1]), True, True
    shown = [kept_trees(day_of_year(one))[key] for one in years_of() if one <= year]
    public = Public(shown)
    told = public.is_published(path)
    return shown[-1].at(path[-1]), told, told and public.rates_told(path)


@_answers
def holders(request: HttpRequest, code: str) -> answers.Holders:
    """How many hold the title of persons at the end of a year."""
    place, year = place_of(code), _year(request)
    found, told, _rates = _numbers(place, year, exact=is_official(request, place))
    return answers.Holders(code, year, found.total if told else None, "" if told else "not_published")


@_answers
def rates(request: HttpRequest, code: str) -> answers.Rates:
    """The rates of digital skills, with all they rest on."""
    place, year = place_of(code), _year(request)
    exact = is_official(request, place)
    found, _told, rates_told = _numbers(place, year, exact=exact)
    day = day_of_year(year)
    judged = judged_of(place.unit, day, found.total) if exact else None
    rows = rates_of(found) if judged is None else with_p1(rates_of(found), judged)
    has_rule = rule_of(place.unit, day) is not None
    return answers.Rates(code, year, [_rate(one, exact=exact, told=rates_told, has_rule=has_rule) for one in rows])


def _rate(rate: Rate, *, exact: bool, told: bool, has_rule: bool) -> answers.RateOf:
    if rate.numerator is None:
        base, why = rate.base if told else None, rate.why_none or "no_number"
        if has_rule and rate.unweighed:
            why = "too_many" if exact else "not_published"
        return answers.RateOf(rate.key, None, base, None, None, why)
    if not exact and (rate.hidden or not told):
        return answers.RateOf(rate.key, None, None, None, None, "not_published")
    percent = None if rate.percent is None else f"{rate.percent}"
    return answers.RateOf(rate.key, rate.numerator, rate.base, rate.known, percent, "")


@_answers
def report(request: HttpRequest, code: str) -> answers.Report:
    """All figures of a year, for officials of the place; ?day= as of the end of that day."""
    place = place_of(code)
    _own(request, place)
    year = _year(request)
    try:
        today = timezone.localdate()
        day = date.fromisoformat(request.GET["day"]) if "day" in request.GET else min(today, date(year, 12, 31))
        must_be_a_day_of(year, day)
    except ValueError:
        raise _Wrong(400, _("“day” has to be a day like 2026-12-31.")) from None
    except Refused as problem:
        raise _Wrong(400, str(problem)) from None
    return report_of(place.unit, year, day)


@_answers
def snapshots(request: HttpRequest, code: str) -> answers.FrozenList:
    """What was frozen of a place: at most a hundred, the newest first."""
    place = place_of(code)
    _own(request, place)
    rows = ReportSnapshot.objects.filter(unit=place.unit).defer("content", "lines")[:100]
    return answers.FrozenList([_frozen(one) for one in rows])


def _frozen(row: ReportSnapshot) -> answers.Frozen:
    return answers.Frozen(row.pk, row.year, row.as_of.isoformat(), row.made_at.isoformat(), row.digest)


@_answers
def snapshot(request: HttpRequest, pk: int) -> answers.FrozenReport:
    """Frozen figures with their tables."""
    row = ReportSnapshot.objects.select_related("unit").filter(pk=pk).first()
    if not request.user.is_authenticated:
        raise _Wrong(401, _("Sign in first: these figures are for officials of the place."))
    if row is None:
        raise Http404
    _own(request, Place(row.unit, None, "", ""))
    return answers.FrozenReport(_frozen(row), reopened(row))


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """The interface as OpenAPI 3.1."""
    base = reverse("recognition:api_places").removesuffix("/places")
    return JsonResponse(openapi.described(request.build_absolute_uri(base)), json_dumps_params={"ensure_ascii": False})
