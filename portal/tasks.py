"""Wagtail's background tasks, handed to Celery after commit.

Wagtail enqueues inside its transaction; a worker that is quicker than the commit would not find the row. So the
message is sent after commit. A message that is lost later loses nothing for good: what Wagtail does in tasks (its
index, its reference index, focal points) can be rebuilt with Wagtail's own commands.
"""

import logging
from typing import Any

from celery import shared_task
from django.core.management import call_command
from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id
from kombu.exceptions import OperationalError

from portal.audit import public as audit
from portal.installation.public import CLOCK, note
from portal.limits import public as limits
from portal.people import public as people

log = logging.getLogger(__name__)


@shared_task(name="portal.tasks.run_task")
def run_task(module_path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Calls the task that lies at `module_path` (written by `enqueue`, never by a visitor)."""
    import_string(module_path).call(*args, **kwargs)


@shared_task(name="portal.tasks.forget_ended")
def forget_ended() -> None:
    """Removes sessions and counts of attempts that have ended, and lists of people that were kept long enough."""
    call_command("clearsessions")
    limits.forget_ended()
    people.forget_old_lists()


@shared_task(name="portal.tasks.seal_log")
def seal_log() -> None:
    """Makes blocks of the log of what has filled one."""
    audit.seal()


@shared_task(name="portal.tasks.tick")
def tick() -> None:
    """Notes that the clock runs and its messages arrive."""
    note(CLOCK)


def _send(module_path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    try:
        run_task.delay(module_path, args, kwargs)
    except (OperationalError, OSError):
        log.exception("the queue did not take %s: it is done here, slower but not lost", module_path)
        run_task(module_path, args, kwargs)


class CeleryTaskBackend(BaseTaskBackend):
    """`django_tasks` backend that sends one Celery message a task once the transaction is committed."""

    supports_async_task = True
    supports_priority = True  # accepted; there is one queue

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Returns a READY result at once; raises InvalidTaskError for a task that cannot be sent."""
        self.validate_task(task)
        result: TaskResult = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        transaction.on_commit(lambda: _send(task.module_path, result.args, result.kwargs))
        return result
