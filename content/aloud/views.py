"""The sound of a page, and the seconds of its sentences: to whoever may read the page, made when nobody has asked before."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from content.aloud.apart import NotRead
from content.aloud.pages import script_of
from content.aloud.readings import Reading, find, made, path_of
from content.aloud.voices import KINDS, PACES, VOICES
from content.files import send
from content.pages.served import must_be_readable
from content.sittings.visitor import learner_of
from content.visibility import reader_of

TIMES = "json"
_SOON = "30"  # seconds after which to ask again


@require_safe
def reading(request: HttpRequest, pk: int, part: str, digest: str, kind: str) -> HttpResponseBase:
    """A file of a reading; `digest` is that of the page as it is now, so nothing is spoken but what stands there."""
    page = get_object_or_404(Page.objects.live(), pk=pk)
    must_be_readable(page, request)
    if kind not in (*KINDS, TIMES):
        raise Http404
    page = page.specific
    if hasattr(page, "drawn_for"):  # the questions that this visitor is asked
        page.drawn_for(learner_of(request))
    script = script_of(page, part)
    how = (
        next(((v, p) for v in VOICES for p in PACES if script.digest(v, p) == digest), None)
        if script.readable
        else None
    )
    if how is None:
        raise Http404
    try:
        row = find(page, digest) or made(page, script, *how)
    except NotRead as problem:
        return _not_read(problem)
    _note_asked(row)
    private = bool(reader_of(request).restrictions_on(page))
    if kind == TIMES:
        answer = JsonResponse({"starts": row.starts, "blocks": [line.block for line in script.lines]})
        patch_cache_control(
            answer, **({"private": True, "no_cache": True} if private else {"public": True, "max_age": 86400})
        )
        return answer
    return send(request, path_of(digest, kind), f"{page.slug}.{kind}", private=private)


def _not_read(problem: NotRead) -> HttpResponse:
    told = _("This could not be read aloud now. Wait a moment, then press the button again.")
    answer = HttpResponse(told, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": _SOON})
    answer["Cache-Control"] = "no-store"
    return answer


def _note_asked(row: Reading) -> None:
    """Once a day: what is listened to is not forgotten."""
    today = timezone.localdate()
    if row.asked_on < today:
        Reading.objects.filter(pk=row.pk).update(asked_on=today)
