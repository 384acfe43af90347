"""A system is known by its authority, not by the key of the moment: keys are replaced and nothing that rests on it is lost."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learning_records.access import credentials
from learning_records.access.issuing import make_key, revoke_key
from learning_records.access.overview import systems
from learning_records.models import Authority, Credential, Statement
from learning_records.public import (
    authenticate,
    demo_credential,
    launch_credential,
    make_credential,
    portal_credential,
    record,
)
from portal.audit.models import Entry
from recognition.tasks import catch_up
from tests.builders.people import make_admin
from tests.builders.recognition import learner, small_set, statement, told
from tests.builders.statements import make_statement
from tests.learning_records.conftest import basic
from tests.visible_english import english_in

pytestmark = pytest.mark.django_db
LIST = "/quan-ly/khoa-ket-noi/"
USUAL = ["statements/write", "statements/read/mine"]


@pytest.fixture
def admin(db) -> Client:
    client = Client()
    client.force_login(make_admin())
    return client


def test_a_replaced_key_reads_what_the_old_one_wrote(xapi) -> None:
    old, secret = make_key("Moodle", USUAL)
    one = make_statement(1)
    assert xapi("POST", "statements", body=one, key=basic(old.key, secret)).status_code == 200
    new, new_secret = make_key("Máy chủ mới", USUAL, authority=old.authority)
    revoke_key(old.key, "thay khóa")
    assert authenticate(old.key, secret) is None
    later = make_statement(2)
    assert xapi("POST", "statements", body=later, key=basic(new.key, new_secret)).status_code == 200
    found = xapi("GET", "statements", key=basic(new.key, new_secret)).json()["statements"]
    assert [item["id"] for item in found] == [later["id"], one["id"]]
    assert found[0]["authority"] == found[1]["authority"]
    assert Statement.objects.values("authority").distinct().count() == 1
    other, other_secret = make_key("Hệ khác", USUAL)
    assert xapi("GET", "statements", key=basic(other.key, other_secret)).json()["statements"] == []


def test_a_criteria_set_that_names_the_authority_goes_on_counting() -> None:
    old, _secret = make_key("Moodle", USUAL)
    row, person = small_set(authorities=f'authorities: ["{old.authority.ifi}"]'), learner()
    record([statement(person.pk)], old)
    catch_up()
    revoke_key(old.key, "thay khóa")
    new, _secret = make_key("Moodle", USUAL, authority=old.authority)
    record([statement(person.pk)], new)
    catch_up()
    assert len(told(row)) == 2


def test_nobody_gets_a_key_that_speaks_as_the_portal(admin) -> None:
    launch_credential(portal_credential().authority and learner().pk, "https://a.vn/1", learner().pk, 1)
    make_credential("Intake of files", ["statements/write"], key="intake")
    for name in ("portal", "packages", "key:intake"):
        authority = Authority.objects.get(name=name)
        with pytest.raises(ValidationError):
            make_key("x", ["all"], authority=authority)
        address = f"{LIST}he-thong/{authority.pk}/"
        assert admin.get(f"{address}khoa-moi/").status_code == 404
        assert admin.post(f"{address}khoa-moi/", {"label": "x", "scopes": ["all"], "key": "ab" * 16}).status_code == 404
        assert "khoa-moi" not in admin.get(address).text
        assert authority.keys.count() == 1


def test_the_demo_s_key_is_one_of_a_system() -> None:
    demo_credential()
    assert Credential.objects.get(key="demo").authority.own is False


def test_a_further_key_is_made_on_the_system_s_page(admin) -> None:
    first, _secret = make_key("Moodle của tỉnh", ["statements/write", "define"])
    address = f"{LIST}he-thong/{first.authority.pk}/"
    assert f"{address}khoa-moi/" in admin.get(address).text
    form = admin.get(f"{address}khoa-moi/").text
    assert "Moodle của tỉnh" in form
    checked = set(re.findall(r'value="([a-z/]+)"[^>]*checked', form))
    assert checked == {"statements/write", "define"}, "the same as the newest key may do"
    (name,) = re.findall(r'name="key" value="([0-9a-f]{32})"', form)
    made = admin.post(f"{address}khoa-moi/", {"label": "", "scopes": ["statements/write"], "expires": "", "key": name})
    assert made.status_code == 200
    (secret,) = re.findall(r"<code>([0-9a-f]{64})</code>", made.text)
    (key,) = re.findall(r"<code>([0-9a-f]{32})</code>", made.text)
    row = authenticate(key, secret)
    assert (row.authority, row.label) == (first.authority, "Moodle của tỉnh")
    assert Authority.objects.count() == 1
    assert Entry.objects.filter(act="key.made").latest("pk").details["authority"] == first.authority.name


def test_pages_show_keys_under_their_system_with_last_use_and_count(admin) -> None:
    now = timezone.now()
    first, _secret = make_key("Moodle", USUAL)
    second, secret = make_key("Máy chủ mới", USUAL, authority=first.authority)
    gone, _secret = make_key("Đã hỏng", USUAL, authority=first.authority)
    revoke_key(gone.key, "lộ")
    record([make_statement(number) for number in range(3)], first)
    record([make_statement(number) for number in range(10, 12)], second)
    assert authenticate(second.key, secret)
    Credential.objects.filter(pk=first.pk).update(last_used_at=now - timedelta(days=2))
    (system,) = systems()
    assert (system.statements, [key.state for key in system.keys]) == (5, ["good", "good", "revoked"])
    assert system.last_used_at >= now
    listed = admin.get(LIST).text
    assert listed.count("Moodle</a>") == 1
    used = timezone.localtime(system.last_used_at)
    assert f"{used:%d/%m/%Y} {used:%H:%M}" in re.sub(r"\s+", " ", listed)
    page = admin.get(f"{LIST}he-thong/{first.authority.pk}/").text
    for words in ("Máy chủ mới", "Đã hỏng", "Đã thu hồi", first.key[:8], second.key[:8], first.authority.ifi):
        assert words in page
    for text in (listed, page, admin.get(f"{LIST}{second.pk}/").text):
        assert [word for word in english_in(text) if "/" not in word and "|" not in word] == []


def test_the_list_asks_the_same_for_many_systems_as_for_one(admin) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            admin.get(LIST)
        return len(caught)

    make_key("Một", USUAL)
    admin.get(LIST)
    one = asked()
    for number in range(8):
        row, _secret = make_key(f"Hệ {number}", USUAL)
        make_key("nữa", USUAL, authority=row.authority)
    assert asked() == one


def test_who_asks_costs_one_question(django_assert_num_queries) -> None:
    row, secret = make_key("Moodle", USUAL)
    authenticate(row.key, secret)
    credentials._lately.clear()
    with django_assert_num_queries(1):
        found = authenticate(row.key, secret)
        assert found.authority.agent["account"]["name"] == f"key:{row.key}"
