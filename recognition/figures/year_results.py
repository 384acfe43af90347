"""The results of a year: the lines of its decisions, by the place that stands in them, and what became of each by a day.

“27 công nhận, 2 thu hồi, còn 25”: recognised less what ended is what is left, line by line. It is another question than the
stock of a day, which counts where the holder lives.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from portal.places.public import Unit
from recognition.figures import held_sql
from recognition.figures.kernel import end_of

HELD, REVOKED, ANNULLED, LAPSED = "held", "revoked", "annulled", "lapsed"


@dataclass(frozen=True)
class YearLine:
    """A line of the year, the commune and group in it, and what became of it: one of the four."""

    line: int
    unit: int
    group: int | None
    now: str


@dataclass(frozen=True)
class YearResult:
    """All lines of a title, year and place, as recorded by the end of a day."""

    title_key: str
    year: int
    day: date
    lines: tuple[YearLine, ...]

    @property
    def recognised(self) -> int:
        """How many were recognised."""
        return len(self.lines)

    @property
    def ended(self) -> Mapping[str, int]:
        """How many of them ended, by how."""
        return Counter(one.now for one in self.lines if one.now != HELD)

    @property
    def left(self) -> int:
        """How many are left."""
        return sum(one.now == HELD for one in self.lines)


def year_result(title_key: str, year: int, unit: Unit | None, day: date, *, group: int | None = None) -> YearResult:
    """The lines of a year in a place as recorded by the end of a day. One question, however many there are.

    A province counts its communes, a commune those that ended into it too: whoever asks there today answers for them.
    """
    place, parameters = _place(unit, group)
    about = {"title": title_key, "year": year, "on": day, "known": end_of(day)}
    with connection.cursor() as cursor:
        cursor.execute(held_sql.year_lines(place), about | parameters)
        return YearResult(title_key, year, day, tuple(YearLine(*row) for row in cursor.fetchall()))


def _place(unit: Unit | None, group: int | None) -> tuple[str, dict[str, Any]]:
    if group is not None:
        return "AND k.residential_group_id = %(group)s", {"group": group}
    if unit is None:
        return "", {}
    if unit.kind == Unit.Kind.PROVINCE:
        return "AND l.unit_id IN (SELECT id FROM places_unit WHERE id = %(unit)s OR parent_id = %(unit)s)", {
            "unit": unit.pk
        }
    before = "SELECT id FROM places_unit WHERE id = %(unit)s OR (heir_id = %(unit)s AND NOT split)"
    left = "SELECT g.id FROM places_residentialgroup g JOIN places_unit u ON u.id = g.unit_id"
    left += " WHERE g.heir_id = %(unit)s AND u.split"
    return f"AND (l.unit_id IN ({before}) OR k.residential_group_id IN ({left}))", {"unit": unit.pk}
