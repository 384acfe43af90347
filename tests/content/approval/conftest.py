"""An author, a second person, and a lesson that both brought before the public."""

from collections.abc import Iterator

import pytest
from django.test import Client

from content.models import LessonPage
from portal.people.public import everyone
from tests.builders.people import make_user
from tests.builders.worlds import laid_in
from tests.content.approval.acts import approve, create
from tests.content.conftest import School, make_school


@pytest.fixture
def school(request, db) -> Iterator[School]:
    """With the lesson from the beginning, where a test asks for it."""
    build = make_school_with_a_lesson_that_counts if "mapped" in request.fixturenames else make_school
    with everyone("a test looks at everything"):
        yield laid_in(build)


@pytest.fixture
def author(school: School) -> Client:
    return school.client(school.staff[0])


@pytest.fixture
def second(school: School) -> Client:
    return school.client(school.staff[1])


@pytest.fixture
def administrator(school: School) -> Client:
    return school.client(make_user("administrator"))


@pytest.fixture
def mapped(school: School) -> LessonPage:
    """A lesson that counts, live after the second person's approval."""
    return LessonPage.objects.get(slug="bai-moi")


def make_school_with_a_lesson_that_counts() -> School:
    """The school after its first member of staff wrote such a lesson and the second one approved it."""
    school = make_school()
    page = create(school, school.client(school.staff[0]), text="Bản đầu.")
    assert approve(school.client(school.staff[1]), page).status_code == 302
    page.refresh_from_db()
    assert page.live
    return school
