"""The numbers of a place on a day: holders of each title, and the two digital-skills percentages with all that belongs to them.

P2 is what the portal itself saw: did the person enter the self-assessment and the papers, or somebody else for them? What was
handed in never changes, so P2 of a past day never moves either. Counts only: who may see the people behind them is asked where
they are listed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils import timezone

from portal.places.public import Unit
from recognition.figures import kernel
from recognition.figures.keeping import kept
from recognition.figures.p1 import Judged
from recognition.figures.rates import Rate
from recognition.figures.small_counts import FEW
from recognition.figures.targets import targets
from recognition.figures.tree import COUNTRY, Counted, Node, Tree, grown
from recognition.titles.registry import TITLES

ENTERED_ALONE = (
    "TN-2026"  # every score, every paper and the handing in by the person's own account: the portal's proposal
)
SLOW = 0.3  # seconds: a table of today that takes longer to count is kept
KEPT_TODAY, KEPT_PAST = 300, 24 * 3600


@dataclass(frozen=True)
class PlaceNumbers:
    """How many hold a title in a place on a day, and who entered it."""

    node: Node
    day: date
    title_key: str
    counted: Counted
    inside: Mapping[Node, Counted] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many hold the title."""
        return self.counted.total

    @property
    def few(self) -> bool:
        """Whether the count of holders itself is too small to publish."""
        return 0 < self.count < FEW

    @property
    def rates(self) -> tuple[Rate, ...]:
        """P1 and both readings of P2."""
        return rates_of(self.counted)


def rates_of(counted: Counted) -> tuple[Rate, ...]:
    """The percentages of these people: P1, P2 of those with digital skills, P2 of all holders."""
    p2 = targets("P2")
    known = counted.alone + counted.helped
    return (
        Rate("p1", None, counted.total, None, targets("P1"), "no_rule"),
        Rate("p2_of_p1", None, None, None, p2, "needs_p1", ENTERED_ALONE),
        Rate("p2_of_holders", counted.alone, counted.total, known, p2, rule=ENTERED_ALONE),
    )


def with_p1(rates: tuple[Rate, ...], judged: tuple[Judged, str]) -> tuple[Rate, ...]:
    """The same with what the rule of the province says of the holders, and the version of the rule."""
    return (*judged[0].rates(judged[1], ENTERED_ALONE), rates[2])


def node_of(unit: Unit | None, group: int | None = None) -> Node:
    """Where a place stands in a tree; no unit: the country."""
    if unit is None:
        return COUNTRY
    if group is not None:
        return ("group", group)
    return ("province" if unit.kind == Unit.Kind.PROVINCE else "commune", unit.pk)


def place_numbers(unit: Unit | None, day: date, title_key: str, group: int | None = None) -> PlaceNumbers:
    """The numbers of a place as recorded by the end of a day. One question, however many people it counts."""
    return numbers_in(trees_of(day, unit, group=group), node_of(unit, group), day, title_key)


def numbers_in(trees: Mapping[str, Tree], node: Node, day: date, title_key: str) -> PlaceNumbers:
    """The same from trees that are at hand."""
    tree = trees[title_key]
    return PlaceNumbers(node, day, title_key, tree.at(node), tree.below(node))


def trees_of(day: date, unit: Unit | None = None, *, group: int | None = None) -> dict[str, Tree]:
    """The counts of every title below a place on a day, by key of the title."""
    keys = [one.key for one in TITLES]
    rows = kernel.table(keys, day, unit, group=group)
    return {key: grown(row for row in rows if row.title_key == key) for key in keys}


def kept_trees(day: date) -> dict[str, Tree]:
    """The counts of the country, which pages for everybody are compared with: kept for a while where they take long to count.

    A page compares up to ten years, so those that are past, and never move, are kept much sooner.
    """
    past = day < timezone.localdate()
    slow, seconds = (settings.FIGURES_SLOW_PAST, KEPT_PAST) if past else (SLOW, KEPT_TODAY)
    return kept(f"figures:{day}", lambda: trees_of(day), slow, seconds)


def day_of_year(year: int) -> date:
    """The day that a year is told by: its last one, or today."""
    return min(date(year, 12, 31), timezone.localdate())


def years_shown(first: date | None, most: int = 10) -> Iterable[int]:
    """The years of which there are numbers, the earliest first; at least the running one."""
    now = timezone.localdate().year
    return range(max(first.year if first else now, now - most + 1), now + 1)
