"""The outcomes counted: in all, by unit and by group. Grows with the number of units and groups, not with that of people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from recognition.figures.small_counts import Published, published
from recognition.simulation.comparison import GAINS, KEEPS, LOSES, WITHOUT, Outcome


@dataclass
class Count:
    """How many gain the title, lose it, keep it, are without it both times."""

    gains: int = 0
    loses: int = 0
    keeps: int = 0
    without: int = 0

    @property
    def people(self) -> int:
        """How many were compared."""
        return self.gains + self.loses + self.keeps + self.without

    @property
    def before(self) -> int:
        """How many hold the title under the old set."""
        return self.keeps + self.loses

    @property
    def after(self) -> int:
        """How many hold it under the new one."""
        return self.keeps + self.gains

    def add(self, change: str) -> None:
        """Counts one more."""
        if change not in (GAINS, LOSES, KEEPS, WITHOUT):
            raise ValueError(f"there is no change “{change}”")
        setattr(self, change, getattr(self, change) + 1)


@dataclass
class Tally:
    """The counts as officials in scope see them: exact. The public form is `public_form`."""

    total: Count = field(default_factory=Count)
    by_unit: dict[str, Count] = field(default_factory=dict)
    by_group: dict[str, Count] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Counts one more outcome."""
        self.total.add(outcome.change)
        self.by_unit.setdefault(outcome.subject.unit, Count()).add(outcome.change)
        self.by_group.setdefault(outcome.subject.group, Count()).add(outcome.change)


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """All outcomes counted; reads them once and keeps none."""
    found = Tally()
    for one in outcomes:
        found.add(one)
    return found


def public_form(found: Tally) -> Mapping[str, Mapping[str, Published]]:
    """Who gains and who loses, by unit and by group, with nothing that speaks of one to four people.

    Only these two: next to the numbers of holders before and after, a hidden count could be worked out.
    """
    lists = {"unit": found.by_unit, "group": found.by_group}
    return {
        change: {
            by: published({name: getattr(count, change) for name, count in rows.items()}) for by, rows in lists.items()
        }
        for change in (GAINS, LOSES)
    }
