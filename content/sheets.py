"""The end of a course: the sheet of what was learnt in it, for printing, what was wrong on the way, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail.models import Page

from content import learnt
from content.activities import originals
from content.lesson_view import ASKED, blocks_of
from content.models import CoursePage, LessonPage
from content.pages.served import must_be_readable
from content.progress import CourseState, course_state, course_states
from content.projection import enrolments, places_in
from content.rhythm import PLACE
from content.sittings.visitor import learner_of
from content.steps import steps_of
from content.visibility import Reader, reader_of
from learning_records.public import VERBS, portal_authority, statements_in
from portal.people.public import Learner, identity

MOST = 30  # mistakes shown again
LOOKED_AT = 12  # courses among which the next one is looked for


@dataclass(frozen=True)
class Sheet:
    """What a learner did in a course that is finished."""

    lessons: int
    minutes: int
    right: int
    questions: int
    begin: date
    end: date


@dataclass(frozen=True)
class Mistake:
    """A question that was answered wrong once: in which lesson, at which address, and whether it is right by now."""

    lesson: Page
    text: str
    url: str
    right_now: bool


def sheet_of(state: CourseState, lessons: list[LessonPage]) -> Sheet:
    """The figures of the sheet; questions are today's, their outcome that of the last answer."""
    whose = originals(lessons)
    right = questions = 0
    days: set[date] = set()
    for lesson in lessons:
        held = learnt.answers(state.sums, whose[lesson.pk])
        asked = lesson.questions()
        questions += len(asked)
        right += sum(bool(held.get(block, {}).get("result", {}).get("success")) for block in asked)
    for moment in learnt.moments(state.sums):
        days.add(_day(moment))
    ends = [_day(one.done_on) for one in state.lessons if isinstance(one.done_on, datetime)]
    begin, end = min(days), max(ends)
    return Sheet(len(lessons), sum(lesson.minutes for lesson in lessons), right, questions, begin, end)


def _day(moment: datetime) -> date:
    return moment.astimezone(PLACE).date()


def mistakes_of(learner: Learner, course: Page, state: CourseState, lessons: list[LessonPage]) -> list[Mistake]:
    """Questions of these lessons that the learner answered wrong at least once, in order."""
    rows = list(enrolments(learner).filter(course=course.pk).values_list("registration", flat=True))
    wrong = [
        one.statement
        for one in statements_in(rows, [portal_authority()])
        if one.statement["verb"]["id"] == VERBS["answered"]
        and one.statement.get("result", {}).get("success") is False
        and not one.voided
    ]
    known = places_in(wrong)
    asked = {learnt.place_of(one, known) for one in wrong}
    whose, found = originals(lessons), []
    for lesson in lessons:
        lesson.drawn_for(learner)
        held = learnt.answers(state.sums, whose[lesson.pk])
        steps = {step.question: step.number for step in steps_of(blocks_of(lesson)) if step.question}
        for block, question in lesson.questions().items():
            if (whose[lesson.pk], block) in asked:
                url = f"{lesson.url}?{ASKED}={steps[block]}#cau-{block}"
                right = bool(held.get(block, {}).get("result", {}).get("success"))
                found.append(Mistake(lesson, question.text, url, right))
    return found[:MOST]


def next_course(course: Page, learner: Learner, reader: Reader) -> CourseState | None:
    """The course to go on with: one that is begun, else the first that is not; None when all are finished."""
    mine = set(enrolments(learner).values_list("course_id", flat=True))
    rows = reader.filter(CoursePage.objects.exclude(pk=course.pk)).order_by("path").select_related("image")
    open_ones = [one for one in course_states(list(rows[:LOOKED_AT]), learner, reader) if one.next_lesson]
    return next((one for one in open_ones if one.course_page.pk in mine), None) or next(iter(open_ones), None)


@never_cache
@require_GET
def course_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of a finished course; a course that is not finished is gone on with."""
    course = get_object_or_404(CoursePage.objects.live(), pk=pk)
    must_be_readable(course, request)
    learner, reader = learner_of(request), reader_of(request)
    state = course_state(course, learner, reader)
    if learner is None or not state.total or state.done < state.total:
        return redirect(course.url)
    by_pk = LessonPage.objects.in_bulk([one.page.pk for one in state.lessons])
    lessons = [by_pk[one.page.pk] for one in state.lessons]
    context: dict[str, Any] = {
        "page": course,
        "course": state,
        "person": identity(learner),
        "sheet": sheet_of(state, [lesson.drawn_for(learner) for lesson in lessons]),
        "mistakes": mistakes_of(learner, course, state, lessons),
        "next_course": next_course(course, learner, reader),
        "lessons": lessons,
        "learner": learner,
    }
    return render(request, "content/course_sheet.html", context)
