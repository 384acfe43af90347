"""A page that was moved or renamed is still found where it was, with everything below it."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from content.models import CoursePage
from tests.builders.pages import published
from tests.content.conftest import School

pytestmark = pytest.mark.django_db(transaction=True)  # Wagtail notes a new address after commit


@pytest.fixture
def other(school: School) -> CoursePage:
    return published(school.course.get_parent().specific, CoursePage(title="Khóa khác", slug="khoa-khac"))


def lands(old: str) -> str:
    answer = Client().get(old, follow=True)
    assert answer.status_code == 200, old
    assert answer.redirect_chain[0][1] == 301
    return answer.wsgi_request.path


def test_a_new_address_of_a_course_and_its_lessons(school: School) -> None:
    old = [page.url for page in (school.course, *school.lessons)]
    school.course.slug = "ten-moi"
    school.course.save_revision().publish()
    new = [type(page).objects.get(pk=page.pk).url for page in (school.course, *school.lessons)]
    assert [lands(address) for address in old] == new
    assert all("ten-moi" in address for address in new)


def test_a_lesson_moved_to_another_course(school: School, other: CoursePage) -> None:
    old = school.lesson.url
    school.lesson.move(other, pos="last-child")
    assert lands(old) == f"{other.url}bai-mot/"


@pytest.mark.parametrize("closed", ["unpublished", "restricted", "above"])
def test_no_redirect_names_the_new_address_of_what_is_closed(school: School, closed: str) -> None:
    old = school.lesson.url
    school.lesson.slug = "ten-moi-kin"
    school.lesson.save_revision().publish()
    if closed == "unpublished":
        type(school.lesson).objects.get(pk=school.lesson.pk).unpublish()
    elif closed == "above":
        CoursePage.objects.get(pk=school.course.pk).unpublish()
    else:
        PageViewRestriction.objects.create(page=school.lesson, restriction_type="login")
    answer = Client().get(old)
    assert answer.status_code == 404
    assert "ten-moi-kin" not in answer.text + str(answer.headers)
    if closed == "restricted":
        assert school.client().get(old).status_code == 301


def test_nothing_leads_to_what_is_not_there(school: School) -> None:
    old = school.lesson.url
    school.lesson.slug = "ten-moi"
    school.lesson.save_revision().publish()
    type(school.lesson).objects.get(pk=school.lesson.pk).unpublish()
    assert Client().get(old, follow=True).status_code == 404
