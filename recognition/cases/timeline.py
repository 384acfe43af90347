"""The windows of a campaign as bars over a common scale of days, for the eye; the same days stand beside them as text."""

from dataclasses import dataclass
from datetime import date

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
    # Counted from the first day of the calendar: behind its last one (“for ever” is typed as 31/12/9999) there is no day.
    begin, end = min(days).replace(day=1).toordinal(), max(days).toordinal() + 1
    span = end - begin

    def at(day: int) -> int:
        return round(min(max(day - begin, 0), span) * WIDE / span)

    bars = []
    for kind, label, one in windows:
        left = at(one.first.toordinal()) if one.first else 0
        right = at(one.last.toordinal() + 1) if one.last else WIDE
        now = "open" if one.holds(today) else "before" if one.first and today < one.first else "over"
        bars.append(Bar(kind, label, one, left, max(right - left, 6), now))
    now_at = today.toordinal()
    return Timeline(tuple(bars), at(now_at) if begin <= now_at < end else None)
