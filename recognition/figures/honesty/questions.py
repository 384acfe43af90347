"""What makes the portal ask: numbers in, questions out. Pure; the thresholds are data, all of them proposed by the portal.

A question is not a finding: each has plain reasons beside it why the numbers may be as they are. Where there are too few cases
nothing is asked, for chance alone would ask then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "thresholds.yaml"


@dataclass(frozen=True)
class Question:
    """One question: `key` says which kind, `about` which indicator, group or file; `n` of `base`, and the other side of a gap."""

    key: str
    about: str
    n: int
    base: int
    other_n: int = 0
    other_base: int = 0
    other: str = ""

    @property
    def name(self) -> str:
        """What an answer of the place belongs to."""
        return f"{self.key} {self.about} {self.other}".strip()

    @property
    def percent(self) -> Decimal:
        """`n` of `base`, to a whole per cent, half up."""
        return share(self.n, self.base)

    @property
    def other_percent(self) -> Decimal:
        """The same of the other side."""
        return share(self.other_n, self.other_base)


def share(part: int, whole: int) -> Decimal:
    """A percentage to a whole number, half up; 0 of nobody."""
    return (Decimal(part * 100) / whole).quantize(Decimal(1), rounding="ROUND_HALF_UP") if whole else Decimal(0)


@cache
def thresholds() -> Mapping[str, int]:
    """The portal's own thresholds, all proposed. Raises ValueError for a file with other words."""
    said = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    if said.get("confidence") != "proposed" or not all(isinstance(one, int) for one in said["thresholds"].values()):
        raise ValueError("thresholds.yaml: whole numbers, and the confidence “proposed”")
    return said["thresholds"]


@dataclass(frozen=True)
class Counts:
    """The numbers of a place and year that questions are made from. Nobody's name, nobody's officer.

    `pairs`: indicator -> (kappa times a hundred, pairs). `unopened`: judged cases with files of which none was opened, and
    all judged cases with files. `full`: indicator -> (cases with all its points, judged cases). `years`: recognised before
    and now. `same_files`: by a short mark of the file, of how many people. `groups`: kind -> group -> (recognised or proposed,
    judged).
    """

    pairs: Mapping[str, tuple[int, int]]
    unopened: tuple[int, int]
    full: Mapping[str, tuple[int, int]]
    years: tuple[int, int]
    same_files: Mapping[str, int]
    groups: Mapping[str, Mapping[str, tuple[int, int]]]


def questions(counts: Counts, *, running: bool = False) -> list[Question]:
    """What the numbers ask, in a fixed order. `running`: the year is not over, so fewer than the year before ask nothing yet."""
    return [
        *_agreement(counts.pairs),
        *_unopened(*counts.unopened),
        *_full(counts.full),
        *(one for one in _jump(*counts.years) if one.about == "more" or not running),
        *_same_files(counts.same_files),
        *_gaps(counts.groups),
    ]


def _agreement(pairs: Mapping[str, tuple[int, int]]) -> Iterable[Question]:
    known = thresholds()
    for code, (kappa, number) in sorted(pairs.items()):
        if number >= known["pairs_at_least"] and kappa < known["kappa_below"]:
            yield Question("agreement", code, kappa, number)


def _unopened(unopened: int, judged: int) -> Iterable[Question]:
    known = thresholds()
    if judged >= known["judged_at_least"] and unopened * 100 >= judged * known["unopened_percent"]:
        yield Question("unopened", "", unopened, judged)


def _full(full: Mapping[str, tuple[int, int]]) -> Iterable[Question]:
    known = thresholds()
    for code, (passed, judged) in sorted(full.items()):
        if judged >= known["judged_at_least"] and passed * 100 >= judged * known["full_percent"]:
            yield Question("full", code, passed, judged)


def _jump(before: int, now: int) -> Iterable[Question]:
    known = thresholds()
    more, fewer = max(before, now), min(before, now)
    if more >= known["jump_at_least"] and more * 100 >= fewer * known["jump_percent"]:
        yield Question("jump", "more" if now > before else "fewer", now, before)


def _same_files(files: Mapping[str, int]) -> Iterable[Question]:
    many = [number for number in files.values() if number >= thresholds()["same_file_people"]]
    if many:
        yield Question("same_file", "", len(many), max(many))


def _gaps(groups: Mapping[str, Mapping[str, tuple[int, int]]]) -> Iterable[Question]:
    """Of each kind of group the two that lie furthest apart, where both have enough people."""
    known = thresholds()
    for kind, parts in sorted(groups.items()):
        enough = {name: pair for name, pair in parts.items() if pair[1] >= known["group_at_least"]}
        if len(enough) < 2:
            continue
        order = sorted(enough, key=lambda name: (Decimal(enough[name][0]) / enough[name][1], name))
        low, high = enough[order[0]], enough[order[-1]]
        if share(*high) - share(*low) >= known["gap_points"]:
            yield Question(f"gap_{kind}", order[0], *low, *high, order[-1])
