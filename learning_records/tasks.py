"""Where Celery looks for this package's tasks; they live with what they do."""

import logging

from celery import shared_task

from learning_records.access import rate_limits
from learning_records.consumers import replica
from learning_records.forwarding.tasks import sweep as forward
from learning_records.imports import uploads
from learning_records.imports.tasks import sweep as take_in
from learning_records.ingest import leftover_files, references

__all__ = ["forward", "heartbeat", "settle", "take_in", "tidy"]

_LOG = logging.getLogger(__name__)


@shared_task(name="learning_records.tasks.heartbeat", ignore_result=True, expires=2)
def heartbeat() -> None:
    """Notes for the replicas how far the primary is consistent."""
    replica.beat()


@shared_task(name="learning_records.tasks.settle", ignore_result=True)
def settle() -> None:
    """Looks again at references and voidings whose writer was killed before it did; a later write may be long in coming."""
    references.settle()


@shared_task(name="learning_records.tasks.tidy", ignore_result=True)
def tidy() -> None:
    """Removes what nobody needs: files of attachments that no statement names, files of statements that no intake needs,
    buckets of keys that have not asked lately. What breaks in one of them is logged and keeps the others from nothing.
    """
    for remove in (leftover_files.remove, uploads.remove_unnamed, rate_limits.remove_full):
        try:
            remove()
        except Exception:  # noqa: BLE001 - whatever it is, the others are done
            _LOG.exception("%s.%s broke", remove.__module__, remove.__name__)
