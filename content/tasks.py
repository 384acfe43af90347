"""What has to happen by the clock: pages that appear or expire."""

import logging
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from content import projection
from content.aloud import readings
from content.approval.held import hold
from content.media import preparing
from content.models import LessonPage, NewsPage, NoticePage
from content.news import ratings, reads
from content.pdf import pages
from content.schedule import MissedHour, done, note_missed

log = logging.getLogger(__name__)


@shared_task(name="content.tasks.keep_up")
def keep_up() -> int:
    """Publishes what is due and takes down what expired, each by itself: one that fails holds up no other.

    Safe to run twice. Returns how many versions went live.
    """
    now = timezone.now()
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    published = 0
    for pk, page in list(due.values_list("pk", "object_id")):
        published += _alone(_publish, pk, int(page), MissedHour.Act.PUBLISH)
    for pk in list(Page.objects.live().filter(expire_at__lt=now).order_by("expire_at").values_list("pk", flat=True)):
        _alone(_take_down, pk, pk, MissedHour.Act.TAKE_DOWN)
    return published


def _alone(act: Callable[[int], Any], pk: int, page: int, missed: str) -> bool:
    """The act in a transaction of its own; whether it succeeded. A failure is logged with its number, shown to the page's
    editors, and tried again.
    """
    try:
        with transaction.atomic():
            succeeded = bool(act(pk))
            if succeeded:
                done(page)
            return succeeded
    except Exception as problem:  # whatever a page type raises, the next page is not its business
        log.exception("%s %s failed; it is tried again at the next run", act.__name__, pk)
        _note(page, missed, problem)
        return False


def _note(page: int, missed: str, problem: Exception) -> None:
    """Shows the failure to editors. A page deleted meanwhile has none, and no failure here holds up the next page."""
    try:
        with transaction.atomic():
            note_missed(page, missed, problem)
    except DatabaseError:
        log.exception("what page %s missed could not be noted", page)


def _publish(pk: int) -> bool:
    # The page first, then its version: as everybody does who acts on a page, and nobody writes on meanwhile.
    hold(int(page) for page in Revision.objects.filter(pk=pk).values_list("object_id", flat=True))
    revision = Revision.objects.select_for_update(of=["self"]).filter(pk=pk, approved_go_live_at__isnull=False).first()
    if revision is None:  # another worker was quicker
        return False
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except (PermissionDenied, ValidationError) as refusal:  # this version stays as it is: it does not come again
        log.warning("version %s of page %s is not published: %s", pk, revision.object_id, refusal)
        Revision.objects.filter(pk=pk).update(approved_go_live_at=None)
        note_missed(int(revision.object_id), MissedHour.Act.PUBLISH, refusal)
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


@shared_task(name="content.tasks.read_ahead")
def read_ahead() -> int:
    """Reads aloud what was published since, a slice at a time. Safe to run twice and at the same time."""
    return readings.read_ahead([LessonPage, NewsPage, NoticePage], settings.READ_AHEAD) if settings.READ_AHEAD else 0


@shared_task(name="content.tasks.forget_readings")
def forget_readings() -> int:
    """Removes sounds of pages that are no more, or in voices nobody asked for, and drawn pages of files that are no more.

    Safe to run twice and at the same time.
    """
    return readings.forget_old() + pages.forget_old()


@shared_task(name="content.tasks.add_up_reads")
def add_up_reads() -> int:
    """Adds up what the processes of the site counted. Safe to run twice and at the same time."""
    return reads.add_up()


@shared_task(name="content.tasks.forget_news_marks")
def forget_news_marks() -> int:
    """Answers about articles become numbers without a mark. Safe to run twice and at the same time."""
    return ratings.forget_marks()


@shared_task(name="content.tasks.prepare_media")
def prepare_media() -> int:
    """Looks at sound and films that were uploaded and changes those that not every telephone plays. Safe to run twice and at
    the same time: each file is taken by one."""
    return preparing.prepare_all()
