"""A course goes from one centre to another: who may take which, what stays, what the page says, what stays behind."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, Site

from content.approval.rule import authors_of
from content.exchange.licences import refused
from content.exchange.offers import changed_origins
from content.identities import Enrolment, PageActivity
from content.models import CourseOrigin, CoursePage, LessonPage
from content.recording import enrol
from tests.builders.exchange import everything
from tests.builders.lessons import lesson_page
from tests.builders.pages import published
from tests.content.conftest import School
from tests.content.exchange.conftest import Elsewhere

# Wagtail leaves the temporary files of scaled images open.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.parametrize(
    ("licence", "why"),
    [
        ("CC BY 4.0", ""),
        ("cc by-sa 4.0", ""),
        ("CC BY-NC-SA", ""),
        ("CC0 1.0", ""),
        ("Creative Commons BY", ""),
        ("Phạm vi công cộng", ""),
        ("CC BY-ND 4.0", "no changes"),
        ("CC BY-NC-ND", "no changes"),
        ("Không được sửa", "no changes"),
        ("", "not said"),
        ("  ", "not said"),
        ("Mọi quyền được bảo lưu", "unknown"),
        ("Bản quyền của Sở", "unknown"),
    ],
)
def test_what_a_licence_allows(licence: str, why: str) -> None:
    assert refused(licence) == why


def _take(school: School, elsewhere: Elsewhere, course: CoursePage, **sent: str):
    address = reverse("content:take_course", args=[course.pk])
    told = {"place": elsewhere.index.pk, "press": str(uuid4())} | sent
    return school.client(elsewhere.staff).post(address, told)


def test_a_course_is_taken_with_its_author_licence_and_source(school: School, elsewhere: Elsewhere, library) -> None:
    course = everything(school.course.get_parent(), library)
    enrol(school.learner, course)
    press = str(uuid4())
    first = _take(school, elsewhere, course, press=press)
    assert _take(school, elsewhere, course, press=press).url == first.url
    copy = CoursePage.objects.child_of(elsewhere.index).get()
    assert (copy.title, copy.licence, copy.source) == (course.title, "CC BY-SA 4.0", "Sách của xã")
    assert not copy.live
    origin = CourseOrigin.objects.get(page=copy.pk)
    assert (origin.author, origin.source_page_id) == ("Trung tâm Đồng Sen", course.pk)
    assert not Enrolment.objects.filter(course=copy.pk).exists(), "learners stay where they are"
    for page in Page.objects.descendant_of(copy, inclusive=True):
        assert PageActivity.objects.get(page=page.pk).origin is not None
    files = {block.value["file"].collection for block in _lesson(copy).body if block.block_type in ("sound", "file")}
    assert files == {elsewhere.collection}
    copy.save_revision().publish()
    site = Site.objects.get(is_default_site=True)
    site.root_page = Page.get_first_root_node()  # both centres stand in one site
    site.save()
    for client in (school.client(), school.client(elsewhere.staff)):
        shown = client.get(copy.url).text
        assert "Bài gốc: “Giữ tiền trong nhà” của Trung tâm Đồng Sen." in shown
        assert f'href="{course.url}"' in shown


def _lesson(course: Page) -> LessonPage:
    return LessonPage.objects.descendant_of(course).get(slug="du-moi-thu")


def test_who_wrote_the_original_cannot_approve_the_copy(school: School, elsewhere: Elsewhere) -> None:
    author = school.staff[0]
    lesson = lesson_page("Viết bởi một người")
    lesson.live = False
    school.course.add_child(instance=lesson)
    lesson.save_revision(user=author).publish()
    _take(school, elsewhere, school.course)
    copy = LessonPage.objects.descendant_of(elsewhere.index).get(title="Viết bởi một người")
    assert authors_of(copy.get_latest_revision()) == {author.pk, elsewhere.staff.pk}


def test_the_list_says_what_can_be_taken_and_why_not(school: School, elsewhere: Elsewhere, library) -> None:
    index = school.course.get_parent()
    course = everything(index, library)
    published(course, lesson_page("Không cho sửa", licence="CC BY-ND 4.0", minutes=5))
    published(index, CoursePage(title="Giữ riêng", slug="giu-rieng", offered=False))
    index.add_child(instance=CoursePage(title="Viết dở", slug="viet-do", live=False))
    published(elsewhere.index, CoursePage(title="Của nhà", slug="cua-nha"))
    LessonPage.alignments.through.objects.create(lessonpage=school.lesson, alignment=school.alignment)
    client, address = school.client(elsewhere.staff), reverse("content:offered_courses")
    shown = client.get(address).text
    assert "Giữ an toàn" in shown
    assert "B1. Kỹ năng số" in shown
    assert "Trung tâm Đồng Sen" in shown
    assert reverse("content:take_course", args=[school.course.pk]) in shown
    assert "Giấy phép của “Không cho sửa” (CC BY-ND 4.0) không cho sửa đổi" in shown
    assert reverse("content:take_course", args=[course.pk]) not in shown
    for hidden in ("Giữ riêng", "Viết dở", "Của nhà"):
        assert hidden not in shown
    found = client.get(address, {"ten": "giu an"}).text
    assert "Giữ an toàn" in found
    assert "Giữ tiền" not in found
    assert "Không có khóa nào" in client.get(address, {"ten": "xyz"}).text
    assert school.client().get(address).status_code == 403
    assert _take(school, elsewhere, course).status_code == 422
    kept = CoursePage.objects.get(slug="giu-rieng")
    assert _take(school, elsewhere, kept).status_code == 404
    assert not CoursePage.objects.child_of(elsewhere.index).exclude(slug="cua-nha").exists()


def test_many_courses_ask_no_more_than_few(school: School, elsewhere: Elsewhere) -> None:
    client, address = school.client(elsewhere.staff), reverse("content:offered_courses")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(23):
        published(school.course.get_parent(), CoursePage(title=f"Khóa {number}", slug=f"khoa-{number}"))
    with CaptureQueriesContext(connection) as many:
        shown = client.get(address).text
    assert len(many) <= len(few) + 1, "one to count the pages"
    assert shown.count("soan-bai/noi-khac/") == 20
    assert "Trang 1 / 2" in shown or "Trang 1" in shown
    assert client.get(address, {"trang": "2"}).text.count("soan-bai/noi-khac/") == 4


def test_a_later_change_of_the_original_is_told(school: School, elsewhere: Elsewhere) -> None:
    _take(school, elsewhere, school.course)
    copy = CoursePage.objects.child_of(elsewhere.index).get()
    assert changed_origins([copy]) == {}
    edit = reverse("wagtailadmin_pages:edit", args=[copy.pk])
    client = school.client(elsewhere.staff)
    assert "Bài gốc" not in client.get(edit).text
    lesson = school.lesson
    lesson.intro = "Câu mới."
    lesson.save_revision().publish()
    assert copy.pk in changed_origins([copy])
    assert "đã đổi ngày" in client.get(edit).text
