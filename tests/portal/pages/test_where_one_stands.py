"""The head says where one stands: pages of one's own belong to “Mine”, and who helps at the counter stays at the counter."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertTemplateUsed

from portal.people.models import User
from portal.people.public import everyone
from recognition.decisions import signing
from recognition.figures.reports import duties_near
from tests.builders.cases import WHY, Village
from tests.builders.people import make_admin, make_learner

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


def test_rooms_of_the_signer_have_doors_and_say_where_one_is(village: Village) -> None:
    """Reviews and register books stand beside the list, the files of all certificates on the decision."""
    signer = _signed_in(village.signer)
    rooms = [reverse(f"recognition:{name}") for name in ("sign", "certificate_reviews", "register_books")]
    for room in rooms:
        shown = signer.get(room).text
        assert set(rooms) <= set(re.findall(r'href="([^"]+)"', shown))
        assert {rooms[0], room} == set(re.findall(r'href="([^"]+)"[^>]*aria-current="(?:true|page)"', shown))
    with everyone(WHY):
        signed = signing.sign([village.confirmed()], village.body, "9/QĐ-UBND", timezone.localdate(), village.signer)
        line = signed.lines.get()
    page = signer.get(reverse("recognition:sign_decision", args=[signed.pk])).text
    assert f'href="{reverse("recognition:print_all", args=[signed.pk])}"' in page
    assert f'href="{reverse("recognition:inspect_line", args=[line.pk])}"' in page


def test_a_room_that_two_entries_share_belongs_to_one(village: Village) -> None:
    for user in (village.officer, make_admin(village.unit)):
        shown = _signed_in(user).get(reverse("recognition:calendar")).text
        assert len(re.findall(r"<nav class=\"nav\".*?</nav>", shown, re.S)[0].split('aria-current="')) == 2


def test_rooms_of_an_administrator_belong_to_an_entry(village: Village) -> None:
    admin, begin = _signed_in(make_admin(village.unit)), reverse("pages:start")
    for room in ("bodies", "sheets", "sets", "campaigns"):
        shown = admin.get(reverse(f"recognition:{room}")).text
        assert re.findall(r'href="([^"]+)" aria-current="true"', shown)[:1] == [begin], room


def test_duties_that_are_near_mark_the_entry_of_who_administers(village: Village, monkeypatch) -> None:
    admin = _signed_in(make_admin(village.unit))
    marks = []
    for near in (-400, 400):
        monkeypatch.setattr(duties_near, "NEAR", near)
        marks.append(re.findall(r'<b class="tag warn">(\d+)<', admin.get(reverse("recognition:calendar")).text))
    assert not marks[0]
    assert int(marks[1][0]) > 1
