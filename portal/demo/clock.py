"""The demo's clock: what its invented people did last autumn is built as of then, so that their papers carry those days.

Only the builder's own process sees it, and only Django's clock: what the record store stamps itself keeps the real time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def moment(day: date, minute: int = 0) -> datetime:
    """A time of an office day: `minute` minutes after eight in the morning of the day, in Vietnam."""
    hours, minutes = divmod(8 * 60 + minute % (9 * 60), 60)
    return datetime.combine(day, time(hours, minutes), ZoneInfo(settings.TIME_ZONE))


@contextmanager
def at(when: datetime) -> Iterator[None]:
    """Inside, `timezone.now()` answers `when`; a moment still to come is the present one."""
    true_clock = timezone.now
    stands = min(when, true_clock())
    timezone.now = lambda: stands
    try:
        yield
    finally:
        timezone.now = true_clock
