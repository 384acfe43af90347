"""Whether the number of a place may be seen by everybody: not where other pages would lead from it to one to four people.

The page of a province has the sum of its communes, and each page leads to other years: what one page hides, two others may
tell by subtraction.
"""

from collections import Counter

from django.db.models import Case, Count, F, Min, Q, QuerySet, When

from portal.places.public import Unit
from recognition.figures.numbers import lines_held, places_of
from recognition.figures.small_counts import FEW, published
from recognition.models import DecisionLine


def is_published(unit: Unit, year: int) -> bool:
    """Whether the holders of the place at the end of a year are a public number. Three questions; needs the scope of everybody."""
    return _apart_from_other_years(unit, year) and (
        unit.parent is None or _apart_from_neighbours(unit, unit.parent, year)
    )


def _apart_from_other_years(unit: Unit, year: int) -> bool:
    """A number is shown where it differs by nobody or by FEW from the one that was shown for an earlier year."""
    rows = places_of(lines_held(), unit).values("learner").annotate(first=Min("decision__date__year"))
    came = Counter(rows.values_list("first", flat=True))
    held, shown, seen = 0, 0, True
    for one in sorted(came):
        if one > year:
            break
        held += came[one]
        seen = held >= FEW and (shown == 0 or held - shown >= FEW)
        shown = held if seen else shown
    return seen or held == 0


def _apart_from_neighbours(unit: Unit, province: Unit, year: int) -> bool:
    """Whether the commune is none of those whose numbers stay together, so that the province's sum tells none of them."""
    rows = lines_held().filter(Q(unit=province) | Q(unit__parent=province), decision__date__year__lte=year)
    counts = {str(place): number for place, number in _by_place(rows)}
    own = counts.get(str(unit.pk), 0)
    return own == 0 or str(unit.pk) in dict(published(counts).rows)


def _by_place(rows: QuerySet[DecisionLine]) -> QuerySet:
    """People by the commune that has them now: that of the decision, or what it ended into."""
    place = Case(
        When(unit__split=True, case__residential_group__heir__isnull=False, then=F("case__residential_group__heir")),
        When(unit__heir__isnull=False, then=F("unit__heir")),
        default=F("unit"),
    )
    return rows.annotate(place=place).values_list("place").annotate(Count("learner", distinct=True)).order_by("place")
