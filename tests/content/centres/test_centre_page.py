"""The page of a centre as strangers see it, and who edits it."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.models import CentreClosure, CentreContact, CentreHours, CentrePage, CoursePage, NewsIndexPage, NewsPage
from portal.places.models import Centre
from tests.builders.pages import published
from tests.builders.people import make_commune, make_staff, signed_in
from tests.content.classes.conftest import make_session


@pytest.fixture
def page(room) -> CentrePage:
    centre = room.taught.centre
    Centre.objects.filter(pk=centre.pk).update(phone="0230 111 111", address="Thôn Hạ")
    home = room.school.course.get_parent()
    page = published(home, CentrePage(title="Trung tâm Đồng Sen", slug="trung-tam", centre=centre))
    published(page, NewsIndexPage(title="Tin", slug="tin"))
    page.refresh_from_db()
    return page


@pytest.fixture
def told(page):
    """With hours, a day off and somebody to call."""
    page.find_us = "đối diện trạm y tế"
    page.opening = [CentreHours(first_day=1, last_day=5, opens=time(7, 30), closes=time(17))]
    today = timezone.localdate()
    page.closures = [
        CentreClosure(first=today + timedelta(days=3), why="tập huấn"),
        CentreClosure(first=today - timedelta(days=9), last=today - timedelta(days=8), why="đã qua"),
    ]
    page.contacts = [CentreContact(name="cô Lan", about="mượn sách", phone="0912 345 678")]
    page.save_revision().publish()
    return page


def seen(page, client=None) -> str:
    return (client or Client()).get(page.url).content.decode().partition("<main")[2]


def test_the_page_says_what_is_on_and_whom_to_call(room, told):
    news = NewsIndexPage.objects.child_of(told).get()
    published(news, NewsPage(title="Tủ sách có thêm sách", slug="tu-sach"))
    shown = seen(told)
    for words in (
        "Đang học: Dùng điện thoại, tại phòng 2",
        'href="tel:0230111111"',
        "Thứ Hai đến Thứ Sáu",
        "7 giờ 30 đến 17 giờ",
        "tập huấn",
        "cô Lan",
        'href="tel:0912345678"',
        "đối diện trạm y tế",
        "Tủ sách có thêm sách",
        reverse("content:timetable", args=[told.centre_id]),
    ):
        assert words in shown, words
    assert "đã qua" not in shown
    assert "Giữ an toàn" in shown, "the course lies in what the centre owns"
    assert "Nguyễn Thị Hoa" not in shown


def test_a_centre_without_classes_says_so(room, page):
    room.session.delete()
    shown = seen(page)
    assert f"<h1>{page.title}</h1>" in shown
    assert "Tuần này không có buổi học nào." in shown
    later = make_session(
        room.taught, begins_at=timezone.now() + timedelta(days=21), ends_at=timezone.now() + timedelta(days=21, hours=1)
    )
    monday = timezone.localdate(later.begins_at) - timedelta(days=timezone.localdate(later.begins_at).weekday())
    assert f"?tuan={monday:%Y-%m-%d}" in seen(page)


def test_questions_do_not_grow(room, page):
    counts = []
    news = NewsIndexPage.objects.child_of(page).get()
    for more in range(2):
        for number in range(4):
            make_session(room.taught, begins_at=room.session.begins_at + timedelta(minutes=1 + number + 10 * more))
            published(news, NewsPage(title=f"Tin {number}", slug=f"tin-{more}-{number}"))
            published(room.school.course.get_parent(), CoursePage(title=f"Khóa {number}", slug=f"khoa-{more}-{number}"))
        seen(page)
        with CaptureQueriesContext(connection) as asked:
            seen(page)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_staff_edit_the_page_of_their_own_centre_alone(room, page):
    own, elsewhere = reverse("wagtailadmin_pages:edit", args=[page.pk]), make_commune("Đồng Xa")
    form = signed_in(room.staff).get(own)
    assert form.status_code == 200
    words = form.content.decode()
    for label in ("Giờ mở cửa", "Những ngày nghỉ", "Gọi cho ai"):
        assert label in words
    there = Centre.objects.create(unit=elsewhere, name="Trung tâm khác")
    stranger = signed_in(make_staff(elsewhere))
    assert stranger.get(own).status_code == 302
    assert "quan-tri" in stranger.get(own)["Location"]
    data = _posted(page) | {"centre": there.pk, "title": "Nhà mình", "action-publish": "1"}
    signed_in(room.staff).post(own, data)
    page.refresh_from_db()
    assert (page.title, page.centre_id) == ("Nhà mình", room.taught.centre_id), "whose page it is stays"
    signed = stranger.post(own, _posted(page) | {"title": "Cướp", "action-publish": "1"})
    page.refresh_from_db()
    assert signed.status_code == 302
    assert page.title == "Nhà mình"


def _posted(page) -> dict:
    empty = {}
    for name in ("opening", "closures", "contacts", "comments"):
        empty |= {f"{name}-{part}": "0" for part in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    return {"title": page.title, "slug": page.slug, "intro": "", "find_us": "", "body-count": "0"} | empty


def test_wrong_hours_are_named_and_nothing_typed_is_lost(room, page):
    row = {
        "opening-TOTAL_FORMS": "1",
        "opening-0-first_day": "5",
        "opening-0-last_day": "1",
        "opening-0-opens": "17:00",
    }
    row |= {"opening-0-closes": "7:00", "opening-0-ORDER": "1", "find_us": "cạnh chợ", "action-publish": "1"}
    answer = signed_in(room.staff).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), _posted(page) | row)
    words = answer.content.decode()
    assert "Ngày cuối đứng trước ngày đầu" in words
    assert "cạnh chợ" in words
    page.refresh_from_db()
    assert page.find_us == ""
