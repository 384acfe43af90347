"""Where Celery looks for this package's tasks; they live with what they do."""

from celery import shared_task

from learning_records.access import rate_limits
from learning_records.consumers import replica
from learning_records.forwarding.tasks import sweep as forward
from learning_records.imports.tasks import sweep as take_in
from learning_records.ingest import leftover_files

__all__ = ["forward", "heartbeat", "take_in", "tidy"]


@shared_task(name="learning_records.tasks.heartbeat", ignore_result=True, expires=2)
def heartbeat() -> None:
    """Notes for the replicas how far the primary is consistent."""
    replica.beat()


@shared_task(name="learning_records.tasks.tidy", ignore_result=True)
def tidy() -> None:
    """Removes what nobody needs: files of attachments that no statement names, buckets of keys that have not asked lately."""
    leftover_files.remove()
    rate_limits.remove_full()
