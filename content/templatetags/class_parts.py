"""Parts of classes: minutes as hours."""

from django import template

from portal.look.templatetags.look import points

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    """Minutes as hours with a decimal comma: 90 is 1,5."""
    return points(round((minutes or 0) / 60, 2))
