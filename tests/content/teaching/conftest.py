"""A teacher, a class and people of the commune who learn in a course, each somewhere else on the way."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest

from content.identities import Enrolment
from content.models import CoursePage
from content.projection import EnrolmentProgress
from content.public import answer, complete, enrol, open_lesson
from portal.people.models import Learner
from portal.people.public import everyone
from portal.places.models import Centre
from tests.builders.lessons import ids
from tests.builders.people import make_commune, make_learner
from tests.builders.worlds import laid_in
from tests.content.conftest import School, make_school


@dataclass
class Hall:
    """The school with people in its course; the keys of `people` say how they stand."""

    school: School
    centre: Centre
    people: dict[str, Learner] = field(default_factory=dict)

    @property
    def teacher(self):
        return self.school.staff[0]

    @property
    def course(self) -> CoursePage:
        return self.school.course

    def client(self, user=None):
        return self.school.client(user or self.teacher)

    def enrolment(self, who: str) -> Enrolment:
        return Enrolment.objects.get(learner=self.people[who], course=self.course.pk)


def long_ago(learner: Learner, course: CoursePage, days: int) -> None:
    """All that the learner did in the course lies so many days back, in the sum as in what follows from it."""
    back = timedelta(days=days)
    row = Enrolment.objects.get(learner=learner, course=course.pk)
    Enrolment.objects.filter(pk=row.pk).update(made_at=row.made_at - back)
    kept = EnrolmentProgress.objects.get(enrolment=row)
    if kept.last_at:
        kept.last_at -= back
    if kept.finished_at:
        kept.finished_at -= back
    kept.save()


def miss(learner: Learner, lesson, block: UUID, times: int) -> None:
    """So many different wrong answers to the written question."""
    for number in range(times):
        answer(learner, lesson, block, [f"Huế {number}"])


def finish(school: School, learner: Learner) -> None:
    for block, given in zip(ids(school.lesson), (["b"], ["a", "c"], ["a"], ["da nang"]), strict=True):
        answer(learner, school.lesson, block, given)
    complete(learner, school.lesson)
    complete(learner, school.lessons[1])


def make_hall() -> Hall:
    school = make_school()
    hall = Hall(school, Centre.objects.get(unit=school.unit))
    names = {
        "failing": "Bùi Thị Cúc",
        "stuck": "Đặng Văn Hòa",
        "away": "Lê Văn Tám",
        "never": "Nguyễn Văn An",
        "learning": "Phạm Thị Mai",
        "finished": "Trần Thị Bưởi",
    }
    hall.people = {key: make_learner(school.unit, name) for key, name in names.items()}
    written = ids(school.lesson)[3]
    for who in hall.people.values():
        enrol(who, school.course)
    miss(hall.people["failing"], school.lesson, written, 3)
    for key in ("stuck", "away", "learning"):
        open_lesson(hall.people[key], school.lesson)
    finish(school, hall.people["finished"])
    for key, days in (("failing", 2), ("stuck", 9), ("away", 35), ("never", 21)):
        long_ago(hall.people[key], school.course, days)
    elsewhere = make_commune("Đồng Trăng", "Sen Trăng")
    hall.people["elsewhere"] = make_learner(elsewhere, "Vũ Người Nơi Khác")
    open_lesson(hall.people["elsewhere"], school.lesson)
    long_ago(hall.people["elsewhere"], school.course, 20)
    return hall


@pytest.fixture
def hall(db) -> Hall:
    with everyone("a test looks at everything"):
        yield laid_in(make_hall)
