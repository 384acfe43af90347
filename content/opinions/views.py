"""Voting in a poll, keeping what one wrote to oneself: back to the step afterwards, or the step again with what was typed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from content.blocks import PollBlock
from content.blocks.opinions import ReflectionBlock
from content.lesson_view import ASKED, STEP, WHOLE, WORDS, Seen, View, seen
from content.models import LessonPage
from content.opinions import polls, reflections
from content.recording import NoConsent
from content.views import readable_page, recorded
from portal.people.public import Learner
from portal.text.sent import whole


def _asked(lesson: LessonPage, block: UUID, kind: type) -> tuple[int, object]:
    """Place and value of the block of this kind. Raises Http404."""
    for place, child in enumerate(lesson.body):
        if child.id == str(block) and isinstance(child.block, kind):
            return place, child
    raise Http404


def _view(found: Seen, request: HttpRequest, place: int) -> View:
    """The step with the block, or the whole lesson where the form stood there."""
    if request.POST.get(ASKED) == WORDS[WHOLE]:
        return View(WHOLE)
    steps = found.standing.steps
    return View(STEP, next(step for step in steps if any(piece.place == place for piece in step.material)))


def _back(request: HttpRequest, lesson: LessonPage, block: UUID, place: int) -> HttpResponse:
    view = _view(seen(lesson, request), request, place)
    word = view.step.number if view.step else WORDS[WHOLE]
    return redirect(f"{lesson.url}?{ASKED}={word}#y-kien-{block}")


@recorded
def vote(request: HttpRequest, learner: Learner, pk: int, block: UUID) -> HttpResponse:
    """A vote in a poll, in the place of an earlier one."""
    lesson = readable_page(request, pk, LessonPage)
    place, child = _asked(lesson, block, PollBlock)
    poll = child.block.as_poll(child.value)
    try:
        polls.vote(learner, lesson, block, poll, request.POST.get("choice", ""))
    except polls.NoChoice:
        messages.error(request, _("Nothing is chosen yet: choose a line, then press the button."))
    return _back(request, lesson, block, place)


@sensitive_post_parameters("text")
@recorded
def reflect(request: HttpRequest, learner: Learner, pk: int, block: UUID) -> HttpResponse:
    """Keeps what was written to oneself; what cannot be kept stays in the box, with the reason above it."""
    lesson = readable_page(request, pk, LessonPage)
    place, _child = _asked(lesson, block, ReflectionBlock)
    text = request.POST.get("text", "")
    try:
        reflections.write(learner, lesson, block, text, whole(request.POST.get("seen", ""), 9) or 0)
    except NoConsent:
        reflections.hold(request.session, learner, block, text)
        problem = _(
            "This is not kept yet: you have not agreed to records. Say so on the page about records, then press again."
        )
    except reflections.TooLong:
        problem = _("The text has %(n)d characters; %(most)d can be kept. Shorten it, then press the button again.") % {
            "n": len(text),
            "most": reflections.LONGEST,
        }
    except reflections.ChangedMeanwhile:
        problem = _("Another text was kept meanwhile; it stands below. Press the button to put this one in its place.")
    else:
        if reflections.not_kept(request.session, learner):
            reflections.hold(request.session, learner, block, "")
        return _back(request, lesson, block, place)
    found = seen(lesson, request)
    lesson.shown(request, found, _view(found, request, place))
    context = lesson.get_context(request) | {"typed": {str(block): (text, problem)}}
    return render(request, lesson.get_template(request), context)
