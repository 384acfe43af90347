"""Why an indicator has its points, for whoever asks: learner, officer and case file read the same text.

What was done, the rule, the mark, and what would change it. It needs no request and asks the database nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recognition.cases.pieces import EvidenceItem
from recognition.evidence.wording import number

if TYPE_CHECKING:  # the state offers this text
    from recognition.cases.state import IndicatorState, Part


@dataclass(frozen=True)
class ToldPart:
    """One part of the points: `done` are the acts and papers behind it, or `days` where days are counted (then as text)."""

    text: str
    points: Decimal
    rule: str
    done: tuple[EvidenceItem, ...]
    days: str


@dataclass(frozen=True)
class ToldPoint:
    """The whole answer to “why”. `lines` is the same as plain text, for a printed case file."""

    code: str
    parts: tuple[ToldPart, ...]
    mark: str
    changes: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Each sentence once, in the order in which it is read."""
        said: list[str] = []
        for part in self.parts:
            said.append(_("%(what)s: %(points)s points.") % {"what": part.text, "points": number(part.points)})
            said += [part.days] if part.days else [f"{one.title}. {one.told}" for one in part.done]
            said += [part.rule] if part.rule else []
        return (*said, self.mark, *self.changes)


def told_point(indicator: "IndicatorState") -> ToldPoint:
    """Why this indicator has its points; of the state that is shown (today, or what was handed in)."""
    return ToldPoint(
        indicator.code,
        tuple(_part(part) for part in indicator.parts),
        _mark(indicator),
        tuple(
            _("%(act)s: %(points)s more points.") % {"act": gap.text, "points": number(gap.gain)}
            for gap in indicator.gaps
        ),
    )


def _part(part: "Part") -> ToldPart:
    days = _days(one.on for one in part.done) if part.in_days else ""
    return ToldPart(part.text, part.points, part.rule, () if part.in_days else part.done, days)


def _days(found: Iterable[date]) -> str:
    """Days in their order, those of a month together: “1, 3, 7 March 2026; 2 April 2026”."""
    months: dict[tuple[int, int], list[str]] = {}
    for day in sorted(set(found)):
        months.setdefault((day.year, day.month), []).append(str(day.day))
    said = [
        _("%(days)s/%(month)s/%(year)s") % {"days": ", ".join(days), "month": month, "year": year}
        for (year, month), days in months.items()
    ]
    words = ngettext("On the day: %(days)s.", "On the days: %(days)s.", sum(len(days) for days in months.values()))
    return words % {"days": "; ".join(said)} if said else ""


def _mark(indicator: "IndicatorState") -> str:
    words = {
        "points": number(indicator.proposed),
        "floor": number(indicator.floor),
        "most": number(indicator.maximum),
        "missing": number(max(indicator.floor - indicator.proposed, Decimal(0))),
    }
    if indicator.proposed < indicator.floor:
        return _("%(points)s points are proposed; every indicator needs %(floor)s, so %(missing)s are missing.") % words
    if indicator.proposed >= indicator.maximum:
        return _("%(points)s points are proposed, the most that an indicator can have.") % words
    if indicator.floor > 0:
        return _("%(points)s of %(most)s points are proposed; %(floor)s are needed.") % words
    return _("%(points)s of %(most)s points are proposed.") % words
