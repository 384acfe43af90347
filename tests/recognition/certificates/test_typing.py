"""Checking by hand: the code, the number with the name, tries that are limited, and nothing kept of who asks."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import Entry
from portal.limits.models import Attempts
from portal.people.public import everyone
from recognition.certificates.checking import BY_CODE, BY_NUMBER, token_of_code
from recognition.certificates.codes import new_code, threes
from recognition.decisions import signing
from recognition.models import Certificate
from recognition.refusals import Incomplete
from tests.builders.cases import WHY, Village

HERE = "/kiem-tra/"


@pytest.fixture
def held(village: Village) -> Certificate:
    with everyone(WHY):
        day = timezone.localdate()
        return (
            signing.sign([village.confirmed("Lê Thị Đào")], village.body, "128/QĐ-UBND", day, village.signer)
            .lines.get()
            .certificates.get()
        )


def post(client: Client | None = None, **said: str):
    return (client or Client()).post(HERE, said)


def test_by_code_or_by_number_and_name_to_the_page(held: Certificate) -> None:
    page, number = reverse("recognition:check", args=[held.token]), held.register_code
    for said in (
        {"code": threes(held.code)},
        {"code": f" {held.code.lower()} "},
        {"number": number, "name": "Lê Thị Đào"},
        {"number": number.lower().replace("-", " "), "name": " le  thi dao "},
    ):
        found = post(**said)
        assert (found.status_code, found.url) == (302, page)
    assert Client().get(HERE).status_code == 200


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "code"),
        ({"code": "7KM-3RD-PW9-X4"}, "code"),
        ({"code": "0" * 12}, "code"),
        ({"code": "x" * 5000}, "code"),
        ({"number": "", "name": "Lê Thị Đào"}, "number"),
        ({"number": "ĐS-2026-0001", "name": ""}, "name"),
        ({"number": "ĐS-2026-0001", "name": "Lê Thị Đà"}, "number"),
        ({"number": "ĐS-2026-0001", "name": "Lê"}, "number"),
        ({"number": "-", "name": "Lê Thị Đào"}, "number"),
        ({"number": "\x00", "name": "\x00"}, "number"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(held: Certificate, said, field: str) -> None:
    told = post(**said)
    assert told.status_code == 422
    assert told.context["refusal"].field == field
    assert f'id="{field}-loi"' in told.text
    assert "Lê Thị Đào" not in told.text or "Lê Thị Đào" in said.get("name", "")


def test_a_wrong_name_is_answered_as_an_unknown_number(held: Certificate) -> None:
    wrong = post(number=held.register_code, name="Trần Văn Bình")
    unknown = post(number=held.register_code.replace("0001", "0009"), name="Trần Văn Bình")
    assert str(wrong.context["refusal"]) == str(unknown.context["refusal"])


def test_a_slip_of_the_pen_is_said_before_anything_is_asked_or_counted(held, django_assert_num_queries) -> None:
    other = held.code[:-1] + ("3" if held.code[-1] != "3" else "4")
    with django_assert_num_queries(0), pytest.raises(Incomplete):
        token_of_code(other, "203.0.113.7")
    assert "nhầm" in str(post(code=other).context["refusal"])
    assert not Attempts.objects.exists()


def test_wrong_tries_are_limited_for_a_network_and_right_ones_are_not(held: Certificate) -> None:
    here = Client(REMOTE_ADDR="203.0.113.7")
    for _ in range(BY_NUMBER.amount + 1):
        post(here, number=held.register_code, name="Lê Thị Đào")
    for _ in range(BY_NUMBER.amount):
        assert "số này" in str(post(here, number=held.register_code, name="Ai").context["refusal"])
    closed = post(here, number=held.register_code, name="Lê Thị Đào")
    assert "quá nhiều lần" in str(closed.context["refusal"])
    assert post(here, code=held.code).status_code == 302, "codes are counted apart"
    assert post(Client(REMOTE_ADDR="203.0.113.8"), number=held.register_code, name="Lê Thị Đào").status_code == 302
    for _ in range(BY_CODE.amount):
        post(here, code=new_code())
    assert "quá nhiều lần" in str(post(here, code=held.code).context["refusal"])


def test_nothing_is_kept_of_who_asks(held: Certificate) -> None:
    before = Entry.objects.count()
    visitor = Client(REMOTE_ADDR="203.0.113.7")
    post(visitor, code=held.code)
    post(visitor, number=held.register_code, name="Sai Tên")
    visitor.get(reverse("recognition:check", args=[held.token]))
    assert Entry.objects.count() == before
    assert "sessionid" not in visitor.cookies
    row = Attempts.objects.get()
    assert "203.0.113.7" not in row.key
    assert held.register_code not in row.key
