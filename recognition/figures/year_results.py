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
from django.db.models import Q

from portal.places.public import ResidentialGroup, Unit
from recognition.figures import held_sql
from recognition.figures.kernel import end_of
from recognition.titles.registry import TITLES

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


def within(unit: Unit, path: str) -> Q:
    """Condition on rows by their unit: of this commune and of those that ended into it, or of this province with its communes.

    The same places as `year_result`, but for residential groups of a commune that was split.
    """
    if unit.kind == Unit.Kind.PROVINCE:
        return Q(**{path: unit.pk}) | Q(**{f"{path}__parent": unit.pk})
    return Q(**{f"{path}__in": Unit.objects.filter(Q(pk=unit.pk) | Q(heir=unit, split=False)).values("pk")})


def line_within(unit: Unit, line: str = "") -> Q:
    """Condition on lines of decisions, `line` leading to them: the places of `year_result`."""
    if unit.kind == Unit.Kind.PROVINCE:
        return within(unit, f"{line}unit")
    left = list(ResidentialGroup.objects.filter(heir=unit, unit__split=True).values_list("pk", flat=True))
    found = within(unit, f"{line}unit")
    return found | Q(**{f"{line}case__residential_group__in": left}) if left else found


def at_the_workplace(unit: Unit, year: int, day: date) -> dict[str, YearResult]:
    """By title who was recognised for a year by an agency's own decision: at the workplace, not where they live.

    As recorded by the end of a day, only titles that were given so. One question a title of the registry.
    """
    found = (year_result(one.key, year, unit, day, agency=True) for one in TITLES)
    return {one.title_key: one for one in found if one.recognised}


def year_result(
    title_key: str, year: int, unit: Unit | None, day: date, *, group: int | None = None, agency: bool = False
) -> YearResult:
    """The lines of a year in a place as recorded by the end of a day. One question, however many there are.

    A province counts its communes, a commune those that ended into it too: whoever asks there today answers for them.
    `agency`: of them those that an agency decided.
    """
    place, parameters = _place(unit, group)
    place += held_sql.BY_AGENCY if agency else ""
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
