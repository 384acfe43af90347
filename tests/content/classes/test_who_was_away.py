"""Who is asked after in a class: nobody who was there under another record, nor who came into it later; nobody counted twice."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.classes.enrolling import enrol_people, leave
from content.classes.figures import people_with_hours, sessions_of
from content.classes.marking import Wish, close, mark, mark_all
from content.classes.models import ClassEnrolment
from content.teaching.classes import counted
from portal.people.public import join
from tests.builders.people import make_learner, signed_in
from tests.content.classes.conftest import Room, make_session


def held(room: Room, days: int, *there) -> None:
    """A session so many days ago to which these came (nobody named: everybody), with its register closed."""
    begin = timezone.now() - timedelta(days=days)
    ClassEnrolment.objects.filter(taught=room.taught, made_at__gt=begin, left_at=None).update(made_at=begin)
    session = make_session(room.taught, begins_at=begin, ends_at=begin + timedelta(hours=1))
    if there:
        mark(session, [Wish(one.pk, "present") for one in there], by=room.staff)
    else:
        mark_all(session, by=room.staff)
    close(session, by=room.staff)


def away(room: Room) -> set[str]:
    return {one.row.name for one in people_with_hours(room.taught) if one.away}


@pytest.fixture
def lately(room: Room) -> Room:
    """Two sessions, to which only the first one came."""
    held(room, 9, room.people[0])
    held(room, 2, room.people[0])
    return room


def test_who_came_into_the_class_after_them_missed_nothing(lately: Room) -> None:
    before = away(lately)
    assert len(before) == len(lately.people) - 1
    enrol_people(lately.taught, [make_learner(lately.school.unit, "Mới Vào")], by=lately.staff)
    assert away(lately) == before
    (class_,) = counted([lately.taught])
    assert (class_.learning, class_.help) == (6, 4)


def test_nor_who_came_back_after_them(lately: Room) -> None:
    gone = lately.people[1]
    leave(lately.taught, gone)
    assert enrol_people(lately.taught, [gone], by=lately.staff) == 1
    assert "Bùi Thị Cúc" not in away(lately)


def test_nor_who_came_under_the_other_record(lately: Room) -> None:
    double = make_learner(lately.school.unit, "Bùi Thị Cúc")
    enrol_people(lately.taught, [double], by=lately.staff)
    held(lately, 1, double)
    assert "Bùi Thị Cúc" in away(lately)
    join(lately.people[1], double, by=lately.staff, proof="căn cước")
    assert "Bùi Thị Cúc" not in away(lately)
    (class_,) = counted([lately.taught])
    assert (class_.learning, class_.help) == (5, 3), "a person is one, under however many records"


def test_no_more_came_than_there_were(room: Room) -> None:
    held(room, 3)
    for one in room.people[:3]:
        leave(room.taught, one)
    first = sessions_of(room.taught)[0]
    assert (first.there, first.of) == (5, 5)
    assert "5 trong 5 người có mặt" in " ".join(
        signed_in(room.staff).get(reverse("content:class", args=[room.taught.pk])).text.split()
    )
