"""How often a key may ask: a token bucket for each, shared by all processes of the installation.

The buckets lie in an unlogged table: writing one costs no flush, and after a crash all are full. A process takes requests out
of a bucket in advance, a twentieth of a minute's at a time, and counts those in its own memory; so most requests ask nothing.
What a process took and did not use within seconds is lost to the key. It is a dam against a client gone wild, not an account:
`settings.XAPI_REQUESTS_A_MINUTE` is far above what one sender brings about, for many send a statement once and never again.

Wrong keys are counted by network address, in the memory of this process only: no address is written anywhere.
"""

import math
import threading
import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from learning_records.access.credentials import DEMO_KEY, PORTAL_KEY
from learning_records.models import Credential, RateBucket

_MOST = 5000  # leases and addresses remembered
_PARTS = 20  # leases a minute's requests are cut into
_HOLDS = 5.0  # seconds for which a lease is good
_FREE = frozenset({PORTAL_KEY, DEMO_KEY})
_lock = threading.Lock()

# What is there now: what was left and what has come since, never more than the bucket holds.
_NOW = (
    "least(%(most)s::float8, b.available + greatest(0, extract(epoch FROM excluded.at - b.at))::float8 * %(most)s / 60)"
)
_TAKE = f"""
    INSERT INTO learning_records_ratebucket AS b (key, available, granted, at)
    VALUES (%(key)s, %(most)s - %(part)s, %(part)s, clock_timestamp())
    ON CONFLICT (key) DO UPDATE
    SET granted = least(floor({_NOW}), %(part)s), available = {_NOW} - least(floor({_NOW}), %(part)s), at = excluded.at
    RETURNING granted, available
"""  # noqa: S608 - put together from constants of this module


@dataclass
class _Lease:
    """Requests taken in advance and how long they hold; none: refused until then."""

    left: int
    until: float  # of time.monotonic()
    refused: bool = False


_leases: dict[str, _Lease] = {}
_failures: dict[
    str, tuple[float, float]
] = {}  # by address: how many wrong keys are still let through, and when that was


def wait_for(credential: Credential) -> int:
    """Takes one request of this key out of its bucket: 0, or after how many seconds the next one would be answered.

    `settings.XAPI_REQUESTS_A_MINUTE` requests may come at once, and as many in each minute after; 0 there: no limit.
    Each launch of a package has a bucket of its own. The portal's own key and the demo's have none.
    """
    most = settings.XAPI_REQUESTS_A_MINUTE
    key = credential.key if credential.limit is None else credential.limit.key
    if not most or key in _FREE:
        return 0
    now = time.monotonic()
    with _lock:
        lease = _leases.get(key)
        if lease is not None and now < lease.until:
            if lease.left:
                lease.left -= 1
                return 0
            if lease.refused:
                return math.ceil(lease.until - now)
    return _renew(key, most, now)


def _renew(key: str, most: int, now: float) -> int:
    """Takes a new lease, asking the database; returns what `wait_for` does."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": key, "most": most, "part": max(1, most // _PARTS)})
        granted, available = cursor.fetchone()
    wait = 0 if granted else math.ceil((1 - available) * 60 / most)
    with _lock:
        if len(_leases) >= _MOST:
            _leases.clear()  # those who are still there ask once more
        _leases[key] = _Lease(granted - 1, now + _HOLDS) if granted else _Lease(0, now + wait, refused=True)
    return wait


def after_failures(address: str) -> int:
    """0, or after how many seconds a wrong key from this address is looked at again."""
    most = settings.XAPI_FAILURES_A_MINUTE
    left, then = _failures.get(address, (most, 0.0))
    left += (time.monotonic() - then) * most / 60
    return 0 if not most or left >= 1 else math.ceil((1 - left) * 60 / most)


def note_failure(address: str) -> None:
    """A wrong key came from this address."""
    most = settings.XAPI_FAILURES_A_MINUTE
    with _lock:
        now = time.monotonic()
        left, then = _failures.pop(address, (most, now))
        if len(_failures) >= _MOST:
            del _failures[next(iter(_failures))]  # the one that rested longest
        _failures[address] = (max(0.0, min(most, left + (now - then) * most / 60) - 1), now)


def remove_full(rested: timedelta = timedelta(hours=1)) -> int:
    """Removes the buckets that nobody took from for so long: they are full, as new ones are. Returns how many."""
    return RateBucket.objects.filter(at__lt=Now() - rested).delete()[0]


def forget() -> None:
    """What this process took in advance and counted is forgotten; the buckets in the table stay as they are."""
    with _lock:
        _leases.clear()
        _failures.clear()
