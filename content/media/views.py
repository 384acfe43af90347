"""Captions made from the words of a film, to whoever may read its page; and what a learner's player tells."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from content.media.captions import DRAFT, timed, written
from content.media.events import WrongEvents
from content.media.playing import MEDIA, Ended, NotBegun, TooMuch, Unknown, record_played
from content.media.prepared import prepared
from content.models import LessonPage
from content.pages.served import must_be_readable
from content.recording import NoConsent
from content.sittings.visitor import learner_of
from content.visibility import reader_of
from portal.limits.public import Limit, count

SENDING = Limit("media", 400, 3600)  # batches of one learner in an hour: one every nine seconds


@require_safe
def captions(request: HttpRequest, pk: int, block: UUID) -> HttpResponse:
    """The words of a film or sound with their times as WebVTT, as they stand on the page now, or in its newest draft."""
    draft = DRAFT in request.GET
    page = _draft(request, pk) if draft else get_object_or_404(Page.objects.live(), pk=pk)
    if not draft:
        must_be_readable(page, request)
    body = getattr(page if draft else page.specific, "body", ())
    child = next((one for one in body if one.block_type in MEDIA and one.id == str(block)), None)
    file = child.value.get("file") if child is not None else None
    row = prepared([file]).get(file.pk) if file is not None else None
    cues = timed(child.value.get("words") or "", row.seconds if row else None) if child is not None else []
    if not cues:
        raise Http404
    answer = HttpResponse(written(cues), content_type="text/vtt; charset=utf-8")
    private = draft or bool(reader_of(request).restrictions_on(page))
    patch_cache_control(
        answer, **({"private": True, "no_store": True} if private else {"public": True, "max_age": 300})
    )
    return answer


def _draft(request: HttpRequest, pk: int) -> Page:
    """The newest draft, for who may edit the page and so sees its preview; nobody else learns of it. Raises Http404."""
    page = get_object_or_404(Page, pk=pk).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise Http404
    return page.get_latest_revision_as_object()


@require_POST
def played(request: HttpRequest, pk: int, block: UUID) -> HttpResponse:
    """What was played, from the page's own player: recorded for a learner who agreed and began the lesson, of nobody else.

    An answer of 4xx tells the player to send no more; 429 to come again later; 410 to send the same in a new session.
    """
    lesson = get_object_or_404(LessonPage.objects.live(), pk=pk)
    must_be_readable(lesson, request)
    learner = learner_of(request)
    if learner is None:
        return _told(403, "nobody is signed in of whom something is recorded")
    if count(SENDING, str(learner.pk)):
        return _told(429, "too much at once")
    try:
        made = record_played(learner, lesson, block, request.POST)
    except WrongEvents as problem:
        return _told(400, str(problem))
    except (NoConsent, NotBegun):
        return _told(403, "nothing is recorded before the learner agreed and began the lesson")
    except Ended:
        return _told(410, "this session ended where the film was opened elsewhere")
    except TooMuch:
        return _told(409, "opened too often")
    except Unknown:
        raise Http404 from None
    return JsonResponse({"recorded": made})


def _told(status: int, why: str) -> JsonResponse:
    return JsonResponse({"error": why}, status=status)
