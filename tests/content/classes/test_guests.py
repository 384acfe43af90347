"""People of other communes in a class: found exactly or not at all, seen in that class alone, their hours count."""

import pytest
from django.urls import reverse

from content.classes.marking import Wish, close, mark
from content.classes.models import Attendance, ClassEnrolment
from learning_records.public import statements_of
from portal.audit.models import Entry
from portal.places.models import Centre
from tests.builders.people import make_commune, make_learner, make_staff, signed_in
from tests.content.classes.conftest import make_session


def at(name: str, *args) -> str:
    return reverse(f"content:{name}", args=args)


@pytest.fixture
def guest(room):
    return make_learner(make_commune("Đồng Xa"), "Trần Văn Khách")  # born in 1984


def bring(room, client=None, **said):
    page = client or signed_in(room.staff)
    return page.post(at("class_people", room.taught.pk), {"act": "guest"} | said, follow=True)


def inside(room, person) -> bool:
    return ClassEnrolment.objects.filter(taught=room.taught, learner=person, left_at=None).exists()


def test_by_name_and_year_or_by_card(room, guest):
    assert "Chưa tìm được" in bring(room, full_name="Trần Văn Khách", birth_year="1985").content.decode()
    part = bring(room, full_name="Khách", birth_year="1984")
    assert part.status_code == 422
    assert 'value="Khách"' in part.content.decode(), "what was typed stays"
    assert bring(room, full_name="Trần Văn Khách").status_code == 422
    assert not inside(room, guest)
    bring(room, full_name="trần văn khách", birth_year="1984")
    assert inside(room, guest)
    assert Entry.objects.filter(act="class.guest", subject=f"learner:{guest.learner_id}").count() == 1
    second = make_learner(make_commune("Đồng Lạ"), "Lê Thị Xa")
    bring(room, card=f"https://cong.example/lop-hoc/the/{second.reference}/")
    assert inside(room, second)


def test_two_of_the_same_name_are_not_chosen_between(room, guest):
    make_learner(make_commune("Đồng Lạ"), "Trần Văn Khách")
    assert bring(room, full_name="Trần Văn Khách", birth_year="1984").status_code == 422
    assert not inside(room, guest)


def test_a_guest_is_shown_as_such_here_and_nowhere_else(room, guest):
    page = signed_in(room.staff)
    browsing = page.post(at("class_people", room.taught.pk), {"name": "Khách"}).content.decode()
    assert "Trần Văn Khách" not in browsing, "other communes are not looked through"
    bring(room, page, full_name="Trần Văn Khách", birth_year="1984")
    for name, key in (("class", room.taught.pk), ("register", room.session.pk), ("paper", room.session.pk)):
        shown = page.get(at(name, key)).content.decode()
        assert "Trần Văn Khách" in shown, name
        assert "khách từ xã Đồng Xa" in shown, name
    assert page.get(reverse("people:counter_person", args=[guest.reference])).status_code == 404
    counter = page.post(reverse("people:counter"), {"name": "Khách"}).content.decode()
    assert guest.reference not in counter
    other = make_commune("Đồng Lạ")
    Centre.objects.create(unit=other, name="Lạ")
    assert signed_in(make_staff(other)).get(at("card", guest.reference)).status_code == 404
    assert page.get(at("card", guest.reference)).status_code == 200


def test_marked_by_card_and_the_hours_are_the_guest_s(room, guest):
    page = signed_in(room.staff)
    bring(room, page, card=guest.reference)
    assert page.post(at("scan", room.session.pk), {"card": guest.reference}).status_code == 302
    assert room.state(guest) == "present"
    assert page.post(at("register", room.session.pk), {"act": "close_so"}).status_code == 302
    room.session.refresh_from_db()
    assert room.session.closed_at
    assert [one.statement["verb"]["id"].rpartition("/")[2] for one in statements_of(guest.pk)] == ["attended"]
    later = make_session(room.taught, begins_at=room.session.begins_at.replace(microsecond=3))
    mark(later, [Wish(guest.pk, "present")], by=room.staff)
    close(later, by=room.staff)
    assert Attendance.objects.filter(learner=guest).exclude(attended=None).count() == 2
    page.post(at("class_leave", room.taught.pk, guest.reference))
    assert not inside(room, guest)


def test_trying_names_is_bounded(room, guest):
    page = signed_in(room.staff)
    for _try in range(61):
        answer = bring(room, page, full_name="Ai Đó", birth_year="1984")
    assert "quá nhiều lần" in answer.content.decode()
    bring(room, page, full_name="Trần Văn Khách", birth_year="1984")
    assert not inside(room, guest)
