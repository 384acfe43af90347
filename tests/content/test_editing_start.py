"""The editors' first page begins with where one may write."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from content.editing_start import PlacesToWrite, places
from content.models import CourseIndexPage
from content.public import give_space
from portal.people.models import User
from portal.places.models import Centre
from tests.builders.pages import published
from tests.builders.people import make_admin, make_commune, make_staff
from tests.content.conftest import School

pytestmark = pytest.mark.django_db


def _asked_by(user: User, rf: Any) -> Any:
    request = rf.get("/quan-tri/")
    request.user = user
    return request


def test_staff_begin_at_their_own_centre(school: School, rf: Any) -> None:
    unit = make_commune("Đồng Trăng")
    theirs = published(Page.objects.get(depth=1), CourseIndexPage(title="Khóa nơi khác", slug="noi-khac"))
    give_space(Centre.objects.create(unit=unit, name="Trung tâm Đồng Trăng"), theirs)
    (one,) = places(_asked_by(make_staff(unit), rf))
    assert (one.title, one.pages) == ("Khóa nơi khác", 0)
    assert one.list_url == reverse("wagtailadmin_explore", args=[theirs.pk])
    client = Client()
    client.force_login(make_staff(unit))
    assert client.get(one.new_url, follow=True).status_code == 200
    shown = client.get(reverse("wagtailadmin_home")).text
    assert f'href="{one.new_url}"' in shown
    assert "Nơi bạn viết bài" in shown
    assert one.makes == "Thêm khóa học"


def test_who_administers_everything_begins_at_the_first_page(school: School, rf: Any) -> None:
    found = places(_asked_by(make_admin(), rf))
    assert school.course.get_parent().title in [one.title for one in found]
    assert all(one.new_url for one in found)
    assert len({one.makes for one in found}) == len(found), "no two buttons have one name"


def test_a_centre_without_pages_is_told_so(school: School, rf: Any) -> None:
    request = _asked_by(make_staff(make_commune("Đồng Trăng")), rf)
    assert places(request) == []
    assert "chưa có trang riêng" in PlacesToWrite(request).render_html()
