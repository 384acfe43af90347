"""On which days of this week somebody learnt: told kindly, never compared with others or with last week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from content import learnt

PLACE = ZoneInfo("Asia/Ho_Chi_Minh")


def days_of_week(moments: Iterable[datetime], today: date) -> list[tuple[date, bool]]:
    """The seven days of the week of `today`, Monday first, and whether something was learnt on each."""
    monday = today - timedelta(days=today.weekday())
    learnt = {moment.astimezone(PLACE).date() for moment in moments}
    return [(day, day in learnt) for day in (monday + timedelta(days=number) for number in range(7))]


@dataclass(frozen=True)
class Week:
    """The days of a week, and on how many of them something was learnt; a week with none is not spoken of."""

    days: list[tuple[date, bool]]

    @property
    def count(self) -> int:
        return sum(done for _day, done in self.days)


def week(sum_: learnt.Learnt) -> Week:
    """This week of who learnt all this."""
    return Week(days_of_week(learnt.moments(sum_), timezone.localdate()))
