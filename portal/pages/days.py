"""Days that officials ask by: the field of a form, and the moment when a day begins here."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone

_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)  # at the ends of the calendar there is no day before or after


def midnight(day: date | None, later: int = 0) -> datetime | None:
    """When the day, or the one so many days later, begins here; None for none. Days out of all reason count as the nearest."""
    if day is None:
        return None
    day = min(max(day, _FIRST), _LAST)
    return timezone.make_aware(datetime.combine(day + timedelta(days=later), time.min))


class DayInput(forms.DateInput):
    """A field of a day, written as browsers read it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
