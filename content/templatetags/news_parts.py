"""Days and hours on pages of news."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from content.news.days import Period

register = template.Library()


@register.filter
def in_days(period: Period) -> str:
    """The month or day in words: 30 tháng 11 năm 2026."""
    if period.day:
        return _("%(day)s/%(month)s/%(year)s") % {"day": period.day, "month": period.month, "year": period.year}
    return _("%(month)s/%(year)s") % {"month": period.month, "year": period.year}


@register.filter
def at_hour(moment: datetime) -> str:
    """14 giờ 05, 30 tháng 11 năm 2026."""
    local = timezone.localtime(moment)
    told = {
        "hour": local.hour,
        "minute": f"{local.minute:02}",
        "day": local.day,
        "month": local.month,
        "year": local.year,
    }
    return _("%(hour)s:%(minute)s, %(day)s/%(month)s/%(year)s") % told
