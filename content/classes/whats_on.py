"""What is on next, as the heading of a centre says it: “Tối nay 19 giờ 30: Đọc sách cùng con, tại nhà văn hóa thôn Hạ”."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from content.centres.hours import clock, day_name
from content.classes.models import ClassSession

_NOON, _AFTERNOON, _EVENING = 11, 13, 18


def part_of_day(at: datetime) -> str:
    """morning, noon, afternoon or evening, by the hour."""
    parts = ((_NOON, "morning"), (_AFTERNOON, "noon"), (_EVENING, "afternoon"))
    return next((name for until, name in parts if at.hour < until), "evening")


def when_in_words(begins: datetime, now: datetime) -> str:
    """Tối nay 19 giờ 30; Sáng mai 8 giờ; Tối Thứ Ba 19 giờ 30 within a week; with the date after that."""
    begins, now = timezone.localtime(begins), timezone.localtime(now)
    hour, away = clock(begins.time()), (begins.date() - now.date()).days
    values = {"hour": hour, "day": day_name(begins.isoweekday()), "date": _dated(begins.date())}
    part = part_of_day(begins)
    if away == 0:
        return _today(part) % values
    if away == 1:
        return _tomorrow(part) % values
    return (_weekday(part) if away < 7 else _later(part)) % values


def _today(part: str) -> str:
    return {
        "morning": _("This morning at %(hour)s"),
        "noon": _("Today at noon, %(hour)s"),
        "afternoon": _("This afternoon at %(hour)s"),
        "evening": _("Tonight at %(hour)s"),
    }[part]


def _tomorrow(part: str) -> str:
    return {
        "morning": _("Tomorrow morning at %(hour)s"),
        "noon": _("Tomorrow at noon, %(hour)s"),
        "afternoon": _("Tomorrow afternoon at %(hour)s"),
        "evening": _("Tomorrow evening at %(hour)s"),
    }[part]


def _weekday(part: str) -> str:
    return {
        "morning": _("%(day)s morning at %(hour)s"),
        "noon": _("%(day)s at noon, %(hour)s"),
        "afternoon": _("%(day)s afternoon at %(hour)s"),
        "evening": _("%(day)s evening at %(hour)s"),
    }[part]


def _later(part: str) -> str:
    return {
        "morning": _("%(day)s morning, %(date)s, at %(hour)s"),
        "noon": _("%(day)s noon, %(date)s, at %(hour)s"),
        "afternoon": _("%(day)s afternoon, %(date)s, at %(hour)s"),
        "evening": _("%(day)s evening, %(date)s, at %(hour)s"),
    }[part]


def _dated(day: date) -> str:
    return _("%(day)s/%(month)s") % {"day": day.day, "month": day.month}


def heading(session: ClassSession, now: datetime | None = None) -> str:
    """The sentence about one session; one that has begun is on now."""
    moment = now or timezone.now()
    begun = session.begins_at <= moment < session.ends_at
    when = pgettext("a class", "On now") if begun else when_in_words(session.begins_at, moment)
    values = {"when": when, "title": session.taught.title, "place": session.place}
    if session.place:
        return _("%(when)s: %(title)s, at %(place)s") % values
    return _("%(when)s: %(title)s") % values


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
