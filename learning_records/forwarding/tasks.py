"""The clock's part of forwarding: every due target gets a turn in a thread of its own.

Not in the worker's own threads: there are two, and two slow targets would keep everything else waiting. The threads are
daemons: ending the worker does not wait for a target, and a turn that is cut off is taken up again.
"""

import threading

from celery import shared_task
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from learning_records.forwarding.models import ForwardingTarget
from learning_records.forwarding.turns import send

_MOST = 32  # targets served at the same time by one worker; each holds a database connection
_lock = threading.Lock()
_running: dict[int, threading.Thread] = {}


@shared_task(name="learning_records.forwarding.tasks.sweep")
def sweep() -> list[int]:
    """Starts a turn for every target that is due and not being served by this process; returns which.

    Safe to run twice and in several workers: the database decides who serves a target.
    """
    return [pk for pk in due() if start(pk)]


def due() -> list[int]:
    """Targets that may be tried now, the longest unserved first."""
    now = timezone.now()
    ready = ForwardingTarget.objects.filter(active=True).filter(Q(next_try_at=None) | Q(next_try_at__lte=now))
    return list(ready.order_by("next_try_at", "last_success_at", "pk").values_list("pk", flat=True))


def start(pk: int) -> bool:
    """Begins the target's turn in a thread; False when this process is at it, or at too many."""
    with _lock:
        for done in [key for key, thread in _running.items() if not thread.is_alive()]:
            del _running[done]
        if pk in _running or len(_running) >= _MOST:
            return False
        _running[pk] = threading.Thread(target=_serve, args=(pk,), name=f"forwarding-{pk}", daemon=True)
        _running[pk].start()
    return True


def wait(seconds: float) -> None:
    """Until the turns of this process have ended, each at most so long."""
    for thread in list(_running.values()):
        thread.join(seconds)


def _serve(pk: int) -> None:
    try:
        send(pk)
    finally:
        connection.close()
