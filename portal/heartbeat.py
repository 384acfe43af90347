"""The worker says that it is alive: every half minute, beside its tasks, for each queue it serves.

Not a task: that would wait behind long ones, and a busy worker would look dead. Its clock is told by a task
(`portal.tasks.tick`), for that shows too that messages pass through the queue.
"""

import logging
import threading
from typing import Any

from celery.signals import worker_ready, worker_shutdown
from django.db import DatabaseError, connection

from portal.installation.public import note, worker_of

EVERY = 30.0  # seconds
_LOG = logging.getLogger(__name__)
_ended = threading.Event()


def beat(queues: tuple[str, ...], where: str) -> None:
    """Notes for each queue that a worker serving it is alive. A database that is away is logged: the next beat is soon."""
    try:
        for queue in queues:
            note(worker_of(queue), where)
    except DatabaseError:
        _LOG.warning("the worker could not say that it is alive", exc_info=True)
    finally:
        connection.close()  # else this thread would hold one for half a minute of silence


def _beat_on(queues: tuple[str, ...], where: str) -> None:
    while True:
        beat(queues, where)
        if _ended.wait(EVERY):
            return


@worker_ready.connect(dispatch_uid="portal.heartbeat")
def begin(sender: Any, **_signal: object) -> None:
    """`sender` is Celery's consumer, ready once in the life of a worker.

    A thread and not Celery's timer, which forgets its entries when the connection to the queue is made anew.
    """
    queues = tuple(sorted(sender.app.amqp.queues.consume_from))
    threading.Thread(target=_beat_on, args=(queues, str(sender.hostname)), name="heartbeat", daemon=True).start()


@worker_shutdown.connect(dispatch_uid="portal.heartbeat.end")
def end(**_signal: object) -> None:
    """No beat after the last task."""
    _ended.set()
