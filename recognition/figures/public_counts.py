"""Whether the number of a place may be seen by everybody: not where other pages would lead from it to one to four people.

The page of a province has the sum of its communes, and each page leads to other years: what one page hides, two others may
tell by subtraction.
"""

from collections import Counter
from collections.abc import Mapping

from django.db import connection
from django.db.models import Min, Q, QuerySet, Value

from portal.places.public import Unit
from recognition.figures.numbers import PlaceNumbers, Rate, lines_held, place_now
from recognition.figures.small_counts import FEW, published
from recognition.models import DecisionLine

_Came = Mapping[int, int]  # year -> how many hold the title since


def is_published(unit: Unit, year: int) -> bool:
    """Whether the holders of the place at the end of a year are a public number. One question; needs the scope of everybody."""
    if unit.parent is None:
        return _apart_from_other_years(_came_in_all(unit), year)
    came = _came(unit.parent)
    return not _held(came.get(str(unit.pk), {}), year) or str(unit.pk) in _shown(came, year)


def tells_no_commune(found: PlaceNumbers) -> bool:
    """Whether the rates of a province lead to those of no commune that hides its own. One question."""
    if found.unit.parent is not None or not found.holders:
        return True
    shown, by_place = _shown(_came(found.unit), found.year), _rates_by_place(found)
    hidden = [rate for place, rate in by_place.items() if str(place) not in shown or rate.hidden]
    return not hidden or (len(hidden) > 1 and not _together(hidden).hidden)


def _rates_by_place(found: PlaceNumbers) -> dict[int, Rate]:
    known = [*found.by_self, *found.helped]
    numbers = [Counter(found.place_of[one] for one in who) for who in (found.by_self, known, found.holders)]
    return {
        place: Rate("p2_of_holders", numbers[0][place], base, numbers[1][place]) for place, base in numbers[2].items()
    }


def _together(rates: list[Rate]) -> Rate:
    parts = [
        sum(part or 0 for part in of_all)
        for of_all in zip(*((r.numerator, r.base, r.known) for r in rates), strict=True)
    ]
    return Rate("p2_of_holders", *parts)


def _came(province: Unit) -> Mapping[str, _Came]:
    """Of each commune of a province how many hold the title since which year; counted by the database, in one question."""
    found: dict[str, dict[int, int]] = {}
    for place, first, number in _counted(_lines_of(province).annotate(place=place_now()), "place"):
        found.setdefault(str(place), {})[first] = number
    return found


def _came_in_all(province: Unit) -> _Came:
    """The same of the province, each person once."""
    return {first: number for _all, first, number in _counted(_lines_of(province).annotate(place=Value(0)), "place")}


def _lines_of(province: Unit) -> QuerySet[DecisionLine]:
    return lines_held().filter(Q(unit=province) | Q(unit__parent=province))


def _counted(lines: QuerySet[DecisionLine], by: str) -> list[tuple[int, int, int]]:
    """By this annotation and the first year of each person: how many. A count over a minimum is no word of the ORM."""
    firsts = lines.values(by, "learner").annotate(first=Min("decision__date__year")).order_by()
    inner, params = firsts.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{by}", "first", count(*) FROM ({inner}) AS held GROUP BY 1, 2', params)  # noqa: S608 - the ORM's own query
        return [(place, int(first), number) for place, first, number in cursor.fetchall()]


def _held(came: _Came, year: int) -> int:
    return sum(number for first, number in came.items() if first <= year)


def _shown(came: Mapping[str, _Came], year: int) -> set[str]:
    """The communes whose number is shown: of the others more than one stay together, so that the province's sum tells none."""
    held = {place: _held(one, year) for place, one in came.items()}
    apart = {place for place, one in came.items() if not _apart_from_other_years(one, year)}
    return set(dict(published(held, apart, {place: _held(one, year - 1) for place, one in came.items()}).rows))


def _apart_from_other_years(came: _Came, year: int) -> bool:
    """A number is shown where it differs by nobody or by FEW from the one that was shown for an earlier year."""
    held, shown, seen = 0, 0, True
    for one in sorted(came):
        if one > year:
            break
        held += came[one]
        seen = held >= FEW and (shown == 0 or held - shown >= FEW)
        shown = held if seen else shown
    return seen or held == 0
