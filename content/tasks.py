"""What has to happen by the clock: pages that appear or expire, and who may edit today."""

import logging

from celery import shared_task
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from content import projection
from content.workflow import sync_editors

log = logging.getLogger(__name__)


@shared_task(name="content.tasks.keep_up")
def keep_up() -> int:
    """Publishes what is due, takes down what expired, and makes the editors those with a role today.

    Safe to run twice. Returns how many versions went live.
    """
    sync_editors()
    published = 0
    for revision in Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at"):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
                published += 1
        except PermissionDenied as refusal:  # its approval is gone: it must not hold up the others, nor come again
            log.warning("version %s of page %s is not published: %s", revision.pk, revision.object_id, refusal)
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    call_command("publish_scheduled", verbosity=0)
    return published


@shared_task(name="content.tasks.follow_progress")
def follow_progress() -> int:
    """Adds to everybody's progress what was stored since; an act on our own pages is there already. Safe to run twice."""
    return projection.catch_up()
