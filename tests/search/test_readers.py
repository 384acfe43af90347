"""The index may lag a minute behind the pages: who may read a result is judged anew for each answer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from content.models import CoursePage
from search.indexing import catch_up
from search.models import SearchDocument
from tests.builders.pages import lesson, published, site_with_courses
from tests.builders.people import make_commune, make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> CoursePage:
    """A course and its lesson, both in the index as they are now."""
    made = published(site_with_courses(), CoursePage(title="Giữ an toàn", slug="an-toan", intro="Sáu bài ngắn."))
    published(made, lesson("Tin nhắn lạ", "Đừng bấm."))
    assert catch_up() == 2
    return made


def shown(client: Client | None = None, q: str = "tin nhan la") -> str:
    answer = (client or Client()).get("/tim/", {"q": q})
    assert answer.status_code == 200
    assert SearchDocument.objects.count() == 2, "the index has not caught up"
    return answer.text


def found(page: str) -> bool:
    return "<mark>Tin nhắn lạ</mark>" in page


def test_what_is_open_is_found(course: CoursePage) -> None:
    assert found(shown())


@pytest.mark.parametrize("change", [{"live": False}, {"expire_at": timezone.now() - timedelta(minutes=1)}])
@pytest.mark.parametrize("slug", ["an-toan", "khoa-hoc"])
def test_below_what_was_closed_meanwhile_nothing_is_found_and_nothing_counted(course, change: dict, slug: str) -> None:
    assert Page.objects.filter(slug=slug).update(**change) == 1
    page = shown()
    assert not found(page)
    assert "Chưa tìm thấy gì" in page
    assert "loại khác" not in Client().get("/tim/", {"q": "tin nhan la", "loai": "news"}).text, (
        "nothing of another kind"
    )
    assert not found(shown(q="tin nhan le")), "a correction names no page that is closed"


def test_what_was_restricted_meanwhile_is_found_by_whom_it_lets_in(course: CoursePage) -> None:
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    assert not found(shown())
    member = Client()
    member.force_login(make_learner(make_commune()).user)
    assert found(shown(member))


def test_many_closed_pages_ask_no_more(course: CoursePage) -> None:
    client = Client()
    first = published(course.get_parent(), CoursePage(title="Khóa", slug="khoa"))
    PageViewRestriction.objects.create(page=first, restriction_type=PageViewRestriction.LOGIN)
    shown(client)
    with CaptureQueriesContext(connection) as one:
        shown(client)
    for number in range(5):
        other = published(course.get_parent(), CoursePage(title=f"Khóa {number}", slug=f"khoa-{number}"))
        PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.LOGIN)
    with CaptureQueriesContext(connection) as many:
        shown(client)
    assert len(many) == len(one)
