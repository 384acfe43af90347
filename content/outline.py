"""What a course holds for a visitor: its lessons in order, in one question to the database for any number of courses."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Q
from django.http import Http404
from wagtail.models import Page

from content.visibility import Reader, reader_of

# Everything lists need; a lesson's text stays in the database until somebody reads it.
LISTED = (
    "title", "slug", "url_path", "path", "depth", "live", "expire_at", "alias_of_id",
    "content_type_id", "locale_id", "minutes", "drawn",
)  # fmt: skip


def lessons_of(courses: Sequence[Page], reader: Reader) -> dict[int, list[Page]]:
    """Course (id) -> the lessons in it that the visitor may read, in order, through its modules."""
    found: dict[int, list[Page]] = {course.pk: [] for course in courses}
    if not courses:
        return found
    below = reduce(or_, [Q(path__startswith=course.path) for course in courses])
    rows = apps.get_model("content", "LessonPage").objects.live().filter(below).only(*LISTED).order_by("path")
    at = {course.path: course.pk for course in courses}
    for lesson in reader.readable(rows):
        above = next(path for end in range(len(lesson.path), 0, -Page.steplen) if (path := lesson.path[:end]) in at)
        found[at[above]].append(lesson)
    return found


def course_of(lesson: Page) -> Page:
    """The course page above a lesson. Raises Http404 for a lesson outside every course."""
    courses = apps.get_model("content", "CoursePage").objects.ancestor_of(lesson).order_by("-depth")
    course = courses.first()
    if course is None:
        raise Http404
    return course


def courses_url(reader: Reader | None = None) -> str:
    """The address of all courses, or of home while there is none that the visitor may read."""
    reader = reader or reader_of(None)
    for path, url_path in reader.lists:
        page = Page(path=path, url_path=url_path, live=True)
        if reader.may_read(page):
            return address_of(url_path) or "/"
    return "/"


def address_of(url_path: str) -> str:
    """The address of the page with this url_path, as Wagtail writes it; empty outside every site."""
    page = Page(pk=-1, url_path=url_path, depth=2)
    return page.url or ""
