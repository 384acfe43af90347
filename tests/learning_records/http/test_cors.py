"""Pages of other hosts: a key lists from where a browser may use it; none does until somebody says so (Fetch standard, CORS)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learning_records.access import rate_limits
from learning_records.access.issuing import allow_origins
from learning_records.access.origins import checked
from learning_records.models import Credential
from learning_records.public import launch_credential, learner_agent, make_credential, portal_credential
from learning_records.vocabulary import VERBS
from portal.audit.models import Entry
from tests.builders.people import make_admin
from tests.builders.recognition import learner
from tests.builders.statements import make_statement
from tests.learning_records.conftest import basic

pytestmark = pytest.mark.django_db
PAGE, OTHER = "https://goi-bai.vi-du.vn", "https://la.vi-du.vn"
ALLOW = "Access-Control-Allow-Origin"
RESOURCES = [
    "statements",
    "activities",
    "activities/state",
    "activities/profile",
    "agents",
    "agents/profile",
    "about",
    "openapi.json",
]


@pytest.fixture
def key() -> Credential:
    """A key that lists a page; `row.token` is its header."""
    row, secret = make_credential("Gói bài", ["all"])
    allow_origins(row.key, [PAGE])
    row.refresh_from_db()
    row.token = basic(row.key, secret)
    return row


def preflight(client: Client, origin: str, resource: str = "statements", **more: str) -> Any:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST", **more}
    return client.options(f"/xapi/{resource}", headers=asked)


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_preflight_is_answered_for_listed_origins_alone(client, key, resource: str) -> None:
    asked = {"Access-Control-Request-Headers": "authorization,content-type,x-experience-api-version"}
    good = preflight(client, PAGE, resource, **asked)
    assert (good.status_code, good[ALLOW], good.content) == (204, PAGE, b"")
    allowed = {name.strip().lower() for name in good["Access-Control-Allow-Headers"].split(",")}
    assert {"authorization", "content-type", "x-experience-api-version", "if-match", "if-none-match"} <= allowed
    assert {"GET", "PUT", "POST", "DELETE", "HEAD"} == set(good["Access-Control-Allow-Methods"].split(", "))
    assert "Origin" in good["Vary"]
    for origin in (OTHER, "null", "https://goi-bai.vi-du.vn:444", "http://goi-bai.vi-du.vn", f"{PAGE}.x.vn"):
        assert not preflight(client, origin, resource).has_header(ALLOW), origin


def test_without_a_key_that_lists_one_nothing_is_open(client) -> None:
    make_credential("Khác", ["all"])
    portal_credential()
    assert not preflight(client, PAGE).has_header(ALLOW)


@pytest.mark.parametrize("change", ["revoked_at", "expires_at"])
def test_a_key_no_longer_in_force_opens_nothing(client, key, change: str) -> None:
    setattr(key, change, timezone.now() - timedelta(seconds=1))
    key.save()
    assert not preflight(client, PAGE).has_header(ALLOW)


def test_an_answer_can_be_read_by_the_page_that_its_own_key_lists(xapi, new_key, key) -> None:
    one = make_statement()
    sent = xapi("POST", "statements", body=one, key=key.token, origin=PAGE)
    assert (sent.status_code, sent[ALLOW]) == (200, PAGE)
    shown = {name.strip().lower() for name in sent["Access-Control-Expose-Headers"].split(",")}
    assert shown >= {
        "etag", "last-modified", "location", "retry-after", "x-experience-api-version",
        "x-experience-api-consistent-through",
    }  # fmt: skip
    read = xapi("GET", "statements", {"statementId": one["id"]}, key=key.token, origin=PAGE)
    assert read[ALLOW] == PAGE
    assert "Origin" in read["Vary"]
    elsewhere = xapi("GET", "statements", key=key.token, origin=OTHER)
    assert (elsewhere.status_code, elsewhere.has_header(ALLOW)) == (200, False)
    # Another key in force, whose preflight would be answered: the page cannot read what comes with it.
    foreign = xapi("GET", "statements", key=new_key("all"), origin=PAGE)
    assert not foreign.has_header(ALLOW)
    assert not any("credentials" in name.lower() for answer in (sent, read) for name in answer.headers)


def test_refusals_can_be_read_too_but_not_without_a_key(xapi, key, settings) -> None:
    wrong = xapi("POST", "statements", body={"actor": 1}, key=key.token, origin=PAGE)
    assert (wrong.status_code, wrong[ALLOW]) == (400, PAGE)
    assert not xapi("GET", "statements", key="Basic eA==", origin=PAGE).has_header(ALLOW)
    settings.XAPI_REQUESTS_A_MINUTE = 1
    rate_limits.forget()
    late = [xapi("GET", "statements", key=key.token, origin=PAGE) for _ in range(2)][-1]
    assert (late.status_code, late[ALLOW]) == (429, PAGE)
    assert "Retry-After" in late["Access-Control-Expose-Headers"]
    rate_limits.forget()


def test_a_request_without_origin_costs_no_question_more(xapi, new_key, key) -> None:
    plain = new_key("all")
    xapi("POST", "statements", body=make_statement(), key=plain)

    def asked(token: str, **headers: str) -> int:
        xapi("POST", "statements", body=make_statement(), key=token)
        with CaptureQueriesContext(connection) as caught:
            assert xapi("POST", "statements", body=make_statement(), key=token, **headers).status_code == 200
        return len(caught)

    assert asked(plain) == asked(key.token) == asked(key.token, origin=PAGE)
    assert not xapi("POST", "statements", body=make_statement(), key=key.token).has_header(ALLOW)


def test_launches_use_the_pages_listed_by_the_key_of_packages(client, xapi) -> None:
    person, registration, activity = learner().pk, learner().pk, "https://hoctap.example.vn/xapi/activities/7"
    token = basic(*launch_credential(person, activity, registration, 1))
    allow_origins("packages", [PAGE])
    said = make_statement(
        actor=learner_agent(person),
        object={"id": activity},
        verb={"id": VERBS["initialized"]},
        context={"registration": str(registration)},
    )
    assert preflight(client, PAGE)[ALLOW] == PAGE
    assert xapi("POST", "statements", body=said, key=token, origin=PAGE)[ALLOW] == PAGE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://a.vn", "https://a.vn"),
        ("HTTPS://A.vn/", "https://a.vn"),
        ("https://a.vn:443", "https://a.vn"),
        ("http://10.0.0.5:8080", "http://10.0.0.5:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://localhost:80", "http://localhost"),
        ("https://học.vn", "https://xn--hc-68s.vn"),
    ],
)
def test_origins_are_kept_as_browsers_write_them(typed: str, kept: str) -> None:
    assert checked([f"  {typed} "]) == [kept]


@pytest.mark.parametrize(
    "wrong",
    ["*", "null", "a.vn", "https://", "https://a.vn/x", "https://a.vn?x", "https://a.vn#x", "https://u@a.vn", "ftp://a.vn",
     "https://*.a.vn", "https://a.vn:99999", "https://a b.vn", "https://-a.vn", "javascript:alert(1)", "https://[::1",
     "https://" + "a" * 300 + ".vn"],
)  # fmt: skip
def test_what_is_no_origin_is_refused_by_name(wrong: str) -> None:
    with pytest.raises(ValidationError) as problem:
        checked(["https://good.vn", wrong])
    assert wrong[:80] in problem.value.messages[0]


def test_a_key_lists_some_addresses_and_not_any_number() -> None:
    assert len(checked([f"https://h{number}.vn" for number in range(20)] * 2)) == 20
    with pytest.raises(ValidationError):
        checked([f"https://h{number}.vn" for number in range(21)])


@pytest.fixture
def admin(db) -> Client:
    found = Client()
    found.force_login(make_admin())
    return found


def test_the_key_s_page_shows_and_changes_them(admin, client, key) -> None:
    page = f"/quan-ly/khoa-ket-noi/{key.pk}/"
    assert PAGE in admin.get(page).text
    wrong = admin.post(f"{page}dia-chi/", {"origins": f"{PAGE}\nkhong-phai"})
    assert wrong.status_code == 422
    assert "khong-phai" in wrong.text
    assert f"{PAGE}\nkhong-phai" in wrong.text, "what was typed stays"
    assert preflight(client, PAGE)[ALLOW] == PAGE
    kept = admin.post(f"{page}dia-chi/", {"origins": f"{OTHER}/\r\n\r\n"}, follow=True)
    assert kept.redirect_chain == [(page, 302)]
    assert preflight(client, OTHER)[ALLOW] == OTHER
    assert not preflight(client, PAGE).has_header(ALLOW)
    assert Entry.objects.filter(act="key.origins").latest("pk").details == {"origins": [OTHER]}
    assert admin.post(f"{page}dia-chi/", {"origins": ""}).status_code == 302
    assert not preflight(client, OTHER).has_header(ALLOW)


def test_nobody_else_changes_them(client, key) -> None:
    assert client.post(f"/quan-ly/khoa-ket-noi/{key.pk}/dia-chi/", {"origins": OTHER}).status_code == 302
    key.refresh_from_db()
    assert key.origins == [PAGE]
