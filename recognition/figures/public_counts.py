"""Whether the number of a place may be seen by everybody: not where other pages would lead from it to one to four people.

Everybody may see a fixed set of tables: of each title the holders of each place at the end of each year and today, and P2 of
them. The page of a place has the sum of those in it, and each page leads to other years: what one page hides, two others may tell
by subtraction. A place is shown only where the one it lies in is: the sum of its groups would tell what its province hides.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from recognition.figures.numbers import rates_of
from recognition.figures.rates import Rate
from recognition.figures.small_counts import FEW, Published, published
from recognition.figures.tree import COUNTRY, NOBODY, Counted, Node, Tree


@dataclass(frozen=True)
class Public:
    """What everybody may see of one title. `years`: the trees of every year that is shown, the earliest first."""

    years: Sequence[Tree]

    def is_published(self, path: Sequence[Node]) -> bool:
        """Whether the holders of a place in the last of the years are a public number; `path` leads to it from the country."""
        if not self._at(path[-1]).total:
            return True
        if not _apart([tree.at(COUNTRY).total for tree in self.years]):
            return False
        return all(_name(node) in dict(self.shown_in(above).rows) for above, node in zip(path, path[1:], strict=False))

    def shown_in(self, node: Node) -> Published:
        """What everybody may see of the places in a place."""
        held = {one: counted.total for one, counted in self._now.below(node).items()}
        hidden = {one for one in held if not self._stands_apart(one)}
        before = self.years[-2].below(node) if len(self.years) > 1 else {}
        earlier = {_name(one): counted.total for one, counted in before.items()}
        named = {_name(one): number for one, number in held.items()}
        return published(named, {_name(one) for one in hidden}, {name: earlier.get(name, 0) for name in named})

    def rates_told(self, path: Sequence[Node]) -> bool:
        """Whether the rates of a place tell nothing of a place in it that hides its own, nor of few who came since a year."""
        node = path[-1]
        parts: tuple[Callable[[Counted], int], ...] = (lambda one: one.alone, lambda one: one.alone + one.helped)
        if not all(_apart([part(tree.at(node)) for tree in self.years]) for part in parts):
            return False
        shown = dict(self.shown_in(node).rows)
        hidden = [
            counted
            for one, counted in self._now.below(node).items()
            if _name(one) not in shown or _rate(counted).hidden
        ]
        together = _together(hidden)
        if together in (NOBODY, self._at(node)):  # no part is shown that could be taken from the whole
            return True
        return len(hidden) > 1 and not _rate(together).hidden

    @property
    def _now(self) -> Tree:
        return self.years[-1]

    def _at(self, node: Node) -> Counted:
        return self._now.at(node)

    def _stands_apart(self, node: Node) -> bool:
        """Who lives in no group of a commune is never named, but for being nobody: the row would tell what the groups leave."""
        nameless = node[0] == "group" and node[1] <= 0
        return not nameless and _apart([tree.at(node).total for tree in self.years])


def by_name(found: Published) -> Mapping[Node, int]:
    """The rows as places."""
    return {(name.split(":")[0], int(name.split(":")[1])): number for name, number in found.rows}


def _name(node: Node) -> str:
    return f"{node[0]}:{node[1]}"


def _rate(counted: Counted) -> Rate:
    return rates_of(counted)[2]


def _together(parts: Sequence[Counted]) -> Counted:
    found = NOBODY
    for one in parts:
        found = Counted(found.alone + one.alone, found.helped + one.helped, found.unknown + one.unknown)
    return found


def _apart(numbers: Sequence[int]) -> bool:
    """The last number is shown where it is nobody or FEW, and as far from every one that was shown for a year before."""
    shown: list[int] = []
    seen = True
    for number in numbers:
        seen = (not number or number >= FEW) and all(not 0 < abs(number - one) < FEW for one in shown)
        if seen:
            shown.append(number)
    return seen
