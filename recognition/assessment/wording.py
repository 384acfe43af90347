"""What the queue says of a case in whole sentences."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.look.templatetags.look import deskdate


def sent_on(moment: datetime, days: int) -> str:
    """When the case was handed in, and how many whole days that is ago."""
    words = {"day": deskdate(moment), "n": days}
    if not days:
        return _("Handed in today, %(day)s.") % words
    return ngettext("Handed in on %(day)s, %(n)s day ago.", "Handed in on %(day)s, %(n)s days ago.", days) % words
