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

from portal.people.public import everyone, units_of
from portal.places.public import Unit, communes_of, provinces
from portal.text.sent import whole
from recognition.figures.numbers import PlaceNumbers, Rate, place_numbers
from recognition.figures.public_counts import is_published, tells_no_commune
from recognition.figures.reports import answers, openapi
from recognition.figures.reports.report import report_of
from recognition.figures.reports.snapshots import must_be_a_day_of, reopened
from recognition.figures.views import FIRST_YEAR, OFFICIALS, unit_by_code
from recognition.models import ReportSnapshot
from recognition.refusals import Refused


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
    year = whole(request.GET["year"], 4)
    if year is None or not FIRST_YEAR <= year <= timezone.localdate().year:
        words = _("“year” has to be a year from %(first)s to this one.")
        raise _Wrong(400, words % {"first": FIRST_YEAR})
    return year


def _official(request: HttpRequest, unit: Unit) -> bool:
    user = request.user
    return user.is_authenticated and units_of(user, *OFFICIALS).filter(pk=unit.pk).exists()


def _own(request: HttpRequest, unit: Unit) -> None:
    if not request.user.is_authenticated:
        raise _Wrong(401, _("Sign in first: these figures are for officials of the place."))
    if not _official(request, unit):
        raise Http404


@_answers
def places(request: HttpRequest) -> answers.Places:
    """Provinces; with ?province= the communes of one."""
    asked = request.GET.get("province", "")
    rows = communes_of(unit_by_code(asked)) if asked else provinces()
    kind = "commune" if asked else "province"
    return answers.Places([answers.Place(one.code, one.full_name, kind, asked or None) for one in rows])


def _numbers(unit: Unit, year: int, *, exact: bool) -> tuple[PlaceNumbers, bool, bool]:
    """The numbers of a place, whether its count may be seen by whoever asks, and whether its rates may."""
    with everyone("public counts of a place; no person is shown"):
        found = place_numbers(unit, year)
        told = exact or (is_published(unit, year) and not found.few)
        return found, told, exact or (told and tells_no_commune(found))


@_answers
def holders(request: HttpRequest, code: str) -> answers.Holders:
    """How many hold the title of persons at the end of a year."""
    unit, year = unit_by_code(code), _year(request)
    found, told, _rates = _numbers(unit, year, exact=_official(request, unit))
    new = found.new_this_year if told and _may_be_told(found, exact=_official(request, unit)) else None
    return answers.Holders(code, year, len(found.holders) if told else None, new, "" if told else "not_published")


def _may_be_told(found: PlaceNumbers, *, exact: bool) -> bool:
    """Whether how many came in the year may be told: neither they nor those before may be one to four."""
    parts = (found.new_this_year, len(found.holders) - found.new_this_year)
    return exact or not any(0 < part < 5 for part in parts)


@_answers
def rates(request: HttpRequest, code: str) -> answers.Rates:
    """The rates of digital skills, with all they rest on."""
    unit, year = unit_by_code(code), _year(request)
    exact = _official(request, unit)
    found, _told, rates_told = _numbers(unit, year, exact=exact)
    return answers.Rates(code, year, [_rate(one, exact=exact, told=rates_told) for one in found.rates])


def _rate(rate: Rate, *, exact: bool, told: bool) -> answers.RateOf:
    if rate.numerator is None:
        base = rate.base if told else None
        return answers.RateOf(rate.key, None, base, None, None, rate.why_none or "no_number")
    if not exact and (rate.hidden or not told):
        return answers.RateOf(rate.key, None, None, None, None, "not_published")
    percent = None if rate.percent is None else f"{rate.percent}"
    return answers.RateOf(rate.key, rate.numerator, rate.base, rate.known, percent, "")


@_answers
def report(request: HttpRequest, code: str) -> answers.Report:
    """All figures of a year, for officials of the place; ?day= as of the end of that day."""
    unit = unit_by_code(code)
    _own(request, unit)
    year = _year(request)
    try:
        today = timezone.localdate()
        day = date.fromisoformat(request.GET["day"]) if "day" in request.GET else min(today, date(year, 12, 31))
        must_be_a_day_of(year, day)
    except ValueError:
        raise _Wrong(400, _("“day” has to be a day like 2026-12-31.")) from None
    except Refused as problem:
        raise _Wrong(400, str(problem)) from None
    return report_of(unit, year, day)


@_answers
def snapshots(request: HttpRequest, code: str) -> answers.FrozenList:
    """What was frozen of a place: at most a hundred, the newest first."""
    unit = unit_by_code(code)
    _own(request, unit)
    rows = ReportSnapshot.objects.filter(unit=unit).defer("content", "lines")[:100]
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
    _own(request, row.unit)
    return answers.FrozenReport(_frozen(row), reopened(row))


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """The interface as OpenAPI 3.1."""
    base = reverse("recognition:api_places").removesuffix("/places")
    return JsonResponse(openapi.described(request.build_absolute_uri(base)), json_dumps_params={"ensure_ascii": False})
