"""A day or a month of the calendar, as it stands in an address. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1990, 2999


class NoSuchDay(ValueError):
    """The calendar does not have it."""


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
