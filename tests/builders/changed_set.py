"""Invented people, the invented set with a floor and a changed one, and what both come to, computed without the portal's code.

A person is a row of numbers; the evidence is made from it, and so, by hand-written arithmetic in quarters of a point, is the
expected result. Nothing of `recognition` is asked for the latter.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from recognition.criteria.answer import Item
from recognition.criteria.parse import parse
from recognition.simulation.comparison import Subject

TEXT = Path("tests/data/criteria/thu_diem_san-1.yaml").read_text(encoding="utf-8")
CHANGES = (
    ('version: "1"', 'version: "2"'),
    ("ordinary: {value: 12.5,", "ordinary: {value: 11,"),
    ("disadvantaged: {value: 10,", "disadvantaged: {value: 12,"),
    ("floor: {value: 4,", "floor: {value: 4.5,"),
    ("take: latest, points_per_step: 0.25, cap: 3", "take: latest, points_per_step: 0.5, cap: 4"),
    ("proposes: 1}, at_most: 12", "proposes: 1}, at_most: 5"),
)


def changed(text: str = TEXT) -> str:
    """The text of the set with every change."""
    for old, new in CHANGES:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


OLD, NEW = parse(TEXT), parse(changed())
_DAY = datetime(2026, 1, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A person in numbers: lessons of `minutes` each on days of their own, the best test in percent, papers by indicator."""

    number: int
    unit: str
    group: str
    area: str
    lessons: int
    minutes: int
    best: int | None
    whole: tuple[int, int]
    quarter: tuple[int, int]


def rows(count: int, seed: int = 1) -> Iterator[Row]:
    """Invented people, always the same for a seed. Some units have few people."""
    chance = random.Random(seed)
    for number in range(count):
        place = min(int(chance.expovariate(0.12)), 60)
        yield Row(
            number,
            f"xã {place:02}",
            chance.choice(("N1", "N2", "N3", "N4")),
            "disadvantaged" if place % 4 == 0 else "ordinary",
            chance.randint(0, 14),
            chance.choice((5, 10, 15)),
            chance.choice((None, 40, 55, 80, 100)),
            (chance.randint(0, 9), chance.randint(0, 9)),
            (chance.randint(0, 8), chance.randint(0, 8)),
        )


def subject(row: Row) -> Subject:
    """The person with evidence, one piece for each rule that a statement speaks for."""
    items: list[Item] = []

    def put(rule: str, code: str, day: int, *, activity: str = "", minutes=None, score=None, manual=False) -> None:
        at = _DAY + timedelta(days=day)
        items.append(Item(len(items), rule, (code,), at, at.date(), str(len(items)), activity, minutes, score, manual))

    for lesson in range(row.lessons):
        for rule, code in (("a1-lessons", "A1"), ("a2-minutes", "A2"), ("a2-days", "A2")):
            put(rule, code, lesson, activity=f"lesson {lesson}", minutes=Decimal(row.minutes))
    if row.best is not None:
        put("a2-best", "A2", 40, activity="test", score=Decimal(row.best) / 100)
    for kind, counts in (("whole", row.whole), ("quarter", row.quarter)):
        for code, handed in zip(("A1", "A2"), counts, strict=True):
            for number in range(handed):
                put(kind, code, 50 + number, manual=True)
    return Subject(row.number, row.unit, row.group, row.area, items)


def _points(row: Row, lesson: int, most_lessons: int, papers: int) -> dict[str, int]:
    """In quarters of a point: the maxima are 40 and 42."""
    a1 = min(row.lessons * lesson, most_lessons) + 4 * min(row.whole[0], papers) + min(row.quarter[0], 12)
    a2 = min(row.lessons * row.minutes // 10 * 2, 8) + min(row.lessons, 4)
    a2 += {None: 0, 40: 0, 55: 4, 80: 6, 100: 8}[row.best] + 4 * min(row.whole[1], papers) + min(row.quarter[1], 12)
    return {"A1": min(a1, 40), "A2": min(a2, 42)}


def _reached(row: Row, points: dict[str, int], mark: dict[str, int], floor: int) -> bool:
    return sum(points.values()) >= mark[row.area] and min(points.values()) >= floor


def points_before(row: Row) -> dict[str, int]:
    """What the evidence comes to under the set as it is, in quarters of a point."""
    return _points(row, 1, 12, 12)


def reached_before(row: Row) -> bool:
    """Whether the title is reached under the set as it is."""
    return _reached(row, points_before(row), {"ordinary": 50, "disadvantaged": 40}, 16)


def reached_after(row: Row) -> bool:
    """Whether it is reached under the changed one."""
    return _reached(row, _points(row, 2, 16, 5), {"ordinary": 44, "disadvantaged": 48}, 18)


def expected(people: Iterator[Row]) -> dict[tuple[str, str], int]:
    """(unit or group or "", change) -> how many, computed from the numbers alone."""
    names = {(True, True): "keeps", (True, False): "loses", (False, True): "gains", (False, False): "without"}
    found: dict[tuple[str, str], int] = {}
    for row in people:
        change = names[reached_before(row), reached_after(row)]
        for name in ("", row.unit, row.group):
            found[name, change] = found.get((name, change), 0) + 1
    return found


def counted(tally) -> dict[tuple[str, str], int]:
    """A tally in the same form, without what is zero."""
    rows_ = {"": tally.total, **tally.by_unit, **tally.by_group}
    changes = ("gains", "loses", "keeps", "without")
    return {(n, c): getattr(one, c) for n, one in rows_.items() for c in changes if getattr(one, c)}
