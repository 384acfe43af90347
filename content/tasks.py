"""What has to happen by the clock: pages that appear or expire."""

import logging
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from content import projection

log = logging.getLogger(__name__)


@shared_task(name="content.tasks.keep_up")
def keep_up() -> int:
    """Publishes what is due and takes down what expired, each by itself: one that fails holds up no other.

    Safe to run twice. Returns how many versions went live.
    """
    now = timezone.now()
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    published = sum(_alone(_publish, pk) for pk in list(due.values_list("pk", flat=True)))
    for pk in list(Page.objects.live().filter(expire_at__lt=now).order_by("expire_at").values_list("pk", flat=True)):
        _alone(_take_down, pk)
    return published


def _alone(act: Callable[[int], Any], pk: int) -> bool:
    """The act in a transaction of its own; whether it succeeded. A failure is logged with its number and tried again."""
    try:
        with transaction.atomic():
            return bool(act(pk))
    except Exception:  # whatever a page type raises, the next page is not its business
        log.exception("%s %s failed; it is tried again at the next run", act.__name__, pk)
        return False


def _publish(pk: int) -> bool:
    revision = Revision.objects.select_for_update(of=["self"]).filter(pk=pk, approved_go_live_at__isnull=False).first()
    if revision is None:  # another worker was quicker
        return False
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except PermissionDenied as refusal:  # its approval is gone: it does not come again
        log.warning("version %s of page %s is not published: %s", pk, revision.object_id, refusal)
        Revision.objects.filter(pk=pk).update(approved_go_live_at=None)
        return False
    return True


def _take_down(pk: int) -> bool:
    page = Page.objects.select_for_update(of=["self"]).get(pk=pk)
    if page.live and page.expire_at and page.expire_at < timezone.now():
        page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


@shared_task(name="content.tasks.follow_progress")
def follow_progress() -> int:
    """Adds to everybody's progress what was stored since; an act on our own pages is there already. Safe to run twice."""
    return projection.catch_up()
