"""The page of a place, from the residential group to the country: counts for everybody to read, all numbers for its officials."""

from datetime import date

from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.people.public import administers_everything, units_of
from portal.text.sent import whole
from recognition.figures import chart, kernel, places, wording
from recognition.figures.keeping import kept_until_recorded
from recognition.figures.numbers import (
    PlaceNumbers,
    day_of_year,
    kept_trees,
    node_of,
    numbers_in,
    trees_of,
    with_p1,
    years_shown,
)
from recognition.figures.p1 import MOST_JUDGED, judged_by, rule_of
from recognition.figures.places import Place
from recognition.figures.public_counts import Public, by_name
from recognition.figures.rates import Rate
from recognition.figures.targets import targets
from recognition.figures.tree import Tree
from recognition.figures.year_results import year_result
from recognition.models import Decision
from recognition.sets.publishing import shipped
from recognition.titles.registry import TITLES, Title, only_title_of

ROLES = ("officer", "signer", "administrator", "inspector")


@require_GET
def country_page(request: HttpRequest) -> HttpResponse:
    """The numbers of the whole country."""
    return _page(request, places.place_of(""))


@require_GET
def place_page(request: HttpRequest, code: str) -> HttpResponse:
    """The numbers of a province or commune."""
    return _page(request, places.place_of(code))


@require_GET
def group_page(request: HttpRequest, code: str, group: int) -> HttpResponse:
    """The numbers of a residential group."""
    return _page(request, places.place_of(code, group))


def is_official(request: HttpRequest, place: Place) -> bool:
    """Whether all numbers of the place are for this user: its officials, of the country who administers everything."""
    if not request.user.is_authenticated:
        return False
    if place.unit is None:
        return administers_everything(request.user)
    return units_of(request.user, *ROLES).filter(pk=place.unit.pk).exists()


def asked_title(request: HttpRequest) -> Title:
    """The title that the address names, else the first of the registry."""
    wanted = request.GET.get("danh-hieu", "")
    return next((one for one in TITLES if one.key == wanted), TITLES[0])


def asked_year(request: HttpRequest, years: range) -> int:
    """The year that the address names, if it has numbers, else the running one."""
    year = whole(request.GET.get("nam", ""), 4)
    return year if year is not None and year in years else years[-1]


def kept(title: Title, year: int, day: date) -> SafeString:
    """What links between pages of numbers keep: title, year, and the day where it is not that of the year."""
    other = "" if day == day_of_year(year) else f"&amp;ngay={day.isoformat()}"
    return mark_safe(f"nam={year}&amp;danh-hieu={title.key}{other}")  # noqa: S308 - a year, a key of the registry, a day


def title_name(title: Title) -> str:
    """What people call a title."""
    return shipped(title.set_key).title


def years_of() -> range:
    """The years in which something was decided, ten at most."""
    return years_shown(Decision.objects.aggregate(first=Min("date"))["first"])


def asked_day(request: HttpRequest, official: bool, year: int) -> date:
    """The day that the address names; others than year ends and today are for officials, since two days tell who came between."""
    try:
        day = date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return day_of_year(year)
    return day if official and date(2000, 1, 1) <= day <= timezone.localdate() else day_of_year(year)


def _counted(place: Place, day: date, official: bool, years: list[int]) -> tuple[dict[str, Tree], dict[str, Public]]:
    """The counts of the day by title; for everybody also what may be published, which the years up to it decide."""
    if official:
        group = place.group.pk if place.group else None
        trees = kept_until_recorded(f"figures:{_key(place)}:{day}", lambda: trees_of(day, place.unit, group=group))
        return trees, {}
    shown_years = [kept_trees(day_of_year(one)) for one in years]
    return shown_years[-1], {one.key: Public([tree[one.key] for tree in shown_years]) for one in TITLES}


def _page(request: HttpRequest, place: Place) -> HttpResponse:
    official, title, years = is_official(request, place), asked_title(request), years_of()
    year = asked_year(request, years)
    day = asked_day(request, official, year)
    in_group = place.group.pk if place.group else None
    trees, public = _counted(place, day, official, [one for one in years if one <= year])
    node = node_of(place.unit, in_group)
    numbers = {one.key: numbers_in(trees, node, day, one.key) for one in TITLES}
    told = {one.key: official or public[one.key].is_published(place.path) for one in TITLES}
    found = numbers[title.key]
    rule = rule_of(place.unit, day) if title.key == only_title_of("person").key else None
    judged = judged_by(rule, place.unit, day, found.count, in_group) if official else None
    has_rule = rule is not None
    rates_told = official or (told[title.key] and public[title.key].rates_told(place.path))
    rates = (with_p1(found.rates, judged) if judged else found.rates) if title.subject == "person" else ()
    shown = [_shown(rate, official, rates_told, has_rule) for rate in rates]
    return render(
        request,
        "recognition/figures/page.html",
        {
            "place": place,
            "above": places.above(place, day),
            "name": place.name,
            "year": year,
            "day": day,
            "title": title,
            "keep": kept(title, year, day),
            "title_name": title_name(title),
            "n": found,
            "official": official,
            "told": told[title.key],
            "few": found.few and not official,
            "lead": wording.lead(found.count, place, title, title_name(title), told=told[title.key], official=official),
            "titles": [_row(one, numbers[one.key], told[one.key], title) for one in TITLES],
            "inside": _inside(place, found, day, public.get(title.key)),
            "now": timezone.localtime(),
            "has_rule": has_rule,
            "most_judged": MOST_JUDGED,
            "province_rule": official
            and place.unit is not None
            and not place.unit.parent_id
            and units_of(request.user, "administrator").filter(pk=place.unit.pk).exists(),
            "years": [one for one in years if one != year],
            "targets": [*targets("P1"), *targets("P2")],
            **_rates(shown, found, official),
            **(_for_officials(place, title, found, year, day) if official else {}),
        },
    )


def _key(place: Place) -> str:
    """The place in names of what is kept."""
    return "{}-{}".format(*node_of(place.unit, place.group.pk if place.group else None))


def _row(one: Title, found: PlaceNumbers, told: bool, chosen: Title) -> dict:
    return {
        "key": one.key,
        "name": title_name(one),
        "count": found.count if told else None,
        "chosen": one.key == chosen.key,
        "few": not told and found.few,
    }


def _inside(place: Place, found: PlaceNumbers, day: date, public: Public | None) -> dict:
    """The places in this one with their numbers: all of them for officials, else what may be published, the rest together."""
    known = places.inside(place, day)
    if public is None:
        numbers = {node: counted.total for node, counted in found.inside.items()}
        rest = None
    else:
        shown = public.shown_in(found.node) if public.is_published(place.path) else None
        numbers, rest = (by_name(shown), shown.rest) if shown else ({}, None)
    listed = [*known, *(node for node in numbers if node not in known)]
    rows = [
        {
            "name": places.names(known, node),
            "url": known[node][1] if node in known else "",
            "count": numbers.get(node, 0 if node not in found.inside else None),
        }
        for node in listed
    ]
    return {"rows": sorted(rows, key=lambda one: one["count"] == 0), "rest": rest}


def _for_officials(place: Place, title: Title, found: PlaceNumbers, year: int, day: date) -> dict:
    """The other reading of the day, and the lines of the year."""
    group = place.group.pk if place.group else None
    past = day < timezone.localdate()  # of today everything known is recorded today
    known_now = kernel.held(kernel.Asked(title.key, day, place.unit, group, kernel.NOW)).count if past else found.count
    result = kept_until_recorded(
        f"figures:{_key(place)}:{day}:{title.key}:{year}:{get_language()}",
        lambda: wording.result(year_result(title.key, year, place.unit, day, group=group)),
    )
    return {"known_now": known_now, "differs": known_now != found.count, "result": result}


def _title(rate: Rate) -> str:
    return {
        "p1": _("Rate 1, among all holders of the title"),
        "p2_of_p1": _("Rate 2, among those with digital skills"),
        "p2_of_holders": _("Rate 2, among all holders of the title"),
    }[rate.key]


def _why(rate: Rate, official: bool, has_rule: bool) -> str:
    if has_rule and rate.unweighed:
        return _("too many people to weigh at once: see the communes") if official else _("not published")
    return {
        "no_rule": _("no rule yet"),
        "needs_p1": _("needs rate 1 first"),
        "nobody_known": _("not known of anybody yet"),
        "": _("nobody holds the title yet"),
    }[rate.why_none]


def _shown(rate: Rate, official: bool, told: bool, has_rule: bool) -> dict:
    hidden = (rate.hidden or (not told and rate.numerator is not None)) and not official
    return {
        "rate": rate,
        "title": _title(rate),
        "hidden": hidden,
        "percent": None if hidden else rate.percent,
        "coverage": None if hidden else rate.coverage,
        "why": _why(rate, official, has_rule) if rate.percent is None else "",
        "by_year": {target.year: target for target in rate.targets},
        "t2025": next((one for one in rate.targets if one.year == 2025), None),
        "t2030": next((one for one in rate.targets if one.year == 2030), None),
    }


def _rates(shown: list[dict], found: PlaceNumbers, official: bool) -> dict:
    if not shown:
        return {"rates": []}
    gap = _gap(found) if official or not shown[2]["hidden"] else None
    return {
        "rates": shown,
        "bars": _bars(shown),
        "height": chart.height(len(shown)),
        "p1": shown[0],
        "p2": shown[2],
        "target_gap": gap,
    }


def _bars(shown: list[dict]) -> list[dict]:
    return [
        {
            **one,
            "bar": chart.bar(
                place,
                one["rate"].key,
                one["percent"],
                one["coverage"],
                [(target.year, target.value) for target in one["rate"].targets],
            ),
        }
        for place, one in enumerate(shown)
    ]


def _gap(found: PlaceNumbers) -> dict | None:
    """How many people are missing to the next target of P2 among all holders."""
    rate = found.rates[2]
    wanted = next((one for one in rate.targets if one.year >= found.day.year), None) or rate.targets[-1]
    if not rate.base or rate.numerator is None:
        return None
    need = -(-rate.base * int(wanted.value * 100) // 10000)  # whole people, upwards
    return {"target": wanted, "missing": max(0, need - rate.numerator)}
