"""Counts that take long are kept for a while; what an official sees, only until a certificate or a home is recorded."""

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from django.core.cache import cache
from django.db import connection

SLOW_HERE = 0.05  # seconds: an official's table that takes longer to count is kept
KEPT_HERE = 60  # seconds, at most
_PULSE = """SELECT (SELECT max(id) FROM recognition_certificatestep), (SELECT max(id) FROM people_residence),
    (SELECT max(id) FROM people_joinspan)"""
Found = TypeVar("Found")


def kept(name: str, ask: Callable[[], Found], slow: float, seconds: int) -> Found:
    """What `ask` returns, from the cache if it is there; it is put there for `seconds` if asking took over `slow` seconds."""
    found = cache.get(name)
    if found is None:
        begun = monotonic()
        found = ask()
        if monotonic() - begun > slow:
            cache.set(name, found, seconds)
    return found


def kept_until_recorded(name: str, ask: Callable[[], Found]) -> Found:
    """The same until anything is recorded that counts: a step of a certificate, a home, two records found to be one person.

    The end of a home and the parting of two records are no new rows: they are seen within `KEPT_HERE` seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PULSE)
        pulse = "-".join(str(last) for last in cursor.fetchone())
    return kept(f"{name}:{pulse}", ask, SLOW_HERE, KEPT_HERE)
