"""Acts of learning: every one is a POST that records and leads back to the page; a GET records nothing."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from content import recording
from content.models import CoursePage, LessonPage
from content.progress import course_state, last_answers
from content.public import courses_url
from content.questions import marking
from portal.people.public import Learner, current_learner


def courses(request: HttpRequest) -> HttpResponse:
    """All courses, wherever the editors put them."""
    return redirect(courses_url())


def _recorded(act: Callable) -> Callable:
    """A POST act of the signed-in learner; leads to the consent page while nothing may be recorded."""

    @require_POST
    @wraps(act)
    def view(request: HttpRequest, pk: int, **kwargs) -> HttpResponse:
        learner = current_learner(request.user)
        if learner is None:
            if not request.user.is_authenticated:
                return redirect(f"{reverse('account_login')}?next={_page(pk).url}")
            messages.info(request, _("This account has no learner, so nothing is recorded."))
            return redirect(_page(pk).url)
        try:
            return act(request, learner, pk, **kwargs)
        except recording.NoConsent:
            return redirect(f"{reverse('people:consent')}?next={_page(pk).url}")

    return view


def _page(pk: int) -> Page:
    return get_object_or_404(Page.objects.live().specific(), pk=pk)


@_recorded
def enrol(request: HttpRequest, learner: Learner, pk: int) -> HttpResponse:
    """“Vào học” on a course: into the course and its first open lesson."""
    course = get_object_or_404(CoursePage.objects.live(), pk=pk)
    enrolment = recording.enrol(learner, course)
    following = course_state(course, learner, enrolment).next_lesson
    if following is None:
        return redirect(course.url)
    recording.open_lesson(learner, following.page)
    return redirect(following.page.url)


@_recorded
def open_lesson(request: HttpRequest, learner: Learner, pk: int) -> HttpResponse:
    """“Vào học” on a lesson; leads to the first question not answered when some were."""
    lesson = get_object_or_404(LessonPage.objects.live(), pk=pk)
    enrolment = recording.open_lesson(learner, lesson)
    done = last_answers(learner, lesson, enrolment)
    left = next((block for block in lesson.questions() if block not in done), None) if done else None
    return redirect(f"{lesson.url}#cau-{left}" if left else lesson.url)


def answer(request: HttpRequest, pk: int, block: UUID) -> HttpResponse:
    """An answer: recorded for a learner who agreed, otherwise only marked and shown."""
    if request.method != "POST":
        return redirect(_page(pk).url)
    lesson = LessonPage.objects.live().filter(pk=pk).first()
    question = lesson.questions().get(block) if lesson else None
    if lesson is None or question is None:
        return _tried_in_preview(request, pk)
    given, learner = request.POST.getlist("answer"), current_learner(request.user)
    try:
        mark = recording.answer(learner, lesson, block, given) if learner else marking.mark(question, given)
    except recording.NoConsent:
        mark = marking.mark(question, given)
    except marking.NoAnswer:
        return _shown(request, lesson, block, None, given, _("Choose or write an answer first, then press the button."))
    except marking.TooLong:
        too_long = _("This is too long: a word or a short sentence is enough.")
        return _shown(request, lesson, block, None, [given[0][: marking.LONGEST]], too_long)
    except ValueError:
        return _shown(request, lesson, block, None, [], _("This is not one of the answers. Choose again."))
    else:
        if learner:
            return redirect(f"{lesson.url}#cau-{block}")
    return _shown(request, lesson, block, mark, given, "")


def _tried_in_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What an editor reads who tries a question that the public does not have (yet); nobody else learns of it."""
    lesson = get_object_or_404(LessonPage, pk=pk)
    if not lesson.permissions_for_user(request.user).can_edit():
        raise Http404
    return render(request, "content/tried_in_preview.html", {"page": lesson})


def _shown(request: HttpRequest, lesson: LessonPage, block: UUID, mark, given: list[str], problem: str) -> HttpResponse:
    """The lesson again with the outcome of one question, nothing recorded."""
    context = lesson.get_context(request)
    context["asked"][str(block)] |= {"mark": mark, "given": given, "problem": problem, "tried": True}
    context["page"] = context["self"] = lesson
    return render(request, lesson.get_template(request), context)


@_recorded
def complete(request: HttpRequest, learner: Learner, pk: int) -> HttpResponse:
    """“Học xong bài này”."""
    lesson = get_object_or_404(LessonPage.objects.live(), pk=pk)
    try:
        passed = recording.complete(learner, lesson)
    except recording.QuestionsLeft as left:
        messages.warning(request, _("One question is not answered yet. It is shown here."))
        return redirect(f"{lesson.url}#cau-{left.block}")
    if passed is False:
        messages.info(request, _("Lesson finished and kept. Not enough answers are right yet: you can answer again."))
    else:
        messages.success(request, _("Lesson finished. It is kept and counts for you."))
    return redirect(f"{lesson.url}#xong")
