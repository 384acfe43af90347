"""The preview: a draft as a learner meets it on a telephone, walked through and answered, with nothing recorded of anybody."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from content.models import LessonPage, PollVote, Reflection
from content.pages.served import PHONE_FIRST
from learning_records.models import Statement
from tests.builders.explained import poll, reflection
from tests.builders.lessons import edit_url, lesson_page, short_text, single, true_false
from tests.builders.pages import published
from tests.content.conftest import School


def words(page: str) -> str:
    return " ".join(strip_tags(re.sub(r"<(?!/b)", " <", page)).split())


@pytest.fixture
def lesson(school: School) -> LessonPage:
    """Published with one question; its draft asks more."""
    made = published(school.course, lesson_page("Bài ba", single("Câu đã đăng?"), slug="bai-ba"))
    draft = made.get_latest_revision_as_object()
    blocks = [
        poll("Lúc nào?", "Sáng", "Chiều"),
        reflection("Mình sẽ làm gì?"),
        single("Câu mới?"),
        true_false(),
        short_text(),
    ]
    draft.body = blocks
    draft.save_revision(user=school.staff[0])
    return made


def address(lesson: LessonPage, block: str = "") -> str:
    return (
        reverse("content:preview_answer", args=[lesson.pk, block])
        if block
        else reverse("content:preview", args=[lesson.pk])
    )


def blocks(lesson: LessonPage) -> list[str]:
    return [one.id for one in lesson.get_latest_revision_as_object().body]


def test_a_telephone_comes_first(school: School) -> None:
    for page in (school.lesson, school.course):
        assert page.specific.default_preview_size == "mobile"
        assert page.specific.preview_sizes[0]["device_width"] == 360
    assert str(PHONE_FIRST[0]["label"]) == "Điện thoại"
    assert 'data-device-width="360"' in school.client(school.staff[0]).get(edit_url(school.lesson)).text


def test_the_draft_is_walked_through_step_by_step(school: School, lesson) -> None:
    client = school.client(school.staff[0])
    page = client.get(address(lesson)).text
    for said in ("Xem thử.", "ở đây không ghi lại gì", "Lúc nào?"):
        assert said in words(page)
    seen = []
    onward = r'class="button (?:big|quiet)"\s+href="([^"]+)"(?: data-step)?\s*>(?:Sang bước|Để sau|Xem kết quả)'
    while (on := re.search(onward, page)) and len(seen) < 9:
        assert on[1].startswith(address(lesson)), "it stays in the preview"
        seen.append(on[1])
        page = client.get(on[1].replace("&amp;", "&")).text
    assert len(seen) == 5
    assert "Bài kết thúc ở đây." in words(page)
    assert "5 câu" not in words(page)
    assert "Câu mới?" in words(client.get(f"{address(lesson)}?buoc=ca-bai").text)


def test_everything_can_be_answered_and_nothing_is_recorded(school: School, lesson) -> None:
    staff = school.client(school.staff[0])
    before = dict(staff.session)
    ask_poll, ask_oneself, first, truth, text = blocks(lesson)
    choice = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().body[0]
    key = choice.block.as_poll(choice.value).choices[1].key
    assert "Chiều (đã chọn)" in words(staff.post(address(lesson, ask_poll), {"choice": key}).text)
    assert "Chỉ mình tôi.</textarea>" in staff.post(address(lesson, ask_oneself), {"text": "Chỉ mình tôi."}).text
    right = staff.post(address(lesson, first), {"answer": "b"}).text
    assert "Đúng vậy." in words(right)
    assert f"{address(lesson)}?buoc=4" in right, "on to the next step of the preview"
    assert "Không đưa mã cho người lạ." in words(staff.post(address(lesson, first), {"answer": "a"}).text)
    assert 'class="error"' in staff.post(address(lesson, truth), {}).text, "an answer that is none says so"
    part = staff.post(address(lesson, text), {"answer": "Đà Nẵng", "phan": "1"}).text
    assert "Chính xác." in words(part)
    assert "<html" not in part, "a script gets what has changed"
    assert not Statement.objects.exists()
    assert not PollVote.objects.exists()
    assert not Reflection.objects.exists()
    assert dict(staff.session) == before, "not even in the browser's session"
    assert "Đúng vậy." not in words(staff.get(f"{address(lesson)}?buoc=3").text)


def test_also_of_an_editor_who_learns_nothing_is_recorded(school: School, lesson) -> None:
    """Somebody with an account as a learner and the right to edit: what was learnt before is not shown either."""
    user = school.staff[0]
    live = school.lesson
    client = school.client(user)
    page = client.get(address(live)).text
    block = re.search(rf"{address(live)}([0-9a-f-]{{36}})/", page)[1]
    client.post(address(live, block), {"answer": "b"})
    assert not Statement.objects.exists()
    assert f'action="{address(live)}{block}/#cau-{block}"' in page
    assert "content:answer" not in page
    assert f"/hoc/{live.pk}/cau/" not in page, "no form of the preview leads to what records"


def test_wagtails_own_preview_begins_the_walk(school: School, lesson) -> None:
    client = school.client(school.staff[0])
    page = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])).text
    assert "Lúc nào?" in words(page)
    assert f"{address(lesson)}?buoc=2" in page
    assert f"/hoc/{lesson.pk}/" not in page
    assert "ở đây không ghi lại gì" in words(page)


def test_a_picture_that_is_not_chosen_yet_is_left_out(school: School) -> None:
    empty = {
        "type": "picture",
        "value": {"drawn": "", "image": None, "alt": "", "caption": "", "credit": ""},
        "id": None,
    }
    made = lesson_page("Bài tư", empty, single(), slug="bai-tu")
    school.course.add_child(instance=made)
    made.save_revision(user=school.staff[0])
    shown = school.client(school.staff[0]).get(address(made))
    assert shown.status_code == 200
    assert "pictures/.svg" not in shown.text


def test_nobody_else_learns_of_a_draft(school: School, lesson) -> None:
    block = blocks(lesson)[2]
    for client in (Client(), school.client()):
        assert client.get(address(lesson)).status_code == 404
        assert client.post(address(lesson, block), {"answer": "b"}).status_code == 404
    staff = school.client(school.staff[0])
    assert staff.get(reverse("content:preview", args=[999_999])).status_code == 404
    assert staff.post(address(lesson, "00000000-0000-4000-8000-000000000000"), {}).status_code == 404
    assert staff.get(address(lesson, block)).status_code == 302
    assert "Xem thử" not in words(Client().get(lesson.url).text)


@pytest.mark.parametrize("asked", ["0", "99", "x", "xong", "²"])
def test_a_step_that_there_is_not_is_the_end(school: School, lesson, asked: str) -> None:
    page = school.client(school.staff[0]).get(f"{address(lesson)}?buoc={asked}").text
    assert "Bài kết thúc ở đây." in words(page)
