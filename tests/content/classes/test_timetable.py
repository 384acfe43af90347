"""The timetable by week, signing up for a class, files for a calendar."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from content.classes import enrolling, planning
from content.classes.models import CentreClass, ClassEnrolment
from content.classes.timetable import room_left, week_asked
from content.templatetags.class_parts import meets_in_words
from portal.people.public import acting_as
from tests.builders.people import make_learner, signed_in
from tests.content.classes.conftest import make_session


def at(name: str, *args) -> str:
    return reverse(f"content:{name}", args=args)


def week(room, text: str = "", client=None) -> str:
    address = at("timetable", room.taught.centre_id)
    return (client or Client()).get(address, {"tuan": text}).content.decode().partition("<main")[2]


def test_weeks_follow_each_other_and_an_empty_one_offers_the_next(room):
    here = timezone.localtime(room.session.begins_at)
    make_session(room.taught, begins_at=here + timedelta(weeks=3), ends_at=here + timedelta(weeks=3, hours=1))
    now = week(room)
    assert "Dùng điện thoại" in now
    assert "phòng 2" in now
    monday = week_asked("") + timedelta(weeks=1)
    assert f"?tuan={monday:%Y-%m-%d}" in now
    empty = week(room, f"{monday + timedelta(days=2):%Y-%m-%d}")
    assert "Tuần này không có buổi học nào." in empty
    assert f"?tuan={monday + timedelta(weeks=2):%Y-%m-%d}" in empty
    assert "Dùng điện thoại" in week(room, f"{monday + timedelta(weeks=2):%Y-%m-%d}")


@pytest.mark.parametrize("typed", ["", "x", "2026-13-40", "0001-01-01", "9999-12-31", "2026-11-30' or 1"])
def test_whatever_stands_in_the_address_is_a_week(room, typed):
    assert Client().get(at("timetable", room.taught.centre_id), {"tuan": typed}).status_code == 200
    assert Client().get(at("week_file", room.taught.centre_id), {"tuan": typed}).status_code == 200


def test_the_training_of_staff_is_not_in_it(room):
    CentreClass.objects.filter(pk=room.taught.pk).update(audience="briefing")
    assert "Dùng điện thoại" not in week(room)
    assert Client().get(at("class_for_all", room.taught.pk)).status_code == 404
    assert Client().get(at("class_file", room.taught.pk)).status_code == 404


def test_room_left_is_counted_and_the_full_class_shuts(room):
    taught, person = room.taught, make_learner(room.school.unit, "Trần Thị Mận")
    page, address = signed_in(person.user), at("enrol_self", room.taught.pk)
    assert page.post(address).status_code == 302
    assert not ClassEnrolment.objects.filter(taught=taught, learner=person).exists(), (
        "closed to people signing up alone"
    )
    CentreClass.objects.filter(pk=taught.pk).update(seats=6, open_to_all=True)
    assert "Còn 1 chỗ" in week(room)
    assert "Đăng nhập để đăng ký" in Client().get(at("class_for_all", taught.pk)).content.decode()
    for _press in (1, 2):
        page.post(address)
    assert ClassEnrolment.objects.filter(taught=taught, learner=person, left_at=None).count() == 1
    assert "Đã có tên trong lớp này" in page.get(at("class_for_all", taught.pk)).content.decode()
    assert "Đã đủ người" in week(room)
    late = signed_in(make_learner(room.school.unit, "Lý Thị Na").user)
    assert "Lớp đã đủ người" in late.post(address, follow=True).content.decode()
    page.post(address, {"act": "leave"})
    taught.refresh_from_db()
    with acting_as(person.user):
        assert room_left([taught])[taught.pk] == 1, "counted for everybody, whoever asks"
    extra = [make_learner(room.school.unit, f"Người {number}") for number in range(3)]
    assert enrolling.enrol_people(taught, extra, by=room.staff) == 3, "staff put more people in than there are places"
    assert room_left([taught])[taught.pk] == 0


def test_signing_up_takes_an_account_and_a_post(room):
    CentreClass.objects.filter(pk=room.taught.pk).update(open_to_all=True)
    assert "/login/" in Client().post(at("enrol_self", room.taught.pk))["Location"]
    stranger = make_learner(room.school.unit, "Trần Thị Mận")
    assert signed_in(stranger.user).get(at("enrol_self", room.taught.pk)).status_code == 302
    assert not ClassEnrolment.objects.filter(learner=stranger).exists(), "a GET puts nobody on the list"
    before = ClassEnrolment.objects.count()
    signed_in(room.staff).post(at("enrol_self", room.taught.pk))
    assert ClassEnrolment.objects.count() == before, "an account without a learner puts nobody on the list"


def test_a_calendar_reads_the_file(room):
    off = make_session(
        room.taught, begins_at=room.session.begins_at + timedelta(minutes=5), place="nhà văn hóa; thôn Hạ"
    )
    planning.call_off(off, "Bão", by=room.staff)
    for address in (at("week_file", room.taught.centre_id), at("class_file", room.taught.pk)):
        answer = Client().get(address)
        assert answer["Content-Type"].startswith("text/calendar")
        events = {str(one["uid"]).partition("@")[0]: one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
        assert len(events) == 2
        mine = events[str(room.session.uuid)]
        assert mine["summary"] == "Dùng điện thoại"
        assert mine.decoded("dtstart") == room.session.begins_at.replace(microsecond=0)
        gone = events[str(off.uuid)]
        assert gone["status"] == "CANCELLED"
        assert gone["location"].startswith("nhà văn hóa; thôn Hạ")
        assert b"Nguy\xe1\xbb\x85n" not in answer.content


def test_the_form_of_a_class_keeps_places(room):
    form = {
        "title": "Dùng điện thoại",
        "audience": "people",
        "key": room.taught.uuid,
        "seats": "12",
        "open_to_all": "on",
    }
    assert signed_in(room.staff).post(at("class_change", room.taught.pk), form).status_code == 302
    room.taught.refresh_from_db()
    assert (room.taught.seats, room.taught.open_to_all) == (12, True)
    wrong = signed_in(room.staff).post(at("class_change", room.taught.pk), form | {"seats": "0"})
    assert wrong.status_code == 422


def test_a_row_says_whether_one_is_on_its_list_and_calling_is_for_the_others(room):
    call = "Lớp nào không có “Đăng ký”"
    assert call in week(room)
    assert "Đã có tên" not in week(room)
    mine = week(room, client=signed_in(room.people[0].user))
    assert "Đã có tên" in mine
    assert call not in mine
    CentreClass.objects.filter(pk=room.taught.pk).update(open_to_all=True)
    assert call not in week(room)
    assert "Đăng ký" in week(room)
    assert "Đăng ký<" not in week(room, client=signed_in(room.people[0].user))


def test_days_and_hours_are_words_for_citizens(room):
    begins = timezone.make_aware(datetime(2026, 12, 3, 19))
    session = make_session(room.taught, begins_at=begins, ends_at=begins + timedelta(minutes=90))
    assert meets_in_words(session) == "Thứ Năm, ngày 3 tháng 12 năm 2026, 19 giờ đến 20 giờ 30"
    page = signed_in(room.people[0].user).get(at("own_classes")).content.decode()
    assert f'href="{at("class_for_all", room.taught.pk)}"' in page
