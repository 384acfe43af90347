"""The staff's page of today: what waits, whose words came back, what is unfinished, what runs; in few questions."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.models import CentrePage, LessonPage, NewsIndexPage
from content.public import desk_of, give_space
from content.recording import enrol
from content.writing.warnings import warnings_of
from portal.places.models import Centre
from tests.builders.lessons import lesson_page
from tests.builders.pages import published
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
    assert course.add_url == f"{desk.new_url}?khoa={school.course.pk}"
    assert school.client().get(reverse("pages:today")).status_code == 403


def test_news_the_centre_s_page_and_the_shelf_are_one_press_away(school: School) -> None:
    centre, home = Centre.objects.get(unit=school.unit), school.course.get_parent()
    news = published(home, NewsIndexPage(title="Tin", slug="tin-cua-xa"))
    about = published(home, CentrePage(title="Trung tâm", slug="trung-tam-xa", centre=centre))
    give_space(centre, home)
    client = school.client(school.staff[0])
    page = client.get(reverse("pages:today")).text
    for words, url in (
        ("Viết tin", reverse("wagtailadmin_pages:add", args=["content", "newspage", news.pk])),
        ("Viết thông báo", reverse("wagtailadmin_pages:add", args=["content", "noticepage", news.pk])),
        ("Sửa trang của trung tâm", reverse("wagtailadmin_pages:edit", args=[about.pk])),
        ("Ghi tủ sách", reverse("content:library_keep", args=[centre.pk])),
        ("Ai đang học trên máy", reverse("content:sittings")),
    ):
        assert f'<a href="{url}">{words}</a>' in page
        assert client.get(url).status_code == 200
    kinds = client.get(reverse("wagtailadmin_pages:add_subpage", args=[news.pk])).text
    assert "Thông báo" in kinds
    assert "Lời lưu ý" not in kinds
    assert "Để ở đâu" in client.get(reverse("content:library_item_new", args=[centre.pk])).text


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
    assert len(many) <= len(few) + 9
    assert len(many) <= 45


def test_all_drafts_and_courses_stand_behind_the_newest(school: School, django_assert_max_num_queries) -> None:
    author, client = school.staff[0], school.client(school.staff[0])
    for number in range(22):
        page = lesson_page(f"Viết dở {number:02}", live=False, owner=author)
        school.course.add_child(instance=page)
    today = client.get(reverse("pages:today")).text
    assert f'href="{reverse("content:drafts")}">Xem hết bài viết dở' in today
    with django_assert_max_num_queries(25):
        first = client.get(reverse("content:drafts"))
    assert first.text.count("Viết dở ") == 2 * 20, "each with its name, and said with its link"
    assert client.get(reverse("content:drafts"), {"trang": 2}).text.count("Viết dở ") == 2 * 2
    courses = client.get(reverse("content:own_courses")).text
    assert f"{reverse('content:new_lesson')}?khoa={school.course.pk}" in courses
    for name in ("drafts", "own_courses"):
        assert school.client().get(reverse(f"content:{name}")).status_code == 403


def test_the_editors_list_of_a_course_leads_to_its_next_lesson_in_teaching_order(school: School) -> None:
    client = school.client(school.staff[0])
    listed = client.get(reverse("wagtailadmin_explore", args=[school.course.pk])).text
    way = f"{reverse('content:new_lesson')}?khoa={school.course.pk}"
    button = re.search(
        rf'<a href="{re.escape(way)}" class="[^"]*w-header-button[^"]*"[^>]*>(.*?)</a>', listed, re.DOTALL
    )
    assert button
    assert "Thêm bài học" in button[1]
    assert listed.index("Bài một") < listed.index("Bài hai")
    above = client.get(reverse("wagtailadmin_explore", args=[school.course.get_parent().pk])).text
    assert "w-header-button" in above
    assert way not in above


def test_a_new_lesson_begins_with_its_parts(school: School) -> None:
    client = school.client(school.staff[0])
    address = reverse("content:new_lesson")
    assert client.post(address, {"title": "", "place": school.course.pk, "frame": "doc-va-hoi"}).status_code == 422
    made = client.post(address, {"title": "Bán cam", "place": school.course.pk, "frame": "doc-va-hoi"})
    lesson = LessonPage.objects.get(title="Bán cam")
    assert made.url == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert [block.block_type for block in lesson.body] == ["text", "picture", "single", "true_false", "single"]
    shown = client.get(made.url).text
    for told in ("Một câu hỏi chưa được viết.", "người thứ hai đọc bài trước khi đăng", "pictures/read-lamp"):
        assert told in shown
    assert school.client().get(address).status_code == 403


def test_a_new_lesson_pressed_twice_is_one(school: School) -> None:
    client, address = school.client(school.staff[0]), reverse("content:new_lesson")
    key = client.get(address).context["form"].initial["key"]
    sent = {"title": "Bán cam", "place": school.course.pk, "frame": "doc-va-hoi", "key": key}
    first, second = (client.post(address, sent).url for _press in (1, 2))
    assert first == second
    assert LessonPage.objects.filter(title="Bán cam").count() == 1
    assert (
        client.post(address, sent | {"title": "Bán bưởi"}).url != first
    )  # gone back, written otherwise: another lesson
    shown = client.get(first).text
    assert "Tên bài học" in shown
    assert "Tên bài học" in client.get(address).text


WARNED = [
    ({"type": "text", "value": f"<p>{'chữ ' * 31}.</p>"}, "long"),
    ({"type": "text", "value": f"<p>{'chữ ' * 20}.</p><p>{'chữ ' * 20}.</p>"}, ""),
    ({"type": "text", "value": "<p>Mang giấy đến UBND.</p>"}, "short"),
    ({"type": "text", "value": "<p>Quét mã QR.</p><p>CHÚ Ý QUAN TRỌNG</p>"}, ""),
    ({"type": "picture", "value": {"alt": " ", "caption": ""}}, "alt"),
    ({"type": "film", "value": {"captions": None, "title": "Phim"}}, "captions"),
    ({"type": "sound", "value": {"words": "", "title": "Tiếng"}}, "words"),
    ({"type": "single", "value": {"question": "", "explanation": ""}}, "half"),
    ({"type": "single", "value": {"question": "Gì?", "explanation": ""}}, "explanation"),
]


@pytest.mark.parametrize(("block", "name"), WARNED)
def test_what_a_draft_lacks_is_named(block: dict, name: str) -> None:
    whole = {"type": "single", "value": {"question": "Gì?", "explanation": "Thế."}}
    found = [one.name for one in warnings_of([whole, block], licence="CC BY 4.0", mapped=True)]
    assert found == [name] * bool(name)
    assert {one.name for one in warnings_of([], licence="", mapped=False)} == {"no question", "licence", "mapping"}
