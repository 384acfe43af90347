"""What is not finished in a course: named by lesson, part and field on its way in, said before it goes out, and in the editor."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse

from content.exchange import words, zip_files
from content.exchange.incoming import take
from content.exchange.outgoing import gathered
from tests.builders.exchange import everything
from tests.builders.lessons import edit_form
from tests.content.conftest import School
from tests.content.exchange.conftest import Elsewhere
from tests.content.exchange.test_dangerous_files import COURSE, _zip

pytestmark = pytest.mark.django_db


def test_the_report_names_lesson_part_and_field(school: School, elsewhere: Elsewhere) -> None:
    course = COURSE + "  - text: ''\n  - single: {question: Hỏi gì?, choices: [{text: ''}, {text: B, right: true}]}\n"
    course += "  - hologram: {x: 1}\n"
    taken = take(zip_files.read(BytesIO(_zip(course))), elsewhere.index, elsewhere.staff, uuid4())
    told = [words.about(note) for note in taken.notes]
    assert any(one.startswith("Bài 1 ‘") and one.endswith("’, phần 2 (Chữ): còn để trống") for one in told), told
    assert any("phần 3 (" in one and one.endswith("Các câu trả lời 1, Trả lời: còn để trống") for one in told), told
    assert any(one.endswith("’, phần 4: hologram") for one in told), told
    assert "course.yaml" not in "".join(told)
    assert "Cần điền ô này" not in "".join(told)


def test_a_lesson_without_a_part_is_not_taken_as_it_stands(school: School, elsewhere: Elsewhere) -> None:
    course = COURSE.partition("  body:")[0] + "  body: []\n"
    taken = take(zip_files.read(BytesIO(_zip(course))), elsewhere.index, elsewhere.staff, uuid4())
    assert [note.outcome for note in taken.notes if note.reason == "lesson"] == ["changed"]


def test_drafts_are_named_before_the_file_is_made(school: School, library) -> None:
    course = everything(school.course.get_parent(), library)
    lesson = course.get_descendants().last().specific
    lesson.title = "Bài còn viết dở"
    lesson.save_revision()
    client, address = school.client(school.staff[0]), reverse("content:export_course", args=[course.pk])
    asked = client.get(address)
    assert "Tệp sẽ có cả bản nháp chưa đăng" in asked.text
    assert "Bài còn viết dở" in asked.text
    answer = client.get(f"{address}?ban-nhap=co")
    assert b"".join(answer.streaming_content) == zip_files.as_bytes(gathered(course, drafts=True))


def test_the_editor_says_once_which_part_and_field(school: School) -> None:
    lesson = school.lessons[1]
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    form = edit_form(title="Bài hai", slug=lesson.slug) | {"body-0-value": "null", "action-publish": "1"}
    answer = school.client(school.staff[0]).post(edit, form)
    text = " ".join(answer.text.split())
    assert "phần 1 (Chữ): còn để trống" in text
    assert "Điền những chỗ nêu ở đây rồi bấm lại." in text
    assert "Chưa lưu được" not in text
