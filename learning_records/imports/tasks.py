"""The worker reads files that were sent in, a slice at a time, so that a long one does not keep a thread for itself."""

import logging

from celery import shared_task

from learning_records.imports.importer import Overtaken, read_on
from learning_records.imports.lines import Unreadable
from learning_records.imports.models import Intake
from learning_records.imports.uploads import forget, path_of

_LOG = logging.getLogger(__name__)
_SLICE = 15.0  # seconds


@shared_task(name="learning_records.imports.tasks.sweep")
def sweep(seconds: float = _SLICE) -> int:
    """Gives every waiting file a slice, the oldest first; returns how many were finished.

    Safe to run twice and after a kill: the position lies with the rows, and the second of two readers gives way.
    """
    waiting = Intake.objects.exclude(path="").filter(state__in=[Intake.State.WAITING, Intake.State.READING])
    return sum(_slice(intake, seconds) for intake in waiting.order_by("made_at"))


def _slice(intake: Intake, seconds: float) -> bool:
    name = intake.path
    try:
        finished = read_on(intake, path_of(name), seconds=seconds)
    except Overtaken:
        return False
    except Unreadable as problem:
        _LOG.warning("the file of intake %s cannot be read: %s", intake.pk, problem)
        finished = True
    if finished and Intake.objects.filter(pk=intake.pk, path=name).update(path=""):
        forget(name)
    return finished
