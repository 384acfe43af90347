"""What a centre wrote to a class: on the person's pages, at the counter, on paper and for Zalo; gone with person or class."""

from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.urls import reverse

from content.classes.enrolling import enrol_people
from content.classes.models import Attendance, AttendanceMark, CentreClass, ClassEnrolment, ClassSession
from content.models import CentreMessage
from content.public import unread_of
from content.teaching import messages
from content.teaching.contacts import last_messages
from portal.people.models import Learner, LearnerAlias
from portal.people.public import Person, acting_as, forget, register_at_counter
from portal.places.models import Centre
from tests.builders.people import make_admin, make_commune, make_learner, make_staff, signed_in
from tests.content.classes.conftest import Room, room

__all__ = ["room"]
WORDS = "Buổi thứ Năm dời sang thứ Sáu."


def send(room: Room, *people: Learner, key=None) -> messages.Sent:
    ids = [one.pk for one in people]
    return messages.send(room.taught, ids, WORDS, key or uuid4(), [room.taught.centre], by=room.staff)


def page_of(client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_the_person_reads_it_with_the_way_to_the_class(room) -> None:
    first = room.people[0]
    send(room, first)
    (letter,) = unread_of(first)
    assert (letter.about, letter.of_class) == (room.taught, True)
    client, line = signed_in(first.user), reverse("content:class_for_all", args=[room.taught.pk])
    page = page_of(client, reverse("content:own_messages"))
    assert WORDS in page
    assert f'href="{line}"' in page
    assert client.get(line).status_code == 200
    client.post(reverse("content:message_read", args=[letter.pk]))
    assert unread_of(first) == []
    assert last_messages([first.pk], room.taught)[first.pk].read_on is not None
    assert last_messages([first.pk], room.school.course) == {}


def test_who_is_ticked_under_two_records_gets_one_letter(room) -> None:
    person, double, key = room.people[0], make_learner(room.school.unit, "Nguyễn Thị Hoa"), uuid4()
    enrol_people(room.taught, [double], by=room.staff)
    LearnerAlias.objects.create(learner=person, alias=double.pk, joined_by=room.staff)
    assert send(room, double, person, key=key).reached == [person.pk]
    assert send(room, double, key=key).reached == [], "the same press again, with the other record"
    assert [one.learner_id for one in CentreMessage.objects.all()] == [person.pk]
    for _time in range(messages.MOST_A_DAY):
        last = send(room, double, person)
    assert (last.reached, last.full) == ([], sorted([person.pk, double.pk]))


def test_a_class_that_is_not_for_everybody_leads_to_the_own_classes(room) -> None:
    CentreClass.objects.update(audience=CentreClass.Audience.BRIEFING)
    send(room, room.people[0])
    (letter,) = unread_of(room.people[0])
    assert letter.url == reverse("content:own_classes")


def test_paper_and_zalo_name_the_class_and_its_page(room, settings) -> None:
    settings.PUBLIC_URL = "https://hoctap.example.vn"
    key = uuid4()
    send(room, room.people[0], key=key)
    client = signed_in(room.staff)
    page = client.get(reverse("content:teaching_sent", args=[key]))
    ((_one, _who, _account, zalo),) = page.context["rows"]
    line = f"https://hoctap.example.vn{reverse('content:class_for_all', args=[room.taught.pk])}"
    assert zalo.split("\n") == ["Chào chị Hoa,", WORDS, f"Dùng điện thoại: {line}", "Trung tâm Đồng Sen"]
    assert page.context["up"] == reverse("content:class", args=[room.taught.pk])
    slips = page_of(client, reverse("content:teaching_slips", args=[key]))
    assert WORDS in slips
    assert line in slips


def test_at_the_counter_where_the_person_lives_for_a_guest_too(room) -> None:
    home = make_commune("Đồng Xa")
    Centre.objects.create(unit=home, name="Trung tâm Đồng Xa")
    staff = make_staff(home)
    with acting_as(staff):
        guest = register_at_counter(staff, Person("Trần Văn Khách", home, 1950, "ông", "N1"), consents=True)
    enrol_people(room.taught, [guest], by=room.staff)
    key = uuid4()
    send(room, guest, key=key)
    page = page_of(signed_in(room.staff), reverse("content:teaching_sent", args=[key]))
    assert "lời nhắn đợi ở trung tâm nơi người này ở" in page
    client, desk = signed_in(staff), reverse("content:counter_messages", args=[guest.reference])
    assert "Có 1 lời nhắn của trung tâm đang đợi" in page_of(
        client, reverse("people:counter_person", args=[guest.reference])
    )
    page = page_of(client, desk)
    assert WORDS in page
    assert "Dùng điện thoại" in page
    client.post(desk, {"seen": [CentreMessage.objects.get().pk]})
    assert CentreMessage.objects.get().handed_by_id == staff.pk


def test_messages_go_with_a_forgotten_person(room) -> None:
    send(room, *room.people[:2])
    forget(room.people[0], by=make_admin())
    assert [one.learner_id for one in CentreMessage.objects.all()] == [room.people[1].pk]


def test_messages_go_with_a_class_whoever_deletes_it(room) -> None:
    guest = make_learner(make_commune("Đồng Xa"), "Trần Văn Khách")
    enrol_people(room.taught, [guest], by=room.staff)
    send(room, guest, room.people[0])
    messages.send(room.school.course, [room.people[0].pk], WORDS, uuid4(), [room.taught.centre], by=room.staff)
    for model in (AttendanceMark, Attendance, ClassEnrolment, ClassSession):
        model.objects.all().delete()
    with acting_as(room.staff):  # does not see the guest
        room.taught.delete()
    assert [one.course_id for one in CentreMessage.objects.all()] == [room.school.course.pk]


@pytest.mark.parametrize("both", [True, False])
def test_a_message_is_about_one_thing(room, both: bool) -> None:
    about = {"taught": room.taught, "course_id": room.school.course.pk} if both else {}
    with pytest.raises(IntegrityError):
        CentreMessage.objects.create(
            key=uuid4(),
            learner=room.people[0],
            centre=room.taught.centre,
            sent_by=room.staff,
            text_encrypted=b"",
            **about,
        )
