"""How often a key may ask: a token bucket for each, in the memory of this process.

Nothing is written anywhere. Each worker process counts for itself, so an installation with four of them lets through up to
four times the number; a new start begins with full buckets. It is a dam against a client gone wild, not an account.
"""

import math
import threading
import time

from django.conf import settings

from learning_records.access.credentials import DEMO_KEY, PORTAL_KEY
from learning_records.models import Credential

_MOST = 5000  # buckets
_FREE = frozenset({PORTAL_KEY, DEMO_KEY})
_lock = threading.Lock()
_buckets: dict[str, tuple[float, float]] = {}  # what is left, and when that was


def wait_for(credential: Credential) -> int:
    """Takes one request of this key out of its bucket: 0, or after how many seconds the next one would be answered.

    `settings.XAPI_REQUESTS_A_MINUTE` requests may come at once, and as many in each minute after; 0 there: no limit.
    Each launch of a package has a bucket of its own. The portal's own key and the demo's have none.
    """
    most = settings.XAPI_REQUESTS_A_MINUTE
    key = credential.key if credential.limit is None else credential.limit.key
    if not most or key in _FREE:
        return 0
    with _lock:
        now = time.monotonic()
        left, then = _buckets.get(key) or (most, now)
        left = min(most, left + (now - then) * most / 60)
        if left < 1:
            _buckets[key] = (left, now)
            return math.ceil((1 - left) * 60 / most)
        if len(_buckets) >= _MOST and key not in _buckets:
            _drop_full(most, now)
        _buckets[key] = (left - 1, now)
    return 0


def _drop_full(most: int, now: float) -> None:
    """Forgets the buckets that are full again; if none is, the one that rested longest."""
    for key in [key for key, (left, then) in _buckets.items() if left + (now - then) * most / 60 >= most]:
        del _buckets[key]
    if len(_buckets) >= _MOST:
        del _buckets[min(_buckets, key=lambda key: _buckets[key][1])]


def forget() -> None:
    """All buckets are full again."""
    with _lock:
        _buckets.clear()
