"""Counts of one day as a tree: country, provinces, communes, residential groups. Pure: rows in, sums out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

Node = tuple[str, int]  # level and key
COUNTRY: Node = ("country", 0)
BELOW = {"country": "province", "province": "commune", "commune": "group"}


class Counts(Protocol):
    """A row of the kernel's table."""

    province: int
    unit: int
    group: int | None
    entered: str
    number: int


@dataclass(frozen=True)
class Counted:
    """How many hold a title: who entered it alone, who was helped, of whom it is not known."""

    alone: int = 0
    helped: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.alone + self.helped + self.unknown

    def with_more(self, entered: str, number: int) -> "Counted":
        """With so many more of one kind."""
        return Counted(**{**self.__dict__, entered: getattr(self, entered) + number})


NOBODY = Counted()


@dataclass(frozen=True)
class Tree:
    """The counts of a title on a day. Those of a commune who live in no group stand under the group 0."""

    counts: Mapping[Node, Counted] = field(default_factory=dict)
    inside: Mapping[Node, frozenset[Node]] = field(default_factory=dict)

    def at(self, node: Node) -> Counted:
        """The counts of a place."""
        return self.counts.get(node, NOBODY)

    def below(self, node: Node) -> dict[Node, Counted]:
        """The counts of what lies in a place, only where somebody holds the title; they add up to its own."""
        return {one: self.counts[one] for one in sorted(self.inside.get(node, ()))}


def grown(rows: Iterable[Counts]) -> Tree:
    """The tree of these rows."""
    counts: dict[Node, Counted] = {}
    inside: dict[Node, set[Node]] = {}
    for row in rows:
        group: Node = ("group", row.group if row.group is not None else -row.unit)
        path = [COUNTRY, ("province", row.province), ("commune", row.unit), group]
        for place, node in enumerate(path):
            counts[node] = counts.get(node, NOBODY).with_more(row.entered, row.number)
            if place:
                inside.setdefault(path[place - 1], set()).add(node)
    return Tree(counts, {node: frozenset(below) for node, below in inside.items()})
