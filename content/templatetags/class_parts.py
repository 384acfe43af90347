"""Parts of classes: minutes as hours."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from content.classes.models import ClassSession
from portal.look.templatetags.look import capped, points

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    """Minutes as hours with a decimal comma: 90 is 1,5."""
    return points(round((minutes or 0) / 60, 2))


@register.filter
def clock(session: ClassSession) -> str:
    """From when until when: 19:00–20:30."""
    return f"{timezone.localtime(session.begins_at):%-H:%M}–{timezone.localtime(session.ends_at):%-H:%M}"


@register.filter
def meets(session: ClassSession) -> str:
    """Day and hours in one line."""
    day = date_format(timezone.localtime(session.begins_at), "l d/m/Y")
    return f"{capped(day)}, {clock(session)}"


@register.filter
def in_line(first: object, second: object) -> str:
    """What is known of the two, with a comma between."""
    return ", ".join(str(one) for one in (first, second) if one)
