"""Names for signing in: encrypted, found however they are written, nobody's twice."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from portal.audit.models import Entry
from portal.people import attempts
from portal.people.lookup import phone_of, plain
from portal.people.models import SignInName, User, show_names
from portal.people.public import create_account
from portal.people.sign_in import account_of, change_name, checked, sign_in_name
from tests.builders.people import PASSWORD, make_user

PHONE = "0912345678"


@pytest.mark.parametrize(
    "written",
    ["0912345678", "0912 345 678", "091.234.5678", " +84912345678", "+84 912-345-678", "0084912345678", "84912345678"],
)
def test_a_telephone_number_is_one_however_it_is_written(db, written):
    assert plain(written) == "+84912345678"
    user = create_account(PHONE, PASSWORD)
    assert account_of(written) == user
    assert authenticate(username=written, password=PASSWORD) == user
    with pytest.raises(ValidationError):
        create_account(written, PASSWORD)
    assert User.objects.count() == 1


@pytest.mark.parametrize("written", ["Hòa.Bình", "hòa.bình", "HÒA.BÌNH ", "Ho\u0300a.Bi\u0300nh"])
def test_a_name_is_one_whatever_its_capitals_and_composition(db, written):
    user = create_account("hòa.bình", PASSWORD)
    assert account_of(written) == user
    assert account_of("hoa.binh") is None  # marks are letters


@pytest.mark.parametrize("text", ["0901", "091234567", "12345678901", "+1 912 345 6789", "nguoi0912345678", ""])
def test_what_is_no_telephone_number_is_a_name(text):
    assert phone_of(text) == ""


@pytest.mark.parametrize("text", ["", "   ", "có dấu cách", "a\x00b", "<b>", "x" * 51])
def test_what_cannot_be_a_name_is_refused(text):
    with pytest.raises(ValidationError):
        checked(text)


def test_neither_number_nor_name_lies_in_the_database_or_the_log(db):
    user = create_account(PHONE, PASSWORD)
    change_name(user, "hoa.sen", PASSWORD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT u::text FROM people_user u UNION ALL SELECT s::text FROM people_signinname s")
        rows = json.dumps(cursor.fetchall())
        cursor.execute("SELECT e::text FROM audit_entry e")
        rows += json.dumps(cursor.fetchall())
    for said in ("912345678", "hoa.sen", b"hoa.sen".hex(), b"912345678".hex()):
        assert said not in rows
    assert Entry.objects.get().details == {"kind": "name"}


def test_several_names_lead_to_one_account_and_each_kind_is_replaced(db):
    user = create_account(PHONE, PASSWORD)
    change_name(user, "Hoa.Sen", PASSWORD)
    assert sign_in_name(user) == "hoa.sen, 0912345678"
    assert account_of(PHONE) == account_of("hoa.sen") == user
    change_name(user, "0987654321", PASSWORD)
    assert account_of(PHONE) is None
    assert account_of("0987 654 321") == user
    with pytest.raises(ValidationError) as problem:
        change_name(user, "khac", "falsch-falsch")
    assert list(problem.value.error_dict) == ["password"]
    create_account("da.co", PASSWORD)
    with pytest.raises(ValidationError) as problem:
        change_name(user, "DA.CO", PASSWORD)
    assert list(problem.value.error_dict) == ["username"]
    assert sign_in_name(user) == "hoa.sen, 0987654321"


def test_others_see_a_chosen_name_and_never_a_telephone_number(db, django_assert_num_queries):
    citizen, official, bare = create_account(PHONE, PASSWORD), create_account("Can.Bo", PASSWORD), User()
    bare.save()
    assert citizen.get_full_name().endswith("…678")
    assert (official.get_full_name(), official.get_short_name()) == ("can.bo", "can.bo")
    assert bare.get_full_name() == bare.username
    assert str(official) == official.username != "can.bo"
    fresh = list(User.objects.order_by("pk"))
    with django_assert_num_queries(2):
        show_names(fresh)
        assert [one.get_full_name() for one in fresh][1] == "can.bo"


@pytest.mark.parametrize(("name", "password"), [(PHONE, "falsch"), ("ai.do", PASSWORD), ("x" * 500, PASSWORD)])
def test_strangers_stay_outside(db, name, password):
    create_account(PHONE, PASSWORD)
    assert authenticate(username=name, password=password) is None


def test_the_random_name_opens_nothing_and_a_closed_account_neither(db):
    user = create_account(PHONE, PASSWORD)
    assert authenticate(username=user.username, password=PASSWORD) is None
    User.objects.update(is_active=False)
    assert authenticate(username=PHONE, password=PASSWORD) is None


@pytest.mark.parametrize(
    ("limit", "places", "last"),
    [
        ("ACCOUNT_HERE", ["10.0.0.1"] * 5, "10.0.0.1"),
        ("ACCOUNT", [f"10.0.0.{number}" for number in range(5)], "10.0.0.9"),
    ],
    ids=["from one place", "from everywhere"],
)
def test_failed_attempts_count_for_the_person_however_the_number_is_written(db, monkeypatch, limit, places, last):
    monkeypatch.setattr(attempts, limit, replace(getattr(attempts, limit), amount=5))
    create_account(PHONE, PASSWORD)
    ways = [PHONE, "0912 345 678", "+84912345678", "091.234.5678", "84912345678"]
    for place, written in zip(places, ways, strict=True):
        Client(REMOTE_ADDR=place).post("/tai-khoan/login/", {"login": written, "password": "falsch"})
    answer = Client(REMOTE_ADDR=last).post("/tai-khoan/login/", {"login": PHONE, "password": PASSWORD})
    assert answer.status_code == 200  # asked to wait
    elsewhere = Client(REMOTE_ADDR="10.9.9.9").post("/tai-khoan/login/", {"login": PHONE, "password": PASSWORD})
    assert elsewhere.status_code == (302 if limit == "ACCOUNT_HERE" else 200)


def test_two_at_once_get_a_name_once(transactional_db):
    def take(_number: int) -> bool:
        try:
            create_account("hoa.sen", PASSWORD)
            return True
        except ValidationError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(4))) == [False, False, False, True]
    assert (User.objects.count(), SignInName.objects.count()) == (1, 1)


def test_the_page_changes_the_name_and_keeps_what_was_typed(db):
    user, client = make_user(), Client()
    client.force_login(user)
    refused = client.post("/tai-khoan/ten-dang-nhap/", {"username": "sen.moi", "password": "falsch"})
    assert refused.status_code == 422
    assert 'value="sen.moi"' in refused.content.decode()
    assert client.post("/tai-khoan/ten-dang-nhap/", {"username": "sen.moi", "password": PASSWORD}).status_code == 302
    assert account_of("sen.moi") == user
    assert "sen.moi" in client.get("/tai-khoan/ten-dang-nhap/").content.decode()
