"""What people left on a page goes with it, past the scope of whoever deletes."""

from uuid import uuid4

import pytest
from django.utils import timezone
from wagtail.models import Page

from content.media.sessions import MediaActivity, MediaSession
from content.models import Enrolment, LessonPage, PollVote
from content.opinions.models import Reflection
from portal.people.public import everyone
from tests.builders.lessons import lesson_page, single
from tests.builders.pages import published
from tests.builders.people import make_commune, make_learner
from tests.content.conftest import School

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(school: School) -> LessonPage:
    """A lesson of which no record speaks, with a vote, words to oneself and a film that was begun."""
    page = published(school.course, lesson_page("Bài ba", single(), slug="bai-ba"))
    learner, now = make_learner(make_commune()), timezone.now()
    with everyone("a test"):
        PollVote.objects.create(learner=learner, page=page, block=uuid4(), choice="a", voted_at=now)
        Reflection.objects.create(learner=learner, page=page, block=uuid4(), sealed=b"x", changed_at=now)
        begun = Enrolment.objects.create(learner=learner, course=school.course)
        film = MediaActivity.objects.create(page=page, block=uuid4())
        MediaSession.objects.create(key=uuid4(), enrolment=begun, activity=film, begun_at=now, last_at=now)
    return page


def left() -> list[int]:
    with everyone("a test"):
        return [model.objects.count() for model in (PollVote, Reflection, MediaSession)]


def test_a_page_takes_along_what_was_left_on_it_without_a_scope(lesson: LessonPage) -> None:
    assert left() == [1, 1, 1]
    LessonPage.objects.get(pk=lesson.pk).delete()
    assert left() == [0, 0, 0]


def test_several_pages_at_once(lesson: LessonPage) -> None:
    Page.objects.filter(pk=lesson.pk).delete()
    assert left() == [0, 0, 0]
    assert not MediaActivity.objects.exists()
