"""Writing to the people of a class: all, who was away, one; a text that fits; only from the centre; guests reached, once."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from content.classes import forms
from content.classes.enrolling import enrol_people, leave
from content.classes.figures import away_from
from content.classes.marking import Wish, close, mark
from content.classes.models import ClassEnrolment, ClassSession
from content.models import CentreMessage
from content.teaching import messages
from portal.audit.models import Entry
from portal.people.models import Learner
from portal.people.public import join
from portal.places.models import Centre
from tests.builders.people import make_commune, make_learner, make_staff, signed_in
from tests.content.classes.conftest import Room, make_session

WORDS = "Mai mang theo căn cước."


def url(room: Room, query: str = "") -> str:
    return reverse("content:class_message", args=[room.taught.pk]) + query


def refs(people) -> list[str]:
    return [one.reference for one in people]


def said(room: Room, people, **more) -> dict:
    return {"key": uuid4(), "text": WORDS, "person": refs(people)} | more


def page_of(client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def past(room: Room, days: int, absent=(), closed: bool = True):
    """A session that lies so many days back, with these people away and all others there."""
    begins = timezone.now() - timedelta(days=days)
    held = make_session(room.taught, begins_at=begins, ends_at=begins + timedelta(minutes=90))
    ClassEnrolment.objects.filter(taught=room.taught).update(made_at=begins - timedelta(days=1))
    wishes = [Wish(one.pk, "absent" if one in absent else "present") for one in room.people]
    mark(held, wishes, by=room.staff)
    if closed:
        close(held, by=room.staff)
    return held


@pytest.fixture
def ahead(room):
    """The session of the room lies ten days back; the next one is on Thursday, 5 December 2030."""
    begins = timezone.now() - timedelta(days=10)
    ClassSession.objects.update(begins_at=begins, ends_at=begins + timedelta(minutes=90))
    close(room.session, by=room.staff)
    begins = timezone.make_aware(datetime(2030, 12, 5, 19))
    return make_session(room.taught, begins_at=begins, ends_at=begins + timedelta(minutes=90), place="nhà văn hóa thôn")


def test_the_whole_class_with_a_reminder_to_begin_with_looked_at_and_sent_once(room, ahead) -> None:
    client = signed_in(room.staff)
    assert url(room) in page_of(client, reverse("content:class", args=[room.taught.pk]))
    page = client.get(url(room))
    assert page.context["text"] == (
        "Buổi học tới của lớp “Dùng điện thoại”: Thứ Năm, ngày 5 tháng 12 năm 2030, 19 giờ đến 20 giờ 30, tại nhà văn hóa "
        "thôn. Nếu bận không đến được thì gọi cho trung tâm biết."
    )
    assert page.context["ticked"] == set(refs(room.people))
    names = [one.name for one in page.context["found"]]
    assert names == [
        "Nguyễn Văn An",
        "Bùi Thị Cúc",
        "Nguyễn Thị Hoa",
        "Đặng Văn Hòa",
        "Lê Văn Tám",
    ], "by given name, nobody ranked"
    form = said(room, room.people, key=page.context["key"])
    look = client.post(url(room), form)
    assert "Gửi lời nhắn này cho 5 người?" in " ".join(look.content.decode().split())
    assert not CentreMessage.objects.exists()
    for _press in range(2):
        assert client.post(url(room), form | {"send": "1"}).status_code == 302
    assert CentreMessage.objects.filter(taught=room.taught, course=None).count() == 5
    entry = Entry.objects.filter(act="message.sent").get()
    assert (entry.subject, entry.details) == (f"class:{room.taught.pk}", {"people": 5})


def test_who_was_away_last_time_and_nobody_who_came_later(room, ahead) -> None:
    absent = room.people[1:3]
    past(room, 1, absent)
    later = make_learner(room.school.unit, "Người Mới Vào")
    enrol_people(room.taught, [later], by=room.staff)
    client = signed_in(room.staff)
    page = client.get(url(room, "?ai=vang"))
    assert page.context["ticked"] == set(refs(absent))
    assert page.context["text"].startswith("Lớp “Dùng điện thoại” đã học buổi ")
    assert "Buổi học tới: Thứ Năm, ngày 5 tháng 12 năm 2030" in page.context["text"]
    assert "Nhắn 2 người vắng buổi vừa rồi" in page_of(client, reverse("content:class", args=[room.taught.pk]))


def test_the_buttons_of_the_list_keep_what_is_written(room) -> None:
    past(room, 1, room.people[:1], closed=False)
    session = room.taught.sessions.order_by("begins_at").first()
    client, query = signed_in(room.staff), f"?buoi={session.pk}"
    for whom, ticked in (("vang", room.people[:1]), ("chon", []), ("ca-lop", room.people)):
        page = client.post(url(room, query), said(room, room.people[2:3], ai=whom))
        assert page.context["text"] == WORDS
        assert page.context["ticked"] == set(refs(ticked)), whom
    assert not CentreMessage.objects.exists()


def test_one_person_is_written_to_beside_the_name_and_the_page_says_that_it_was_done(room) -> None:
    for days in (2, 1):
        past(room, days, room.people[:1])
    client, page = signed_in(room.staff), reverse("content:class", args=[room.taught.pk])
    address = url(room, f"?nguoi={room.people[0].reference}")
    assert address in page_of(client, page)
    form = client.get(address)
    assert "Lời nhắn gửi Nguyễn Thị Hoa" in form.content.decode()
    assert "chưa thấy đến" in form.context["text"]
    client.post(address, said(room, room.people[:1], send="1"))
    assert CentreMessage.objects.get().learner_id == room.people[0].pk
    assert "Lời nhắn của trung tâm" in page_of(client, page)
    assert client.get(url(room, "?nguoi=khong-ai")).status_code == 404


def test_a_session_that_was_moved_or_called_off_offers_to_tell_the_class(room, ahead, monkeypatch) -> None:
    monkeypatch.setattr(forms, "_FAR", 9_999)
    client = signed_in(room.staff)
    change = reverse("content:session_change", args=[ahead.pk])
    values = {"day": "06/12/2030", "begin": "19:00", "end": "20:30", "place": "phòng 2", "topic": "", "teacher": ""}
    back = client.post(change, values, follow=True)
    assert "Nhắn cho cả lớp biết" in back.content.decode()
    page = client.get(url(room, f"?{back.context['to_tell']}"))
    assert page.context["text"].startswith(
        "Buổi học Thứ Năm, ngày 5 tháng 12 của lớp “Dùng điện thoại” dời sang: Thứ Sáu, ngày 6 tháng 12 năm 2030, 19 giờ"
    )
    same = client.post(change, values, follow=True)
    assert not same.context["to_tell"], "nothing that people need to know was changed"
    off = client.post(change, {"call_off": "1", "why": "mưa bão."}, follow=True)
    page = client.get(url(room, f"?{off.context['to_tell']}"))
    assert page.context["text"] == (
        "Buổi học Thứ Sáu, ngày 6 tháng 12 của lớp “Dùng điện thoại” không diễn ra: mưa bão."
    )


@pytest.mark.parametrize(
    "query", ["?buoi=²&loi=xx&tu=0001-01-01T00:00%2B14:00", "?buoi=999999&ai=\x00", "?tu=x&loi=nghi"]
)
def test_whatever_the_address_says_there_is_a_form(room, query: str) -> None:
    assert signed_in(room.staff).get(url(room, query)).status_code == 200


def test_guests_are_reached_and_nothing_else_of_them_is_told(room) -> None:
    home = make_commune("Đồng Xa")
    guest = make_learner(home, "Trần Văn Khách")
    enrol_people(room.taught, [guest], by=room.staff)
    far = Centre.objects.create(unit=home, name="Trung tâm Đồng Xa")
    for _number in range(messages.MOST_A_DAY):  # what the centre at home wrote today is not told, and fills no day here
        CentreMessage.objects.create(
            key=uuid4(), learner=guest, taught=room.taught, centre=far, sent_by=room.staff, text_encrypted=b""
        )
    CentreMessage.objects.update(taught=room.taught)
    client = signed_in(room.staff)
    answer = client.post(url(room), said(room, [guest, *room.people], send="1"), follow=True)
    assert CentreMessage.objects.get(learner=guest, centre=room.taught.centre).read_at is None
    shown = " ".join(answer.content.decode().split())
    assert "Trần Văn Khách" in shown
    assert reverse("content:counter_messages", args=[guest.reference]) not in shown
    assert client.get(reverse("content:counter_messages", args=[guest.reference])).status_code == 404
    slips = page_of(client, reverse("content:teaching_slips", args=[answer.context["key"]]))
    assert "Trần Văn Khách" in slips
    assert WORDS in slips


def test_a_guest_s_slip_is_noted_as_handed_over_where_it_was(room) -> None:
    guest = make_learner(make_commune("Đồng Xa"), "Trần Văn Khách")
    Learner.objects.filter(pk=guest.pk).update(user=None)
    enrol_people(room.taught, [guest], by=room.staff)
    client, hoa = signed_in(room.staff), room.people[0]
    answer = client.post(url(room), said(room, [guest, hoa], send="1"), follow=True)
    address = reverse("content:teaching_sent", args=[answer.context["key"]])
    letters = {one.learner_id: one for one in CentreMessage.objects.all()}
    for pk in (letters[hoa.pk].pk, 10**9, "x"):  # who has an account reads it there; anything else is nothing
        client.post(address, {"handed": pk})
    assert not CentreMessage.objects.exclude(read_at=None).exists()
    assert page_of(client, address).count("Đã đưa phiếu") == 1
    shown = client.post(address, {"handed": letters[guest.pk].pk}, follow=True).content.decode()
    assert "đã đưa tận tay" in " ".join(shown.split())
    letters[guest.pk].refresh_from_db()
    assert letters[guest.pk].handed_by == room.staff
    other = make_commune("Đồng Lạ")
    Centre.objects.create(unit=other, name="Lạ")
    assert signed_in(make_staff(other)).post(address, {"handed": letters[hoa.pk].pk}).status_code == 404


def test_nobody_from_another_centre_and_nobody_who_is_not_in_the_class(room) -> None:
    far = make_commune("Đồng Mây", "Sen Mây")
    Centre.objects.create(unit=far, name="Nơi khác")
    key, elsewhere = uuid4(), signed_in(make_staff(far))
    assert elsewhere.get(url(room)).status_code == 404
    assert elsewhere.post(url(room), said(room, room.people, send="1")).status_code == 404
    assert signed_in(room.people[0].user).post(url(room), said(room, room.people, send="1")).status_code == 404
    outside = make_learner(room.school.unit, "Ngoài Lớp")
    leave(room.taught, room.people[4])
    form = said(room, [outside, room.people[4], room.people[0]], send="1", key=key)
    assert signed_in(room.staff).post(url(room), form).status_code == 302
    assert [one.learner_id for one in CentreMessage.objects.all()] == [room.people[0].pk]
    assert elsewhere.get(reverse("content:teaching_sent", args=[key])).status_code == 404
    sent = messages.send(room.taught, [outside.pk], WORDS, uuid4(), [room.taught.centre], by=room.staff)
    assert sent.reached == []
    other = [Centre.objects.get(name="Nơi khác")]
    assert messages.send(room.taught, [room.people[1].pk], WORDS, uuid4(), other, by=room.staff).reached == []


def test_two_a_day_of_a_centre_whatever_they_are_about(room) -> None:
    first = room.people[0]
    for _number in range(messages.MOST_A_DAY):
        messages.send(room.taught, [first.pk], WORDS, uuid4(), [room.taught.centre], by=room.staff)
    sent = messages.send(room.school.course, [first.pk], WORDS, uuid4(), [room.taught.centre], by=room.staff)
    assert sent.full == [first.pk]
    answer = signed_in(room.staff).post(url(room), said(room, room.people[:2], send="1"), follow=True)
    assert "Nguyễn Thị Hoa" in str(list(answer.context["messages"])[0])
    assert [row[1].full_name for row in answer.context["rows"]] == ["Bùi Thị Cúc"]


def test_two_a_day_for_a_person_under_two_records(room) -> None:
    first, double = room.people[0], make_learner(room.school.unit, "Nguyễn Thị Hoà")
    join(first, double, by=room.staff, proof="căn cước")
    for record in (first, double):
        enrol_people(room.taught, [record], by=room.staff)
        messages.send(room.taught, [record.pk], WORDS, uuid4(), [room.taught.centre], by=room.staff)
    sent = messages.send(
        room.taught, [first.pk, room.people[1].pk], WORDS, uuid4(), [room.taught.centre], by=room.staff
    )
    assert (sent.full, sent.reached) == ([first.pk], [room.people[1].pk])


def test_the_key_of_another_message_is_not_taken_for_this_one(room) -> None:
    key, first = uuid4(), room.people[0]
    messages.send(room.school.course, [first.pk], WORDS, key, [room.taught.centre], by=room.staff)
    with pytest.raises(ValidationError) as problem:
        messages.send(room.taught, [first.pk], WORDS, key, [room.taught.centre], by=room.staff)
    assert "text" in problem.value.message_dict


def test_who_stands_in_the_class_twice_gets_it_once(room) -> None:
    double = make_learner(room.school.unit, "Nguyễn Thị Hoà")
    enrol_people(room.taught, [double], by=room.staff)
    join(room.people[0], double, by=room.staff, proof="căn cước")
    page = signed_in(room.staff).get(url(room))
    assert len(page.context["found"]) == len(room.people)
    assert room.people[0].reference in page.context["ticked"]


def test_who_came_under_the_other_record_was_not_away(room) -> None:
    double = make_learner(room.school.unit, "Nguyễn Thị Hoà")
    enrol_people(room.taught, [double], by=room.staff)
    mark(room.session, [Wish(double.pk, "present")], by=room.staff)
    close(room.session, by=room.staff)
    room.session.refresh_from_db()
    assert room.people[0].pk in away_from(room.session)
    join(room.people[0], double, by=room.staff, proof="căn cước")
    assert not {double.pk, room.people[0].pk} & away_from(room.session)


def test_a_class_of_many_costs_the_same_questions(room, django_assert_max_num_queries) -> None:
    client = signed_in(room.staff)
    client.get(url(room))
    with django_assert_max_num_queries(40) as few:
        client.get(url(room))
    people = [make_learner(room.school.unit, f"Lê Thị Sen {number}") for number in range(30)]
    enrol_people(room.taught, people, by=room.staff)
    with django_assert_max_num_queries(len(few)):
        assert len(client.get(url(room)).context["found"]) == 35
