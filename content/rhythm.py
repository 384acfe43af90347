"""On which days of this week somebody learnt (pure): told kindly, never compared with others or with last week."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("Asia/Ho_Chi_Minh")


def days_of_week(moments: Iterable[datetime], today: date) -> list[tuple[date, bool]]:
    """The seven days of the week of `today`, Monday first, and whether something was learnt on each."""
    monday = today - timedelta(days=today.weekday())
    learnt = {moment.astimezone(PLACE).date() for moment in moments}
    return [(day, day in learnt) for day in (monday + timedelta(days=number) for number in range(7))]
