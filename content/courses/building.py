"""Brings courses of files into a site, as pages below a list of courses. What is there already stays as people made it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from content.courses.body import body
from content.courses.marks import html
from content.courses.schema import Course, Lesson
from content.identities import Alignment
from content.pages.course import CourseIndexPage, CoursePage
from content.pages.lesson import LessonPage
from content.site_pages import publish

FRAMEWORK = "tt02_2025"  # whose codes the files name as competences


@dataclass
class Loaded:
    """What one course brought: whether the course page was made, and how many lessons are new, and of these wait."""

    course: bool = False
    lessons: int = 0
    waiting: int = 0


def load_course(index: CourseIndexPage, course: Course, author: Any, second: Any = None) -> Loaded:
    """Adds the course below `index` with the lessons it lacks; safe to run again, and nothing that is there is changed.

    `author` writes and hands in; lessons that count for something are approved by `second`, and wait for somebody to approve
    them when nobody is given. Raises LookupError when a mapping is not among the choices, PermissionDenied when `second` may
    not approve there, or is the author.
    """
    loaded = Loaded()
    with transaction.atomic():
        page = CoursePage.objects.child_of(index).filter(slug=course.slug).first()
        if page is None:
            page, loaded.course = _course_page(index, course, author), True
        there = set(LessonPage.objects.descendant_of(page).values_list("slug", flat=True))
        for lesson in course.lessons:
            if lesson.slug not in there:
                loaded.lessons += 1
                loaded.waiting += not _add_lesson(page, course, lesson, author, second)
    return loaded


def _course_page(index: CourseIndexPage, course: Course, author: Any) -> CoursePage:
    page = CoursePage(
        title=course.title,
        slug=course.slug,
        intro=course.intro,
        drawn=course.picture.name,
        image_alt=course.picture.alt,
        licence=course.licence,
        source=course.source,
        outcomes=html("\n".join(f"- {goal}" for goal in course.goals)),
    )
    page.tags.add(*course.tags)
    return publish(index, page, author)


def _add_lesson(page: CoursePage, course: Course, lesson: Lesson, author: Any, second: Any) -> bool:
    """One lesson; what is mapped goes through the workflow. Returns whether it is public."""
    made = LessonPage(
        title=lesson.title,
        slug=lesson.slug,
        intro=lesson.intro,
        minutes=lesson.minutes,
        live=False,
        drawn=lesson.picture.name,
        image_alt=lesson.picture.alt,
        licence=course.licence,
        source=course.source,
        body=body(lesson),
    )
    page.add_child(instance=made)
    made.alignments = alignments(lesson)
    revision = made.save_revision(user=author)
    if not made.is_mapped():
        revision.publish(user=author)
        return True
    step = made.get_workflow().start(made, author).current_task_state
    if second is not None:
        step.task.specific.on_action(step, second, "approve")
    return second is not None


def alignments(lesson: Lesson) -> list[Alignment]:
    """The rows a lesson is mapped to. Raises LookupError when a code is not among the choices, or means more than one."""
    rows = list(Alignment.objects.filter(kind="indicator", code__in=lesson.indicators))
    rows += Alignment.objects.filter(kind="competence", framework=FRAMEWORK, code__in=lesson.competences)
    if sorted(row.code for row in rows) != sorted((*lesson.indicators, *lesson.competences)):
        raise LookupError(f"{lesson.slug}: a mapping is not among the choices.")
    return rows
