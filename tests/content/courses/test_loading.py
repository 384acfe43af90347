"""A course of a file in a site: added once, what people made of it stays, and what counts waits for its second person."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from wagtail.models import WorkflowState

from content.courses.building import load_course
from content.models import CoursePage, LessonPage
from tests.content.courses.test_reading import course, read

COURSE = read(course())
FIRST, *OTHERS = COURSE.lessons
# The school's choices hold one indicator; the first lesson counts for it, the others for nothing.
ONE_COUNTS = replace(
    COURSE,
    lessons=(replace(FIRST, competences=()), *(replace(one, indicators=(), competences=()) for one in OTHERS)),
)


def test_a_course_is_added_once_and_what_counts_waits(school) -> None:
    index, (author, second) = school.course.get_parent().specific, school.staff
    loaded = load_course(index, ONE_COUNTS, author)
    assert (loaded.course, loaded.lessons, loaded.waiting) == (True, 4, 1)
    page = CoursePage.objects.get(slug="khoa")
    lessons = LessonPage.objects.child_of(page).order_by("path")
    assert [lesson.live for lesson in lessons] == [False, True, True, True]
    assert WorkflowState.objects.get(status="in_progress").content_object.pk == lessons[0].pk
    assert len(lessons[1].questions()) == 4
    changed = lessons[1]
    changed.title = "Tên khác"
    changed.save_revision(user=author).publish(user=author)
    lessons[3].delete()
    again = load_course(index, ONE_COUNTS, author, second)
    assert (again.course, again.lessons, again.waiting) == (False, 1, 0), "only what is missing"
    assert [lesson.title for lesson in LessonPage.objects.child_of(page).order_by("path")][1] == "Tên khác"
    with pytest.raises(PermissionDenied):
        load_course(index, replace(ONE_COUNTS, slug="noi-khac"), author, author)
    assert not CoursePage.objects.filter(slug="noi-khac").exists(), "all of it or nothing"
    with pytest.raises(LookupError, match="bai-0: a mapping is not among the choices"):
        load_course(index, replace(COURSE, slug="noi-khac"), author)


@pytest.mark.django_db
def test_the_command_needs_a_list_of_courses() -> None:
    with pytest.raises(CommandError, match="There is no list of courses yet"):
        call_command("load_courses", author="canbo")


def test_the_command_knows_accounts_and_courses(school, monkeypatch, capsys) -> None:
    accounts = {"canbo": school.staff[0]}
    monkeypatch.setattr("content.management.commands.load_courses.account_of", accounts.get)
    with pytest.raises(CommandError, match="Nobody signs in as ai"):
        call_command("load_courses", author="ai")
    with pytest.raises(CommandError, match="No course has the slug la. There are: an-toan-tai-khoan, "):
        call_command("load_courses", author="canbo", course=["la"])
    monkeypatch.setattr("content.management.commands.load_courses.shipped_courses", lambda: [ONE_COUNTS])
    call_command("load_courses", author="canbo", course=["khoa"])
    assert capsys.readouterr().out.startswith("khoa: 4 lessons added, 1 of them wait for approval")
