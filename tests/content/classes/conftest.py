"""A class at the centre of the school, with five people and a session that is on now."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from content.classes.enrolling import enrol_people
from content.classes.models import Attendance, CentreClass, ClassSession
from content.classes.planning import open_class
from portal.people.models import Learner
from portal.people.public import everyone
from portal.places.models import Centre
from tests.builders.people import make_learner
from tests.builders.worlds import laid_in
from tests.content.conftest import School, make_school

NAMES = ("Nguyễn Thị Hoa", "Bùi Thị Cúc", "Lê Văn Tám", "Đặng Văn Hòa", "Nguyễn Văn An")
VALUES = {"title": "Dùng điện thoại", "topic": "", "teacher": "cô Lan", "hours_planned": 6, "audience": "people"}


@dataclass
class Room:
    """The school with a class."""

    school: School
    taught: CentreClass
    session: ClassSession
    people: list[Learner]

    @property
    def staff(self):
        return self.school.staff[0]

    @property
    def second(self):
        return self.school.staff[1]

    def state(self, person: Learner, session: ClassSession | None = None) -> str:
        row = Attendance.objects.filter(session=session or self.session, learner=person).first()
        return row.state if row else ""


def make_session(taught: CentreClass, **more) -> ClassSession:
    """A session that began a moment ago and lasts an hour and a half."""
    now = timezone.now()
    values = {"begins_at": now, "ends_at": now + timedelta(minutes=90), "minutes": 90, "place": "phòng 2"} | more
    return ClassSession.objects.create(taught=taught, **values)


def make_room() -> Room:
    """Everything through the acts that the pages use."""
    school = make_school()
    taught = open_class(Centre.objects.get(unit=school.unit), uuid4(), VALUES, by=school.staff[0])
    people = [make_learner(school.unit, name, consents=name != NAMES[4]) for name in NAMES]
    enrol_people(taught, people, by=school.staff[0])
    return Room(school, taught, make_session(taught), people)


@pytest.fixture
def room(db) -> Room:
    with everyone("a test looks at everything"):
        yield laid_in(make_room)
