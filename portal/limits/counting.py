"""Limits on attempts: so many in so long, counted in the database, so that all processes and machines share one count.

A window begins with the first attempt and ends after its length, whatever is tried in between: so the page can say at
which time it goes on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.limits.models import Attempts

_COUNT = """
INSERT INTO limits_attempts AS a (key, count, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN a.ends_at <= %s THEN 1 ELSE least(a.count + 1, 1000000) END,
  ends_at = CASE WHEN a.ends_at <= %s THEN excluded.ends_at ELSE a.ends_at END
RETURNING count, ends_at
"""


@dataclass(frozen=True)
class Limit:
    """At most `amount` attempts in `seconds`, for each of what `of` tells apart (an account, a network)."""

    name: str
    amount: int
    seconds: int

    def key(self, of: str) -> str:
        return salted_hmac("portal.limits", f"{self.name}\n{of}", algorithm="sha256").hexdigest()


def closed_until(limit: Limit, of: str) -> datetime | None:
    """When the next attempt is allowed again, None when it is allowed now. Counts nothing."""
    row = Attempts.objects.filter(key=limit.key(of), count__gte=limit.amount, ends_at__gt=timezone.now()).first()
    return row.ends_at if row else None


def count(limit: Limit, of: str) -> datetime | None:
    """Counts one attempt; returns when the next one is allowed if this one was already too much, otherwise None."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [limit.key(of), now + timedelta(seconds=limit.seconds), now, now])
        number, ends_at = cursor.fetchone()
    return ends_at if number > limit.amount else None


def forget(limit: Limit, of: str) -> None:
    """As if nothing had been tried."""
    Attempts.objects.filter(key=limit.key(of)).delete()


def forget_ended() -> int:
    """Removes the rows of windows that have ended; returns how many."""
    return Attempts.objects.filter(ends_at__lte=timezone.now()).delete()[0]


def when(moment: datetime) -> str:
    """The time in words for people: “14:35 (about 4 minutes from now)”."""
    minutes = max(1, -(-int((moment - timezone.now()).total_seconds()) // 60))
    clock = date_format(timezone.localtime(moment + timedelta(seconds=59)), "H:i")
    return _("%(time)s (in about %(minutes)s minutes)") % {"time": clock, "minutes": minutes}
