"""The numbers of a place: public counts, and the lists of people behind them for officials of the place."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.people.public import decrypt_all, everyone, has_role, units_of
from portal.places.public import Unit, UnitVersion
from portal.text.sent import whole
from recognition.decisions.signing import name_on
from recognition.figures import chart, wording
from recognition.figures.numbers import PlaceNumbers, Rate, lines_of_holders, place_numbers
from recognition.figures.public_counts import is_published, tells_no_commune
from recognition.figures.targets import targets
from recognition.models import Certificate
from recognition.officials import for_role

OFFICIALS = ("officer", "signer", "administrator", "inspector")  # who sees the people behind the numbers of their place
FIRST_YEAR = 2022  # the title exists since then


def unit_by_code(code: str) -> Unit:
    """The unit that bears an official code today, or bore it last; raises Http404."""
    row = UnitVersion.objects.filter(code=code).order_by("-valid_from").select_related("unit__parent").first()
    if row is None:
        raise Http404
    return row.unit


def code_of(unit: Unit) -> str:
    """The official code in force last."""
    return unit.versions.order_by("-valid_from").values_list("code", flat=True).first() or ""


def _year(request: HttpRequest) -> int:
    asked, now = request.GET.get("nam", ""), timezone.localdate().year
    year = whole(asked, 4)
    return year if year is not None and FIRST_YEAR <= year <= now else now


def in_sentence(name: str) -> str:
    """“Xã Đồng Sen” as it stands within a sentence: “xã Đồng Sen”."""
    return name[:1].lower() + name[1:]


def _title(rate: Rate) -> str:
    return {
        "p1": _("Rate 1, among all holders of the title"),
        "p2_of_p1": _("Rate 2, among those with digital skills"),
        "p2_of_holders": _("Rate 2, among all holders of the title"),
    }[rate.key]


def _why(rate: Rate) -> str:
    return {
        "no_rule": _("no rule yet"),
        "needs_p1": _("needs rate 1 first"),
        "": _("nobody holds the title yet"),
    }[rate.why_none]


@require_GET
def place_page(request: HttpRequest, code: str) -> HttpResponse:
    """Holders of the title and the two rates, with everything they rest on. Counts only, for everybody to read."""
    unit, year = unit_by_code(code), _year(request)
    with everyone("public counts of a place; no person is shown"):
        found = place_numbers(unit, year)
        told, rates_told = is_published(unit, year), tells_no_commune(found)
    official = request.user.is_authenticated and units_of(request.user, *OFFICIALS).filter(pk=unit.pk).exists()
    told = told or official
    shown = [_shown(rate, official, told and rates_told) for rate in found.rates]
    day = timezone.localdate()
    return render(
        request,
        "recognition/figures/page.html",
        {
            "unit": unit,
            "code": code,
            "name": in_sentence(name_on(unit, day)),
            "year": year,
            "n": found,
            "official": official,
            "parent": unit.parent,
            "parent_code": code_of(unit.parent) if unit.parent else "",
            "parent_name": name_on(unit.parent, day) if unit.parent else "",
            "rates": shown,
            "bars": _bars(shown),
            "height": chart.height(len(shown)),
            "now": timezone.localtime(),
            "few": found.few and not official,
            "holders": wording.holders(len(found.holders), found.new_this_year, year, exact=official, published=told),
            "told": told,
            "targets": [*targets("P1"), *targets("P2")],
            "p2": shown[2],
            "years": [one for one in range(max(FIRST_YEAR, day.year - 3), day.year + 1) if one != year],
            "target_gap": _gap(found) if official or not shown[2]["hidden"] else None,
        },
    )


def _shown(rate: Rate, official: bool, told: bool) -> dict:
    hidden = (rate.hidden or (not told and rate.numerator is not None)) and not official
    return {
        "rate": rate,
        "title": _title(rate),
        "hidden": hidden,
        "percent": None if hidden else rate.percent,
        "coverage": None if hidden else rate.coverage,
        "why": _why(rate) if rate.percent is None else "",
        "by_year": {target.year: target for target in rate.targets},
        "t2025": next((one for one in rate.targets if one.year == 2025), None),
        "t2030": next((one for one in rate.targets if one.year == 2030), None),
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
    wanted = next((one for one in rate.targets if one.year >= found.year), None) or rate.targets[-1]
    if not rate.base or rate.numerator is None:
        return None
    need = -(-rate.base * int(wanted.value * 100) // 10000)  # whole people, upwards
    return {"target": wanted, "missing": max(0, need - rate.numerator)}


@require_GET
@for_role(*OFFICIALS)
def place_people(request: HttpRequest, code: str, which: str) -> HttpResponse:
    """The people behind a number, for officials of the place; others get 404."""
    unit, year = unit_by_code(code), _year(request)
    if unit is None or not units_of(request.user, *OFFICIALS).filter(pk=unit.pk).exists():
        raise Http404
    found = place_numbers(unit, year)  # inside the scope of the request: only people this user may see
    wanted = {"giu-danh-hieu": found.holders, "tu-nhap": found.by_self, "duoc-giup": found.helped}.get(which)
    if wanted is None:
        raise Http404
    lines = [line for line in lines_of_holders(unit, year) if line.learner_id in set(wanted)]
    valid = {one.line_id: one for one in Certificate.objects.filter(line__in=lines, state=Certificate.State.VALID)}
    names = decrypt_all(valid[line.pk].name_encrypted for line in lines)
    rows = sorted(
        ({"line": line, "certificate": valid[line.pk], "name": name} for line, name in zip(lines, names, strict=True)),
        key=lambda row: row["certificate"].register_code,
    )
    return render(
        request,
        "recognition/figures/people.html",
        {
            "unit": unit,
            "code": code,
            "name": in_sentence(name_on(unit, timezone.localdate())),
            "year": year,
            "rows": rows,
            "which": which,
            "officer": has_role(request.user, "officer"),
        },
    )
