"""The windows of a campaign as bars over a common scale of days, for the eye; the same days stand beside them as text."""

from dataclasses import dataclass
from datetime import date, timedelta

from recognition.cases.campaigns import Window

WIDE = 1000  # units of the drawing, whatever its width on the screen


@dataclass(frozen=True)
class Bar:
    """One window: where it begins and how long it is, in thousandths of the drawing; `now`: before, open or over."""

    kind: str
    label: str
    window: Window
    x: int
    width: int
    now: str


@dataclass(frozen=True)
class Timeline:
    """All bars, and where today stands (None: outside)."""

    bars: tuple[Bar, ...]
    today: int | None


def timeline(windows: list[tuple[str, str, Window]], today: date) -> Timeline | None:
    """Of (kind, label, window); a side without a bound reaches to the edge. None when no day is known at all."""
    days = [day for _kind, _label, one in windows for day in (one.first, one.last) if day]
    if not days:
        return None
    begin, end = min(days).replace(day=1), max(days) + timedelta(days=1)
    span = max((end - begin).days, 1)

    def at(day: date) -> int:
        return round(min(max((day - begin).days, 0), span) * WIDE / span)

    bars = []
    for kind, label, one in windows:
        left, right = at(one.first or begin), at((one.last or end) + timedelta(days=1))
        now = "open" if one.holds(today) else "before" if one.first and today < one.first else "over"
        bars.append(Bar(kind, label, one, left, max(right - left, 6), now))
    return Timeline(tuple(bars), at(today) if begin <= today < end else None)
