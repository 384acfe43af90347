"""An author, a second person, and a lesson that both brought before the public."""

import pytest
from django.test import Client

from content.models import LessonPage
from tests.builders.people import make_user
from tests.content.approval.acts import approve, create
from tests.content.conftest import School


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
def mapped(school: School, author: Client, second: Client) -> LessonPage:
    """A lesson that counts, live after the second person's approval."""
    page = create(school, author, text="Bản đầu.")
    assert approve(second, page).status_code == 302
    page.refresh_from_db()
    assert page.live
    return LessonPage.objects.get(pk=page.pk)
