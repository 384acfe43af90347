"""Opening hours as data, in words: the days of a week, whether it is open now, when it opens next. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

DAYS_AHEAD = 92  # how far the next opening is looked for


@dataclass(frozen=True)
class Span:
    """From a day of the week (1: Monday) to another, between two hours."""

    first: int
    last: int
    opens: time
    closes: time

    def covers(self, weekday: int) -> bool:
        """Whether it holds on this day of the week (1: Monday)."""
        return self.first <= weekday <= self.last


@dataclass(frozen=True)
class Closed:
    """Days on which nobody is there, both included."""

    first: date
    last: date
    why: str = ""


@dataclass(frozen=True)
class Now:
    """Whether a centre is open at a moment, and the sentence that says so."""

    open: bool
    told: str


def day_name(weekday: int) -> str:
    """Thứ Hai for 1, Chủ nhật for 7."""
    return (
        pgettext("day", "Monday"),
        pgettext("day", "Tuesday"),
        pgettext("day", "Wednesday"),
        pgettext("day", "Thursday"),
        pgettext("day", "Friday"),
        pgettext("day", "Saturday"),
        pgettext("day", "Sunday"),
    )[weekday - 1]


def clock(at: time) -> str:
    """7 giờ, 19 giờ 30."""
    if at.minute:
        return _("%(hour)s:%(minute)s") % {"hour": at.hour, "minute": f"{at.minute:02}"}
    return _("%(hour)s o'clock") % {"hour": at.hour}


def lines(spans: Iterable[Span]) -> list[tuple[str, str]]:
    """The week as rows: days, hours; what has the same days stands in one row."""
    rows: dict[tuple[int, int], list[Span]] = {}
    for span in sorted(spans, key=lambda one: (one.first, one.last, one.opens)):
        rows.setdefault((span.first, span.last), []).append(span)
    found = []
    for (first, last), held in rows.items():
        days = day_name(first)
        if last != first:
            days = _("%(first)s to %(last)s") % {"first": days, "last": day_name(last)}
        hours = [
            _("%(opens)s to %(closes)s") % {"opens": clock(one.opens), "closes": clock(one.closes)} for one in held
        ]
        found.append((days, "; ".join(hours)))
    return found


def now_in_words(spans: Sequence[Span], closed: Sequence[Closed], now: datetime) -> Now | None:
    """Open until when, or closed until when; None where no hours are known. `now` is in local time."""
    if not spans:
        return None
    today = now.date()
    off = next((one for one in closed if one.first <= today <= one.last), None)
    if off is None:
        here = [one for one in spans if one.covers(today.isoweekday()) and one.opens <= now.time() < one.closes]
        if here:
            return Now(True, _("Open now, until %(hour)s") % {"hour": clock(max(one.closes for one in here))})
    upcoming = _next_opening(spans, closed, now)
    if upcoming is None:
        return Now(False, _("Closed now. Call before you come."))
    day, hour = upcoming
    when = {
        today: _("today at %(hour)s"),
        today + timedelta(days=1): _("tomorrow at %(hour)s"),
    }.get(day, _("%(day)s at %(hour)s"))
    told = when % {"hour": clock(hour), "day": f"{day_name(day.isoweekday())} {day.day}/{day.month}"}
    if off is not None and off.why:
        return Now(False, _("Closed: %(why)s. Opens %(when)s") % {"why": off.why, "when": told})
    return Now(False, _("Closed now. Opens %(when)s") % {"when": told})


def _next_opening(spans: Sequence[Span], closed: Sequence[Closed], now: datetime) -> tuple[date, time] | None:
    for ahead in range(DAYS_AHEAD + 1):
        day = now.date() + timedelta(days=ahead)
        if any(one.first <= day <= one.last for one in closed):
            continue
        begins = [one.opens for one in spans if one.covers(day.isoweekday()) and (ahead or one.opens > now.time())]
        if begins:
            return day, min(begins)
    return None
