"""A course in the public site, two members of staff, a learner who agreed."""

from dataclasses import dataclass, field

import pytest
from django.test import Client

from content.models import Alignment, CoursePage, LessonPage
from content.public import give_space, set_up_editorial
from learning_records.public import indicator_iri, statements_of
from portal.people.models import Learner, User
from portal.people.public import everyone
from portal.places.models import Centre, Unit
from tests.builders.lessons import lesson_page, several, short_text, single, true_false
from tests.builders.pages import published, site_with_courses
from tests.builders.people import make_commune, make_learner, make_staff
from tests.builders.worlds import laid_in


@dataclass
class School:
    """What a test of content starts from."""

    unit: Unit
    course: CoursePage
    lessons: list[LessonPage]
    learner: Learner
    alignment: Alignment
    staff: list[User] = field(default_factory=list)

    @property
    def lesson(self) -> LessonPage:
        """The first lesson: one question of every kind."""
        return self.lessons[0]

    def client(self, user: User | None = None) -> Client:
        """A browser signed in as this user; the learner without one."""
        client = Client()
        client.force_login(user or self.learner.user)
        return client

    def recorded(self, learner: Learner | None = None) -> list[dict]:
        """The learner's statements, as the store gives them."""
        return [item.statement for item in statements_of((learner or self.learner).learner_id)]

    def verbs(self, learner: Learner | None = None) -> list[str]:
        """Their verbs in order, by short name."""
        return [statement["verb"]["id"].rpartition("/")[2] for statement in self.recorded(learner)]


def make_school() -> School:
    """A course of two lessons, published; the first has a question of every kind, the second only text."""
    unit = make_commune()
    index = site_with_courses()
    set_up_editorial()
    give_space(Centre.objects.create(unit=unit, name="Trung tâm Đồng Sen"), index)
    staff = [make_staff(unit), make_staff(unit)]
    course = published(index, CoursePage(title="Giữ an toàn", slug="giu-an-toan", intro="Hai bài ngắn."))
    blocks = [single(), several(), true_false(), short_text()]
    first = published(course, lesson_page("Bài một", *blocks, slug="bai-mot", minutes=15, intro="Bài đầu."))
    second = published(course, lesson_page("Bài hai", slug="bai-hai"))
    alignment = Alignment.objects.create(
        iri=indicator_iri("cong_dan_hoc_tap", "B1"), kind="indicator", code="B1", name="Kỹ năng số", framework="thử"
    )
    return School(unit, course, [first, second], make_learner(unit), alignment, staff)


@pytest.fixture
def school(db) -> School:
    """The school; what a test asks outside a request sees everybody."""
    with everyone("a test looks at everything"):
        yield laid_in(make_school)
