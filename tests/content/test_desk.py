"""The staff's page of today: what waits, whose words came back, what is unfinished, what runs; in few questions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.models import LessonPage
from content.public import desk_of
from content.recording import enrol
from tests.builders.lessons import lesson_page
from tests.content.conftest import School

pytestmark = pytest.mark.django_db


def _handed_in(school: School, title: str) -> LessonPage:
    author = school.staff[0]
    page = lesson_page(title, live=False, owner=author)
    school.course.add_child(instance=page)
    page.alignments.add(school.alignment)
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    return page


def test_the_reviewer_s_words_come_back_to_the_author(school: School) -> None:
    author, second = school.staff
    page = _handed_in(school, "Ghép cành bưởi")
    assert [one.title for one in desk_of(author).handed_in] == ["Ghép cành bưởi"]
    assert desk_of(author).to_approve == []
    (waiting,) = desk_of(second).to_approve
    assert (waiting.title, waiting.days) == ("Ghép cành bưởi", 0)
    shown = school.client(second).get(reverse("pages:today")).text
    assert "1 bài chờ mình duyệt" in shown
    step = page.current_workflow_task_state
    step.task.specific.on_action(step, second, "reject", comment="Câu 2 chưa có lời giải thích.")
    (back,) = desk_of(author).sent_back
    assert back.said == "Câu 2 chưa có lời giải thích."
    shown = school.client(author).get(reverse("pages:today")).text
    assert "1 bài được gửi lại cho mình" in shown
    assert "<blockquote>Câu 2 chưa có lời giải thích.</blockquote>" in shown


def test_drafts_and_courses_stand_with_the_way_to_the_next_lesson(school: School) -> None:
    author = school.staff[0]
    enrol(school.learner, school.course)
    page = lesson_page("Viết dở", live=False, owner=author)
    school.course.add_child(instance=page)
    page.save_revision(user=author)
    desk = desk_of(author)
    assert [one.title for one in desk.drafts] == ["Viết dở"]
    (course,) = desk.running
    assert (course.title, course.lessons, course.learners, course.new) == ("Giữ an toàn", 2, 1, 1)
    assert (
        desk.new_url
        == course.add_url
        == reverse("wagtailadmin_pages:add", args=["content", "lessonpage", school.course.pk])
    )
    assert school.client().get(reverse("pages:today")).status_code == 403


def test_a_full_desk_asks_no_more_than_an_empty_one(school: School) -> None:
    second = school.client(school.staff[1])
    second.get(reverse("pages:today"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        second.get(reverse("pages:today"))
    for number in range(4):
        _handed_in(school, f"Bài {number}")
    with CaptureQueriesContext(connection) as many:
        second.get(reverse("pages:today"))
    assert len(many) <= len(few) + 8
    assert len(many) <= 45
