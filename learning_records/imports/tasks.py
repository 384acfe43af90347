"""The worker reads files that were sent in, a slice at a time, so that a long one does not keep a thread for itself."""

import logging
from contextlib import suppress
from time import monotonic

from celery import shared_task
from django.db import connection
from django.utils import timezone

from learning_records import driver
from learning_records.imports.importer import Overtaken, give_up, read_on
from learning_records.imports.lines import Unreadable
from learning_records.imports.models import Intake
from learning_records.imports.uploads import let_go, path_of

_LOG = logging.getLogger(__name__)
_SLICE = 15.0  # seconds
_LOCK = 0x494E544B  # “INTK”: held by the worker that reads files


@shared_task(name="learning_records.imports.tasks.sweep")
def sweep(seconds: float = _SLICE) -> int:
    """Reads waiting files for so many seconds in all, the one that waited longest first; returns how many were finished.

    One worker of the installation reads at a time, so that files never hold all of its threads; the next sweep goes on. Safe
    to run twice and after a kill: the position lies with the rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    try:
        return _read(seconds)
    finally:
        # When the connection is gone, the lock is gone with it.
        with suppress(*driver.PROBLEMS), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _read(seconds: float) -> int:
    until, finished = monotonic() + seconds, 0
    waiting = Intake.objects.exclude(path="").filter(state__in=[Intake.State.WAITING, Intake.State.READING])
    for pk in list(waiting.order_by("moved_at", "pk").values_list("pk", flat=True)):
        # Read again: somebody else may have finished it, and sent it in anew, while the others were read.
        if intake := waiting.filter(pk=pk).first():
            finished += _slice(intake, max(0.0, until - monotonic()))
        if monotonic() >= until:
            break
    return finished


def _slice(intake: Intake, seconds: float) -> bool:
    """Reads one file for so many seconds; whatever happens to it stops no other one. Returns whether it is finished."""
    try:
        finished = read_on(intake, path_of(intake.path), seconds=seconds)
    except Overtaken:
        return False
    except driver.PROBLEMS as problem:
        if driver.is_down(problem):
            # No file can be read; the next sweep tries again, and begins with another one: it may be this one that did it.
            driver.broken(problem)
            with suppress(*driver.PROBLEMS):
                connection.close_if_unusable_or_obsolete()
                _behind_the_others(intake)
            raise
        if driver.failure(problem) is None or driver.not_taken(problem):
            return _stopped(intake, problem)
        _behind_the_others(intake)  # too slow just now
        return False
    except Unreadable as problem:
        _LOG.warning("the file of intake %s cannot be read: %s", intake.pk, problem)
        finished = True
    except Exception as problem:  # noqa: BLE001 - whatever it is, the other files are read
        return _stopped(intake, problem)
    if finished:
        let_go(intake)
    return finished


def _behind_the_others(intake: Intake) -> None:
    Intake.objects.filter(pk=intake.pk).update(moved_at=timezone.now())


def _stopped(intake: Intake, problem: Exception) -> bool:
    _LOG.error("the file of intake %s was stopped at line %s by %s", intake.pk, intake.line + 1, type(problem).__name__)
    with suppress(Overtaken):
        give_up(intake, problem)
    return False
