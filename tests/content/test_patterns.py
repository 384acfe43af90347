"""A new course from a pattern: drafts that say in each place what to write, and are not published before it is written."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import Page

from content.exchange import blocks
from content.models import CourseOrigin, CoursePage, LessonPage
from content.writing.course_views import begin_course
from content.writing.drafts import draft_once
from content.writing.patterns import patterns, unwritten
from content.writing.warnings import warnings_of
from tests.builders.lessons import edit_form
from tests.content.conftest import School

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", patterns())
def test_every_pattern_makes_lessons_that_only_lack_words_and_files(school: School, key: str) -> None:
    course = begin_course("Nuôi gà", key, school.course.get_parent(), school.staff[0], uuid4())
    lessons = list(LessonPage.objects.descendant_of(course).order_by("path"))
    assert lessons
    assert not course.live
    asked = 0
    for lesson in lessons:
        assert not lesson.live
        assert unwritten(lesson.body.get_prep_value()), "it says what to write"
        found = warnings_of(lesson.body.get_prep_value(), licence="CC BY 4.0", mapped=True)
        assert "no question" not in {one.name for one in found}
        assert "unwritten" in {one.name for one in found}
        for block in lesson.body:
            words, wrong = blocks.fault(block.block, block.block.get_prep_value(block.value))
            assert not wrong, words
            asked += block.block_type not in ("text", "picture", "callout", "steps", "sound")
    assert asked >= 2
    draft_once(
        CoursePage.objects.get(pk=course.pk), uuid4(), "", school.staff[0], lambda: {"title": "Thêm", "slug": "them"}
    )
    assert CoursePage.objects.get(pk=course.pk).get_children().last().title == "Thêm", (
        "one more has its place behind them"
    )


def test_the_page_begins_a_course_once(school: School) -> None:
    client, address = school.client(school.staff[0]), reverse("content:new_course")
    shown = client.get(address).text
    assert "Năm bài ngắn" in shown
    assert reverse("content:offered_courses") in shown
    sent = {
        "title": "Trồng rau",
        "pattern": "nam-bai-ngan",
        "place": school.course.get_parent().pk,
        "press": str(uuid4()),
    }
    assert client.post(address, sent | {"title": ""}).status_code == 422
    first = client.post(address, sent)
    assert client.post(address, sent).url == first.url
    course = CoursePage.objects.get(title="Trồng rau")
    assert course.slug == "trong-rau"
    assert first.url == reverse("wagtailadmin_explore", args=[course.pk])
    assert LessonPage.objects.descendant_of(course).count() == 5
    assert not CourseOrigin.objects.filter(page=course.pk).exists(), "it was written here"
    assert (
        client.post(address, sent | {"pattern": "trong", "press": str(uuid4()), "title": "Không mẫu"}).status_code
        == 302
    )
    assert not LessonPage.objects.descendant_of(CoursePage.objects.get(title="Không mẫu")).exists()
    assert school.client().get(address).status_code == 403


def test_a_lesson_with_a_mark_left_is_not_published(school: School) -> None:
    course = begin_course("Nuôi gà", "mot-buoi", school.course.get_parent(), school.staff[0], uuid4())
    lesson = LessonPage.objects.descendant_of(course).get()
    client = school.client(school.staff[0])
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    page = client.get(edit)
    assert "✎" in page.text
    form = edit_form(text="✎ Viết chuyện vào đây.", title="Nuôi gà thả vườn", slug="bai-1")
    answer = client.post(edit, form | {"action-publish": "1"}, follow=True)
    lesson.refresh_from_db()
    assert not lesson.live
    assert "Viết chuyện vào đây" in answer.text
    assert "Chưa đăng" in answer.text
    client.post(edit, edit_form(text="Chuyện nhà bác Năm.", title="Nuôi gà", slug="bai-1") | {"action-publish": "1"})
    lesson.refresh_from_db()
    assert lesson.live


def test_an_old_count_of_children_is_put_right(school: School) -> None:
    """What courses begun from a pattern kept before: a lesson more was saved at the place of one that is there."""
    right = dict(Page.objects.values_list("pk", "numchild"))
    lesson = school.lessons[0]
    Page.objects.filter(pk=school.course.pk).update(numchild=0)
    Page.objects.filter(pk=lesson.pk).update(numchild=3)
    with connection.cursor() as cursor:
        cursor.execute(import_module("content.migrations.0005_children_counted").COUNTED)
        assert cursor.rowcount == 2
    assert dict(Page.objects.values_list("pk", "numchild")) == right
    assert Page.find_problems() == ([], [], [], [], [])
