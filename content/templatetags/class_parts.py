"""Parts of classes: minutes as hours."""

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.centres.hours import clock as hour_in_words
from content.centres.hours import day_name
from content.centres.shelves import addresses_of
from content.classes.models import ClassSession
from content.visibility import reader_of
from portal.look.templatetags.look import capped, points, vidate
from portal.places.public import Centre

register = template.Library()


@register.simple_tag(takes_context=True)
def centre_page(context: template.Context, centre: Centre) -> str:
    """The address of the page of a centre, as the visitor may read it; empty where it has none."""
    return addresses_of([centre.pk], reader_of(context["request"])).get(centre.pk, "")


@register.filter
def hours(minutes: int) -> str:
    """Minutes as hours with a decimal comma: 90 is 1,5."""
    return points(round((minutes or 0) / 60, 2))


@register.filter
def clock(session: ClassSession) -> str:
    """From when until when: 19:00–20:30."""
    return f"{timezone.localtime(session.begins_at):%-H:%M}–{timezone.localtime(session.ends_at):%-H:%M}"


@register.filter
def hours_in_words(session: ClassSession) -> str:
    """From when until when, as it is said: 19 giờ đến 20 giờ 30."""
    begins, ends = timezone.localtime(session.begins_at), timezone.localtime(session.ends_at)
    told = {"opens": hour_in_words(begins.time()), "closes": hour_in_words(ends.time())}
    return _("%(opens)s to %(closes)s") % told


@register.filter
def meets(session: ClassSession) -> str:
    """Day and hours in one line."""
    day = date_format(timezone.localtime(session.begins_at), "l d/m/Y")
    return f"{capped(day)}, {clock(session)}"


@register.filter
def weekday(day: date) -> str:
    """Thứ Hai, Chủ nhật."""
    return day_name(day.isoweekday())


@register.filter
def room_words(session: ClassSession) -> str:
    """How many places its class has left, where somebody counts them and the session is still to come."""
    room = getattr(session.taught, "room", None)
    if room is None or session.ends_at <= timezone.now():
        return ""
    if not room:
        return _("Full")
    return ngettext("%(n)s place left", "%(n)s places left", room) % {"n": room}


@register.filter
def takes_people(session: ClassSession) -> bool:
    """Whether one may still sign up alone for the class of this session."""
    taught = session.taught
    return taught.open_to_all and getattr(taught, "room", None) != 0 and session.ends_at > timezone.now()


@register.filter
def some_by_call(sessions: Iterable[ClassSession]) -> bool:
    """Whether one of these is to come and has no way to sign up alone, for somebody who is not on its list."""
    now = timezone.now()
    ahead = [one for one in sessions if one.ends_at > now and one.called_off_at is None]
    return any(not takes_people(one) and not getattr(one, "own", False) for one in ahead)


@register.filter
def meets_in_words(session: ClassSession) -> str:
    """The same for everybody: Thứ Năm, ngày 3 tháng 12 năm 2026, 19 giờ đến 20 giờ 30."""
    begins, ends = timezone.localtime(session.begins_at), timezone.localtime(session.ends_at)
    told = {"day": weekday(begins.date()), "date": vidate(begins.date())}
    hours_told = {"begin": hour_in_words(begins.time()), "end": hour_in_words(ends.time())}
    return _("%(day)s, %(date)s, from %(begin)s to %(end)s") % (told | hours_told)


@register.filter
def day_and_month(day: date) -> str:
    """30 tháng 11."""
    return _("%(day)s/%(month)s") % {"day": day.day, "month": day.month}


@register.filter
def in_line(first: object, second: object) -> str:
    """What is known of the two, with a comma between."""
    return ", ".join(str(one) for one in (first, second) if one)
