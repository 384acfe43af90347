"""A day or a month of the calendar, as it stands in an address or was typed. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from portal.text.days import read_day

_MONTH = re.compile(r"(?:tháng\s+)?(\d{1,2})(?:\s*[/.-]\s*|\s+(?:năm\s+)?)(\d{4})", re.IGNORECASE)
_NO_YEAR = re.compile(r"(?:ngày\s+)?\d{1,2}(?:\s*[/.-]\s*|\s+tháng\s+|\s+)\d{1,2}[/.-]?", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 1990, 2999


class NoSuchDay(ValueError):
    """The calendar does not have it."""


class NoYear(NoSuchDay):
    """Day and month were typed without a year."""


@dataclass(frozen=True)
class Period:
    """A month, or a day of it."""

    year: int
    month: int
    day: int | None = None

    def __post_init__(self) -> None:
        """Raises NoSuchDay for what no calendar has, and for years outside of 1990 to 2999."""
        try:
            date(self.year, self.month, self.day or 1)
        except ValueError:
            raise NoSuchDay from None
        if not FIRST_YEAR <= self.year <= LAST_YEAR or self.day == 0:
            raise NoSuchDay

    @property
    def first(self) -> date:
        return date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, self.day or monthrange(self.year, self.month)[1])

    @property
    def after(self) -> date:
        """The day on which it is over."""
        return self.last + timedelta(days=1)

    @property
    def path(self) -> str:
        """As it stands in an address: 2026/11/, 2026/11/30/."""
        return f"{self.year}/{self.month:02}/" + (f"{self.day:02}/" if self.day else "")


def period_of(year: str, month: str, day: str | None = None) -> Period:
    """What stands in an address. Raises NoSuchDay."""
    return Period(int(year), int(month), int(day) if day is not None else None)


def month_of(day: date) -> Period:
    return Period(day.year, day.month)


def typed_period(text: str) -> Period:
    """The day that somebody typed, or the month. Raises NoYear or NoSuchDay."""
    said = " ".join(text.split())
    if _NO_YEAR.fullmatch(said):
        raise NoYear
    if month := _MONTH.fullmatch(said):
        return period_of(month[2], month[1])
    try:
        day = read_day(said)
    except ValueError:
        raise NoSuchDay from None
    return Period(day.year, day.month, day.day)
