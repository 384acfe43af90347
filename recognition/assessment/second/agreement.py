"""How often two assessors come to the same points, indicator by indicator. Pure: pairs in, numbers out.

Cohen's kappa takes away what two people would agree on by chance (J. Cohen, “A coefficient of agreement for nominal
scales”, Educational and Psychological Measurement 20, 1960). Each value of points is a category of its own, and so is None: a
target that was left out, which is not a level of 0.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

FEW = 30  # below so many pairs the numbers say little; the portal's own bound

Said = Decimal | None
Pair = tuple[Said, Said]


@dataclass(frozen=True)
class Agreement:
    """Of one indicator: how many pairs, how many of them the same, kappa (None: no pair), and the mean distance of the pairs in
    which both gave points (None: no such pair)."""

    code: str
    pairs: int
    same: int
    kappa: float | None
    apart: Decimal | None

    @property
    def percent(self) -> float:
        """The share of the same, of a hundred; 0 without pairs."""
        return 100 * self.same / self.pairs if self.pairs else 0.0

    @property
    def few(self) -> bool:
        """Whether there are too few pairs to conclude anything."""
        return self.pairs < FEW


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa; 1 when nobody differs (also where chance alone would have agreed), None without pairs."""
    many = len(pairs)
    if not many:
        return None
    same = sum(one == other for one, other in pairs)
    if same == many:
        return 1.0
    first, second = Counter(one for one, _other in pairs), Counter(other for _one, other in pairs)
    chance = sum(first[value] * second[value] for value in first)  # times many squared
    return (same * many - chance) / (many * many - chance)


def agreement(rows: Sequence[tuple[Mapping[str, Said], Mapping[str, Said]]], codes: Sequence[str]) -> list[Agreement]:
    """For each indicator, over the cases in which both assessors said something of it."""
    found = []
    for code in codes:
        pairs = [(one[code], other[code]) for one, other in rows if code in one and code in other]
        far = [abs(one - other) for one, other in pairs if one is not None and other is not None]
        same = sum(one == other for one, other in pairs)
        found.append(Agreement(code, len(pairs), same, kappa(pairs), sum(far, Decimal(0)) / len(far) if far else None))
    return found
