"""When a message of the queue was sent: written into its headers by every process, for who asks how long the oldest waits."""

import time
from typing import Any

from celery.signals import before_task_publish

SENT_AT = "sent_at"  # seconds since 1970


@before_task_publish.connect(dispatch_uid="portal.sent_at")
def stamp(headers: dict[str, Any] | None = None, **_signal: object) -> None:
    """Celery's signal before a message goes out; a message without headers goes as it is."""
    if headers is not None:
        headers[SENT_AT] = time.time()
