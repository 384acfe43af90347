"""Whether the number of a place may be seen by everybody: not where other pages would lead from it to one to four people.

The page of a province has the sum of its communes, and each page leads to other years: what one page hides, two others may
tell by subtraction.
"""

from collections import Counter
from collections.abc import Mapping

from django.db.models import Min, Q

from portal.places.public import Unit
from recognition.figures.numbers import PlaceNumbers, Rate, lines_held, place_now
from recognition.figures.small_counts import FEW, published

_Came = Mapping[int, int]  # year -> how many hold the title since


def is_published(unit: Unit, year: int) -> bool:
    """Whether the holders of the place at the end of a year are a public number. One question; needs the scope of everybody."""
    if unit.parent is None:
        return _apart_from_other_years(_came(unit)[""], year)
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


def _came(province: Unit) -> dict[str, _Came]:
    """Of each commune of a province how many hold the title since which year; under "" of the province, each person once."""
    rows = lines_held().filter(Q(unit=province) | Q(unit__parent=province)).annotate(place=place_now())
    found: dict[str, Counter[int]] = {"": Counter()}
    firsts: dict[object, int] = {}
    for place, learner, first in (
        rows.values_list("place", "learner").annotate(first=Min("decision__date__year")).order_by()
    ):
        found.setdefault(str(place), Counter())[first] += 1
        firsts[learner] = min(first, firsts.get(learner, first))
    found[""].update(firsts.values())
    return dict(found)


def _held(came: _Came, year: int) -> int:
    return sum(number for first, number in came.items() if first <= year)


def _shown(came: Mapping[str, _Came], year: int) -> set[str]:
    """The communes whose number is shown: of the others more than one stay together, so that the province's sum tells none."""
    communes = {place: one for place, one in came.items() if place}
    held = {place: _held(one, year) for place, one in communes.items()}
    apart = {place for place, one in communes.items() if not _apart_from_other_years(one, year)}
    return set(dict(published(held, apart, {place: _held(one, year - 1) for place, one in communes.items()}).rows))


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
