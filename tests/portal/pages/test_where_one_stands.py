"""The head says where one stands: pages of one's own belong to “Mine”, and who helps at the counter stays at the counter."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertTemplateUsed

from portal.people.models import User
from tests.builders.cases import Village
from tests.builders.people import make_learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def village() -> Village:
    return Village()


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("page", ["profile", "consent", "move", "password", "sign_in_name"])
def test_pages_of_the_own_account_belong_to_mine(village: Village, page: str) -> None:
    shown = _signed_in(make_learner(village.unit).user).get(reverse(f"people:{page}")).text
    assert re.findall(r'href="([^"]+)" aria-current="true"', shown) == [reverse("pages:my_page")]


@pytest.mark.parametrize(
    "page",
    ["people:counter_move", "recognition:counter_evidence", "recognition:counter_points", "recognition:counter_submit"],
)
def test_who_helps_at_the_counter_stays_there_and_finds_back_to_the_person(village: Village, page: str) -> None:
    reference = make_learner(village.unit).reference
    shown = _signed_in(village.staff).get(reverse(page, args=[reference]))
    assertTemplateUsed(shown, "officials.html")
    assert reverse("people:counter") in re.findall(r'href="([^"]+)" aria-current="true"', shown.text)
    assert f'<a href="{reverse("people:counter_person", args=[reference])}">' in shown.text
