"""Who may bring a lesson that counts before the public: two people, never one (settled: review)."""

from django.db.models import F
from wagtail.models import Revision, TaskState


def approved(revision: Revision | None) -> bool:
    """Whether somebody other than its author approved this version after it was last written.

    The time matters: an editor's page may write into its own latest version again, and what was approved is then gone.
    """
    if revision is None:
        return False
    found = TaskState.objects.filter(
        revision=revision, status=TaskState.STATUS_APPROVED, finished_at__gte=F("revision__created_at")
    )
    return found.exclude(finished_by=None).exclude(finished_by=revision.user_id).exists()
