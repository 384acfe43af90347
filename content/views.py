"""Acts of learning: every one is a POST that records and leads back to the page; a GET records nothing."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from content import recording
from content.models import CoursePage, LessonPage
from content.outline import course_of, courses_url
from content.pages.served import must_be_readable
from content.progress import course_state, last_answers
from content.questions import marking
from content.questions.posted import SECRET, answers_in, tries_in
from content.questions.problems import problem_of
from content.visibility import reader_of
from portal.people.public import Learner, current_learner


def courses(request: HttpRequest) -> HttpResponse:
    """All courses, wherever the editors put them."""
    return redirect(courses_url(reader_of(request)))


def _recorded(act: Callable) -> Callable:
    """A POST act of the signed-in learner; leads to the consent page while nothing may be recorded."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(act)
    def view(request: HttpRequest, pk: int, **kwargs) -> HttpResponse:
        if request.method != "POST":  # a bookmark, or the way back from signing in: to the page with the button
            return redirect(_page(request, pk).url)
        learner = current_learner(request.user)
        if learner is None:
            if not request.user.is_authenticated:
                return redirect(f"{reverse('account_login')}?next={_page(request, pk).url}")
            messages.info(request, _("This account has no learner, so nothing is recorded."))
            return redirect(_page(request, pk).url)
        try:
            return act(request, learner, pk, **kwargs)
        except recording.NoConsent:
            return redirect(f"{reverse('people:consent')}?next={_page(request, pk).url}")

    return view


def _page(request: HttpRequest, pk: int, kind: type[Page] = Page) -> Page:
    """The page of this kind, if this visitor may read it: who may not is told no more than that there is nothing."""
    page = get_object_or_404(kind.objects.live(), pk=pk)
    must_be_readable(page, request)
    if page.url is None:  # the root above all sites: nobody can be led there
        raise Http404
    return page


@_recorded
def enrol(request: HttpRequest, learner: Learner, pk: int) -> HttpResponse:
    """“Vào học” on a course: into the course and its first open lesson."""
    course = _page(request, pk, CoursePage)
    recording.enrol(learner, course)
    following = course_state(course, learner, reader_of(request)).next_lesson
    if following is None:
        return redirect(course.url)
    recording.open_lesson(learner, following.page)
    return redirect(following.page.url)


@_recorded
def open_lesson(request: HttpRequest, learner: Learner, pk: int) -> HttpResponse:
    """“Vào học” on a lesson; leads to the first question not answered when some were."""
    lesson = _page(request, pk, LessonPage)
    recording.open_lesson(learner, lesson)
    done = last_answers(course_state(course_of(lesson), learner, reader_of(request)), lesson)
    left = next((block for block in lesson.questions() if block not in done), None) if done else None
    return redirect(f"{lesson.url}#cau-{left}" if left else lesson.url)


@sensitive_post_parameters(SECRET)
def answer(request: HttpRequest, pk: int, block: UUID) -> HttpResponse:
    """An answer: recorded for a learner who agreed, otherwise only marked and shown."""
    if request.method != "POST":
        return redirect(_page(request, pk).url)
    lesson = LessonPage.objects.live().filter(pk=pk).first()
    if lesson is not None:
        must_be_readable(lesson, request)
    question = lesson.questions().get(block) if lesson else None
    if lesson is None or question is None:
        return _tried_in_preview(request, pk)
    given, learner, tries = answers_in(request.POST, question), current_learner(request.user), tries_in(request.POST)
    mark, problem = None, ""
    try:
        mark = recording.answer(learner, lesson, block, given) if learner else marking.mark(question, given)
    except recording.NoConsent:
        mark = marking.mark(question, given)
    except ValueError as refused:
        problem, given = problem_of(question, refused, given)
    else:
        if learner and not mark.next:
            return redirect(f"{lesson.url}#cau-{block}")
    if mark is not None and mark.next and mark.next == request.POST.get("at"):
        problem = problem_of(question, marking.NoAnswer(), given)[0]  # the scene that was open still is
    tries += mark is not None and not mark.right and not mark.next
    return _shown(request, lesson, block, {"mark": mark, "given": given, "problem": problem, "tries": tries})


def _tried_in_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What an editor reads who tries a question that the public does not have (yet); nobody else learns of it."""
    lesson = get_object_or_404(LessonPage, pk=pk)
    if not lesson.permissions_for_user(request.user).can_edit():
        raise Http404
    return render(request, "content/tried_in_preview.html", {"page": lesson})


def _shown(request: HttpRequest, lesson: LessonPage, block: UUID, outcome: dict) -> HttpResponse:
    """The lesson again with the outcome of one question, nothing recorded."""
    context = lesson.get_context(request)
    context["asked"][str(block)] |= outcome | {"tried": True}
    context["page"] = context["self"] = lesson
    return render(request, lesson.get_template(request), context)


@_recorded
def complete(request: HttpRequest, learner: Learner, pk: int) -> HttpResponse:
    """“Học xong bài này”."""
    lesson = _page(request, pk, LessonPage)
    try:
        passed = recording.complete(learner, lesson, reader_of(request))
    except recording.QuestionsLeft as left:
        messages.warning(request, _("One question is not answered yet. It is shown here."))
        return redirect(f"{lesson.url}#cau-{left.block}")
    if passed is False:
        messages.info(request, _("Lesson finished and kept. Not enough answers are right yet: you can answer again."))
    else:
        messages.success(request, _("Lesson finished. It is kept and counts for you."))
    return redirect(f"{lesson.url}#xong")
