"""Who wrote which version, what changed in it in words, who approved it; two of them side by side."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.approval.marked import beside, plain
from content.models import LessonPage
from tests.builders.lessons import block, lesson_page, match, order, short_text, single, true_false
from tests.builders.people import make_commune, make_staff
from tests.content.conftest import School

pytestmark = pytest.mark.django_db
TEXT = {"type": "text", "value": "<p>Không đưa mã cho ai.</p>", "id": "7d1e2c1a-0000-4000-8000-000000000001"}
MORE = {"type": "text", "value": "<p>Hỏi người nhà.</p>", "id": "7d1e2c1a-0000-4000-8000-000000000002"}


def _lesson(school: School, *body: dict) -> LessonPage:
    page = lesson_page("Mã bí mật", *body, live=False, owner=school.staff[0])
    school.course.add_child(instance=page)
    page.save_revision(user=school.staff[0])
    return page


def _write(page: LessonPage, user: Any, body: list[dict], **fields: Any) -> None:
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    draft.body = body
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=user)


def _shown(school: School, page: LessonPage, user: Any = None) -> str:
    return school.client(user or school.staff[0]).get(reverse("content:page_versions", args=[page.pk])).text


def _other(asked: dict, **changed: Any) -> dict:
    return asked | {"value": asked["value"] | changed}


def test_a_page_that_nobody_has_edited_yet_has_no_versions(school: School) -> None:
    page = lesson_page("Mã bí mật", TEXT, owner=school.staff[0])
    school.course.add_child(instance=page)
    assert "Bản đầu tiên." not in _shown(school, page)


def test_what_changed_is_told_in_words(school: School) -> None:
    first, last = single(), true_false()
    page = _lesson(school, TEXT, first, MORE, last)
    assert "Bản đầu tiên." in _shown(school, page)
    author, second = school.staff
    turned = _other(last, is_true="false")
    changed = MORE | {"value": "<p>Hỏi người nhà trước.</p>"}
    _write(page, second, [TEXT, first, changed, turned, short_text(), match()], title="Mã là bí mật")
    told = _shown(school, page)
    assert "; thêm 2 câu hỏi; sửa đoạn 2; đổi đáp án câu 2." in told
    _write(page, author, [changed, TEXT, _other(first, hint="Nghĩ kỹ."), turned])
    told = _shown(school, page)
    assert "Bỏ 2 câu hỏi; sửa câu 1; đổi thứ tự." in told
    _write(page, author, [changed, TEXT, _other(first, hint="Nghĩ kỹ."), turned])
    assert "Lưu lại, không đổi gì." in _shown(school, page)


def test_half_a_question_and_every_order_of_an_answer_are_compared(school: School) -> None:
    half = block("single", question="Viết dở", choices=[])
    asked = order()
    page = _lesson(school, half, asked)
    turned = _other(asked, choices=asked["value"]["choices"][::-1])
    _write(page, school.staff[0], [_other(half, question="Viết tiếp"), turned])
    assert "Sửa câu 1; đổi đáp án câu 2." in _shown(school, page)


def test_who_approved_which_version_is_told(school: School) -> None:
    author, second = school.staff
    page = _lesson(school, TEXT, single())
    page.alignments.add(school.alignment)
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    step = page.current_workflow_task_state
    step.task.specific.on_action(step, second, "reject", comment="Câu 1 chưa rõ.")
    told = _shown(school, page)
    assert "Gửi lại bởi" in told
    assert "<blockquote>Câu 1 chưa rõ.</blockquote>" in told
    page.current_workflow_state.resume(author)
    step = page.current_workflow_state.current_task_state
    step.task.specific.on_action(step, second, "approve")
    told = _shown(school, page)
    assert "Duyệt bởi" in told
    assert "đang đăng" in told


def test_two_versions_stand_side_by_side(school: School) -> None:
    asked = single()
    page = _lesson(school, TEXT, asked, MORE)
    _write(
        page, school.staff[0], [TEXT | {"value": "<p>Không đưa mật khẩu cho ai.</p>"}, asked, true_false()], minutes=20
    )
    new, old = page.revisions.order_by("-pk").values_list("pk", flat=True)
    address = reverse("content:compare_versions", args=[page.pk, old, new])
    told = school.client(school.staff[0]).get(address).text
    assert "Không đưa <del>mã</del> cho ai." in told
    assert "Không đưa <ins>mật khẩu</ins> cho ai." in told
    assert "<del>10</del>" in told
    assert "<del>Hỏi người nhà.</del>" in told
    assert "<ins>Mã là bí mật.</ins>" in told
    assert "1 mục giống nhau ở cả hai bản." in told
    same = school.client(school.staff[0]).get(reverse("content:compare_versions", args=[page.pk, new, old])).text
    assert same == told, "the older one stands first, however the address says it"
    gone = reverse("content:compare_versions", args=[page.pk, old, 999_999_999])
    assert school.client(school.staff[0]).get(gone).status_code == 404


def test_only_those_who_edit_here_see_them(school: School) -> None:
    page = _lesson(school, TEXT)
    stranger = make_staff(make_commune("Đồng Trăng", "Sen Trăng"))
    address = reverse("content:page_versions", args=[page.pk])
    assert school.client(stranger).get(address).status_code == 403
    assert school.client().get(address).status_code == 403
    edit = school.client(school.staff[0]).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert address in edit


def test_many_versions_ask_no_more_than_few(school: School) -> None:
    page, client = _lesson(school, TEXT), school.client(school.staff[0])
    address = reverse("content:page_versions", args=[page.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(24):
        _write(page, school.staff[number % 2], [TEXT], minutes=number + 11)
    with CaptureQueriesContext(connection) as many:
        shown = client.get(address).text
    assert len(many) <= len(few) + 2
    assert shown.count("/cac-ban/") >= 20


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("một hai", "một ba", ["hai"], ["ba"]),
        ("một", "một", [], []),
        ("", "mới", [], ["mới"]),
        ("cũ", "", ["cũ"], []),
    ],
)
def test_words_are_marked_where_they_differ(before: str, after: str, left: list[str], right: list[str]) -> None:
    old, new = beside(before, after)
    assert [run.text for run in old if run.marked] == left
    assert [run.text for run in new if run.marked] == right
    assert "".join(run.text for run in old) == before
    assert "".join(run.text for run in new) == after


def test_a_very_long_text_is_marked_as_a_whole() -> None:
    long = "chữ " * 4000
    old, new = beside(long, long + "thêm")
    assert [run.marked for run in (*old, *new)] == [True, True]
    assert plain("<h2>Đầu</h2><p>Một &amp; hai</p>") == "Đầu\nMột & hai"
