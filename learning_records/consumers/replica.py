"""Reading statements from a streaming replica, when there is one (READ_DATABASE_URL).

A replica lags, and the header Consistent-Through must stay true. So the primary notes in a row how far it is consistent, and
the replica answers with the note it has: when the note was written, every statement stored before it had been committed, and
a replica replays commits in their order. When the note is old or the replica away, the primary answers.
"""

import logging
import time

import psycopg
from django.conf import settings
from django.db import Error, connections
from django.utils import timezone

from learning_records.consumers.order import consistent_through
from learning_records.models import Heartbeat
from learning_records.spec.statement import iso

ALIAS = "replica"
PROBLEMS = (Error, psycopg.Error)
_LOG = logging.getLogger(__name__)
_MOMENT, _REST = 0.05, 10.0  # seconds
_lately: tuple[float, str] = (0.0, "")
_rests_until = 0.0


def there() -> bool:
    """Whether a replica is set up."""
    return ALIAS in connections.settings


def beat() -> None:
    """On the primary: notes how far it is consistent. Once a second is enough."""
    through = consistent_through()
    Heartbeat.objects.update_or_create(pk=1, defaults={"through": through})


def through() -> str:
    """Consistent-Through of what the replica holds now, asked at most a moment ago; empty: read from the primary."""
    global _lately
    now = time.monotonic()
    if not there() or now < _rests_until:
        return ""
    asked_at, found = _lately
    if now - asked_at > _MOMENT:
        try:
            note = Heartbeat.objects.using(ALIAS).values_list("through", flat=True).first()
        except PROBLEMS as problem:
            rest(problem)
            return ""
        fresh = note is not None and (timezone.now() - note).total_seconds() < settings.REPLICA_LAG
        found = iso(note) if fresh else ""
        _lately = (now, found)
    return found


def rest(problem: Exception) -> None:
    """The replica failed: for some seconds nobody asks it."""
    global _rests_until
    _rests_until = time.monotonic() + _REST
    connections[ALIAS].close()
    _LOG.warning("The replica does not answer (%s); reading from the primary.", type(problem).__name__)
