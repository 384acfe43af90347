"""How much waits in the worker's queue, and since when, for both kinds of queue: files of one machine, and Redis.

The queue is only a nudge (what must happen is a row in the database), so a long one loses nothing: it says that the worker
is slow, or not there.
"""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from portal.installation.sent import SENT_AT

MOST = 10_000  # files that are counted at most
_PATIENCE = 2.0  # seconds for a Redis that does not answer


@dataclass(frozen=True)
class Queued:
    """What waits: `waiting` messages, the oldest sent at `oldest` (None: nothing waits, or unknown); `problem` says why
    the queue could not be asked."""

    waiting: int = 0
    oldest: datetime | None = None
    problem: str = ""

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.waiting >= MOST


def queued() -> Queued:
    """All queues of the worker together. Never raises for a queue that does not answer: it says so."""
    names = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    url = settings.CELERY_BROKER_URL
    try:
        if url.startswith(("redis://", "rediss://")):
            return _in_redis(url, names)
        return _in_files(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"], names)
    except (OSError, RedisError, ValueError) as problem:
        return Queued(problem=type(problem).__name__)


def _in_files(folder: str, names: list[str]) -> Queued:
    """One file a message; the name ends in the queue's."""
    ends = tuple(f".{name}.msg" for name in names)
    count, oldest = 0, None
    with os.scandir(folder) as files:
        for file in files:
            if not file.name.endswith(ends):
                continue
            try:
                at = file.stat().st_mtime
            except FileNotFoundError:  # the worker took it just now
                continue
            count, oldest = count + 1, at if oldest is None else min(oldest, at)
            if count >= MOST:
                break
    return Queued(count, _moment(oldest))


def _in_redis(url: str, names: list[str]) -> Queued:
    """Kombu keeps a list a queue, the oldest message at its end."""
    line = Redis.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)
    try:
        counts = [int(line.llen(name)) for name in names]  # type: ignore[arg-type]
        last = [line.lindex(name, -1) for name, count in zip(names, counts, strict=True) if count]
    finally:
        line.close()
    sent = [at for raw in last if isinstance(raw, bytes) and (at := _sent_at(raw)) is not None]
    return Queued(sum(counts), _moment(min(sent, default=None)))


def _sent_at(raw: bytes) -> float | None:
    headers = json.loads(raw).get("headers") or {}
    at = headers.get(SENT_AT)
    return float(at) if isinstance(at, int | float) else None


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
