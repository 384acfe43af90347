"""Acts of learning: every one is a POST that records and leads back to the page; a GET records nothing."""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from content import recording, tried
from content.lesson_view import ASKED, END, FROM, PART, STEP, WORDS, View, blocks_of, seen
from content.models import CoursePage, LessonPage
from content.outline import courses_url
from content.pages.served import must_be_readable
from content.progress import course_state
from content.questions import marking
from content.questions.asked import Mark
from content.questions.posted import SECRET, answers_in
from content.questions.problems import nothing, problem_of
from content.sittings.visitor import learner_of, sitting_of
from content.steps import steps_of
from content.visibility import reader_of
from portal.people.public import Learner

_INDENTED = re.compile(r"\s*\n\s*")  # how a template is laid out, which a phone need not be sent


def courses(request: HttpRequest) -> HttpResponse:
    """All courses, wherever the editors put them."""
    return redirect(courses_url(reader_of(request)))


def recorded(act: Callable) -> Callable:
    """A POST act of the signed-in learner; leads to the consent page while nothing may be recorded."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(act)
    def view(request: HttpRequest, pk: int, **kwargs) -> HttpResponse:
        if request.method != "POST":  # a bookmark, or the way back from signing in: to the page with the button
            return redirect(readable_page(request, pk).url)
        learner = learner_of(request)
        if learner is None:
            if not request.user.is_authenticated:
                return redirect(f"{reverse('account_login')}?next={readable_page(request, pk).url}")
            messages.info(request, _("This account has no learner, so nothing is recorded."))
            return redirect(readable_page(request, pk).url)
        try:
            return act(request, learner, pk, **kwargs)
        except recording.NoConsent:
            if sitting_of(request):
                messages.info(
                    request, _("Nothing is recorded any more: this person does not agree to it. Ask the staff.")
                )
                return redirect(readable_page(request, pk).url)
            return redirect(f"{reverse('people:consent')}?next={readable_page(request, pk).url}")

    return view


def readable_page(request: HttpRequest, pk: int, kind: type[Page] = Page) -> Page:
    """The page of this kind, if this visitor may read it: who may not is told no more than that there is nothing."""
    page = get_object_or_404(kind.objects.live(), pk=pk)
    must_be_readable(page, request)
    if page.url is None:  # the root above all sites: nobody can be led there
        raise Http404
    return page


@recorded
def enrol(request: HttpRequest, learner: Learner, pk: int) -> HttpResponse:
    """“Vào học” on a course: into the course and its first open lesson."""
    course = readable_page(request, pk, CoursePage)
    recording.enrol(learner, course)
    following = course_state(course, learner, reader_of(request)).next_lesson
    if following is None:
        return redirect(course.url)
    recording.open_lesson(learner, following.page)
    return redirect(following.page.url)


@recorded
def open_lesson(request: HttpRequest, learner: Learner, pk: int) -> HttpResponse:
    """“Vào học” on a lesson; its page leads to the step where the learner was."""
    lesson = readable_page(request, pk, LessonPage)
    recording.open_lesson(learner, lesson)
    return redirect(lesson.url)


@gzip_page  # what an answer changes is one small answer on the line; a secret that was typed is nowhere in it
@sensitive_post_parameters(SECRET)
def answer(request: HttpRequest, pk: int, block: UUID) -> HttpResponse:
    """An answer: recorded for a learner who agreed, otherwise marked and kept in this browser; then the same step again."""
    if request.method != "POST":
        return redirect(readable_page(request, pk).url)
    lesson = LessonPage.objects.live().filter(pk=pk).first()
    if lesson is not None:
        must_be_readable(lesson, request)
    learner = learner_of(request)
    question = lesson.drawn_for(learner).questions().get(block) if lesson else None
    if lesson is None or question is None:
        return _tried_in_preview(request, pk, block)
    if lesson.attempts and seen(lesson, request).asked[str(block)]["closed"]:
        return _shown(request, lesson, block)
    given = answers_in(request.POST, question)
    try:
        mark = _answer(request, lesson, learner, block, given)
    except ValueError as refused:
        problem, given = problem_of(question, refused, given)
        return _step(request, lesson, block, mark=None, given=given, problem=problem)
    if mark.next:  # a story that has not ended is no answer yet
        again = mark.next == request.POST.get("at")  # the scene that was open still is
        problem = nothing(question) if again else ""
        return _step(request, lesson, block, mark=mark, given=given, problem=problem)
    return _shown(request, lesson, block)


def _shown(request: HttpRequest, lesson: LessonPage, block: UUID) -> HttpResponse:
    """To the step with this question; a script gets at once what has changed of it."""
    if request.POST.get(PART):
        return _step(request, lesson, block)
    number = next(step.number for step in steps_of(blocks_of(lesson)) if step.question == block)
    back = f"&{FROM}={WORDS[END]}" if request.POST.get(FROM) == WORDS[END] else ""
    return redirect(f"{lesson.url}?{ASKED}={number}{back}#cau-{block}")


def _answer(request: HttpRequest, lesson: LessonPage, learner: Learner | None, block: UUID, given: list[str]) -> Mark:
    """Records the answer, or keeps it in the browser of somebody of whom nothing is recorded. Raises as marking does."""
    if learner is not None:
        with suppress(recording.NoConsent):
            return recording.answer(learner, lesson, block, given)
    question = lesson.questions()[block]
    mark = marking.mark(question, given)
    if not mark.next:
        before = tried.answers(request.session, lesson).get(block)
        held = recording.answered(question, given, mark, before)
        if held is not None and not recording.stays(lesson, before, held["revision"]):
            tried.note(request.session, lesson, block, held)
    return mark


def _tried_in_preview(request: HttpRequest, pk: int, block: UUID) -> HttpResponse:
    """A question that the public does not have (yet), marked for who edits it, and recorded nowhere; nobody else learns of it."""
    lesson = get_object_or_404(LessonPage, pk=pk)
    if not lesson.permissions_for_user(request.user).can_edit():
        raise Http404
    draft = lesson.get_latest_revision_as_object()
    draft.ask_all()
    question = draft.questions().get(block)
    context: dict[str, object] = {"page": draft, "problem": ""}
    if question is not None:
        given, mark = answers_in(request.POST, question), None
        try:
            mark = marking.mark(question, given)
        except ValueError as refused:
            context["problem"], given = problem_of(question, refused, given)
        state = {"question": question, "number": list(draft.questions()).index(block) + 1, "mark": mark, "given": given}
        state |= {"kept": True, "tries": 1, "closed": False, "problem": context["problem"]}
        child = next(one for one in draft.body if one.id == str(block))
        context |= {"asked": {str(block): state}, "tried": child}
    return render(request, "content/tried_in_preview.html", context)


def _step(request: HttpRequest, lesson: LessonPage, block: UUID, **more: object) -> HttpResponse:
    """The step with this question; for a script only what an answer changes of it. `more`: of an answer that is none yet."""
    found = seen(lesson, request)
    found.asked[str(block)] |= more
    step = found.standing.steps[found.step_of(block) - 1]
    lesson.shown(request, found, View(STEP, step))
    context = lesson.get_context(request)
    if not request.POST.get(PART):
        return render(request, lesson.get_template(request), context)
    part = render_to_string("content/parts/answered.html", context, request)
    return HttpResponse(_INDENTED.sub("\n", part))


@recorded
def complete(request: HttpRequest, learner: Learner, pk: int) -> HttpResponse:
    """“Học xong bài này”: to the end of the lesson, which says how it stands and what is missing."""
    lesson = readable_page(request, pk, LessonPage)
    with suppress(recording.QuestionsLeft):
        recording.complete(learner, lesson, reader_of(request))
    return redirect(f"{lesson.url}?{ASKED}={WORDS[END]}")


@recorded
def keep_tried(request: HttpRequest, learner: Learner, pk: int) -> HttpResponse:
    """What was answered in this browser before there was a record: kept now as the learner's, or dropped."""
    lesson = readable_page(request, pk, LessonPage)
    if request.POST.get("keep") == "yes":
        kept = tried.keep(request.session, learner, reader_of(request))
        messages.success(request, ngettext("%(n)d answer is kept.", "%(n)d answers are kept.", kept) % {"n": kept})
    elif request.POST.get("keep") == "no":
        tried.drop(request.session)
        messages.info(request, _("Those answers are thrown away."))
    at_the_end = request.POST.get("at") == WORDS[END]
    return redirect(f"{lesson.url}?{ASKED}={WORDS[END]}" if at_the_end else lesson.url)
