"""The outer form: versions, keys, the alternate syntax, headers, formats, what is known of activities and people."""

import json
import threading
import time
from io import StringIO
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from learning_records.checks import base_iri_is_fixed
from learning_records.ingest import announcing
from learning_records.ingest import record as store
from learning_records.models import Activity, Credential, Statement
from learning_records.public import authenticate, demo_credential, portal_credential, record
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db

RESOURCES = ["statements", "activities", "activities/state", "activities/profile", "agents", "agents/profile"]
AGENT = {"mbox": "mailto:a@b.vn"}


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_resource_wants_version_and_key_and_says_both_headers(xapi, resource: str) -> None:
    for answer, status in (
        (xapi("GET", resource, version=""), 400),
        (xapi("GET", resource, key=""), 401),
        (xapi("GET", resource, {"x": "1"}), 400),
        (xapi("DELETE", resource, {"x": "1"}), None),
        (xapi("PATCH", resource), None),
    ):
        assert answer.status_code == status or 400 <= answer.status_code <= 405
        assert answer.json()["error"]
        assert answer["X-Experience-API-Version"]
        assert answer["X-Experience-API-Consistent-Through"].endswith("Z")


def test_about_needs_neither(client) -> None:
    answer = client.get("/xapi/about")
    assert answer.json()["version"] == ["1.0.3", "2.0.0"]
    assert (
        client.get("/xapi/about", headers={"X-Experience-API-Version": "1.0.3"})["X-Experience-API-Version"] == "1.0.3"
    )


def test_other_systems_need_no_csrf_token(new_key) -> None:
    strict = Client(enforce_csrf_checks=True)
    headers = {"Authorization": new_key(), "X-Experience-API-Version": "1.0.3"}
    assert (
        strict.post("/xapi/statements", json.dumps(make_statement()), "application/json", headers=headers).status_code
        == 200
    )


def _form(client, method: str, fields: dict, **headers: str):
    return client.post(
        f"/xapi/statements?method={method}", urlencode(fields), "application/x-www-form-urlencoded", headers=headers
    )


def test_alternate_syntax(client, new_key) -> None:
    statement, hidden = make_statement(), {"Authorization": new_key(), "X-Experience-API-Version": "1.0.3"}
    put = {"statementId": statement["id"], "content": json.dumps(statement)}
    assert _form(client, "PUT", put | hidden).status_code == 204
    assert _form(client, "GET", {"statementId": statement["id"]}, **hidden).json()["id"] == statement["id"]
    assert _form(client, "GET", {"limit": "1"} | hidden).json()["statements"]
    assert _form(client, "PUT", {"statementId": str(uuid4())} | hidden).status_code == 400
    assert _form(client, "PUT", put | hidden | {"X-Experience-API-Version": "0.8"}).status_code == 400
    assert _form(client, "PUT&statementId=1", put | hidden).status_code == 400
    assert _form(client, "BREW", hidden).status_code == 400
    assert _form(client, "GET", hidden | {"X-Experience-API-Version": "2.0.0"}).status_code == 400
    assert _form(client, "GET", {}, **hidden | {"X-Experience-API-Version": "2.0.0"}).status_code == 400


def test_keys_in_force() -> None:
    key, secret = demo_credential()
    assert demo_credential() == (key, secret)
    assert authenticate(key, secret)
    assert not authenticate(key, secret + "x")
    row = Credential.objects.get(key=key)
    row.expires_at = timezone.now()
    row.save()
    assert not authenticate(key, secret)
    row.expires_at, row.revoked_at = None, timezone.now()
    row.save()
    assert not authenticate(key, secret)


def test_a_key_revoked_elsewhere_is_refused_within_two_seconds(monkeypatch) -> None:
    key, secret = demo_credential()
    assert authenticate(key, secret)
    Credential.objects.filter(key=key).update(revoked_at=timezone.now())  # as another process would: unheard here
    clock = time.monotonic()
    monkeypatch.setattr("learning_records.access.credentials.time.monotonic", lambda: clock + 2.1)
    assert not authenticate(key, secret)


def test_a_secret_is_nowhere_in_the_database() -> None:
    _key, secret = demo_credential()
    assert secret not in str(list(Credential.objects.values()))


def test_the_command_shows_a_secret_once() -> None:
    out = StringIO()
    call_command("xapi_credential", label="Moodle", scopes=["statements/write", "define"], stdout=out)
    key, secret = (line.split()[1] for line in out.getvalue().splitlines())
    found = authenticate(key, secret)
    assert (found.label, found.scopes) == ("Moodle", ["statements/write", "define"])
    with pytest.raises(CommandError, match="known are"):
        call_command("xapi_credential", label="x", scopes=["everything"])


def test_head_is_get_without_the_body(xapi) -> None:
    statement = make_statement()
    xapi("POST", "statements", body=statement)
    get, head = (xapi(method, "statements", {"statementId": statement["id"]}) for method in ("GET", "HEAD"))
    assert head.content == b""
    for name in ("ETag", "Last-Modified", "Content-Type", "X-Experience-API-Version"):
        assert head[name] == get[name]
    assert head["Content-Length"] == str(len(get.content))


def test_a_version_that_was_not_named_and_one_that_was(xapi) -> None:
    plain, named = make_statement(1), make_statement(2, version="1.0.2")
    xapi("POST", "statements", body=[plain, named])
    newer = make_statement(3)
    xapi("POST", "statements", body=newer, version="2.0.0")
    got = {item["id"]: item["version"] for item in xapi("GET", "statements").json()["statements"]}
    assert got == {plain["id"]: "1.0.0", named["id"]: "1.0.2", newer["id"]: "2.0.0"}


def test_exact_is_what_was_received_with_the_stores_own_words_at_the_end(xapi) -> None:
    name = str(uuid4())
    text = (
        f'{{"verb":{{"id":"http://a.vn/v"}},"id":"{name}","object":{{"id":"http://a.vn/o"}},"actor":{json.dumps(AGENT)},'
        '"result":{"score":{"raw":1.50,"max":123456789012345678901234567890}},"stored":"2001-01-01T00:00:00Z"}'
    )
    assert xapi("POST", "statements", body=text).status_code == 200
    got = xapi("GET", "statements", {"statementId": name}).content.decode()
    assert got.startswith(text.partition(',"stored"')[0] + ',"timestamp":"')
    assert json.loads(got)["stored"] > "2026"
    assert json.loads(got)["authority"]["account"]


def test_a_statement_sent_back_as_it_was_read_is_the_same(xapi) -> None:
    statement = make_statement()
    xapi("POST", "statements", body=statement)
    back = xapi("GET", "statements", {"statementId": statement["id"]}).json()
    assert xapi("POST", "statements", body=back).status_code == 200
    assert xapi("POST", "statements", body=back | {"timestamp": "2020-01-01T00:00:00Z"}).status_code == 409
    assert Statement.objects.count() == 1


def test_formats(xapi) -> None:
    thing = {
        "objectType": "Activity",
        "id": "http://a.vn/o",
        "definition": {"name": {"vi": "Bài", "en": "Lesson", "en-GB": "Lesson!"}},
    }
    statement = make_statement(
        actor={"objectType": "Group", "name": "Lớp", "member": [AGENT | {"name": "Lan"}]},
        object=thing,
        context={"contextActivities": {"parent": thing}, "instructor": AGENT | {"name": "Mai"}},
    )
    record([statement], portal_credential())
    params = {"statementId": statement["id"]}
    exact = xapi("GET", "statements", params).json()
    assert exact["context"]["contextActivities"]["parent"] == [thing]
    ids = xapi("GET", "statements", params | {"format": "ids"}).json()
    assert ids["actor"] == {"objectType": "Group", "member": [{"objectType": "Agent"} | AGENT]}
    assert (ids["object"], ids["context"]["contextActivities"]["parent"]) == (
        {"id": "http://a.vn/o"},
        [{"id": "http://a.vn/o"}],
    )
    assert ids["context"]["instructor"] == {"objectType": "Agent"} | AGENT
    for language, name in (
        ("en-GB", {"en-GB": "Lesson!"}),
        ("en-US, vi;q=0.5", {"en": "Lesson"}),
        ("vi", {"vi": "Bài"}),
        ("", {"vi": "Bài"}),
    ):
        found = xapi("GET", "statements", params | {"format": "canonical"}, Accept_Language=language).json()
        assert found["object"]["definition"]["name"] == name
        assert found["context"]["contextActivities"]["parent"][0]["definition"]["name"] == name


def test_activities_and_agents_unknown_and_known(xapi) -> None:
    assert xapi("GET", "activities", {"activityId": "http://a.vn/new"}).json() == {
        "objectType": "Activity",
        "id": "http://a.vn/new",
    }
    assert xapi("GET", "agents", {"agent": AGENT}).json() == {"objectType": "Person", "mbox": [AGENT["mbox"]]}
    record([make_statement(actor=AGENT | {"name": "Lan"})], portal_credential())
    assert xapi("GET", "agents", {"agent": AGENT}).json()["name"] == ["Lan"]
    assert xapi("GET", "activities", {"activityId": "x"}).status_code == 400
    assert xapi("GET", "agents", {"agent": {"name": "x"}}).status_code == 400


def _named(language: str) -> dict:
    return make_statement(
        object={"id": "http://a.vn/o", "definition": {"name": {language: language}, "type": "http://a.vn/t"}}
    )


def test_definitions_grow_from_keys_that_may_define(xapi, new_key, django_capture_on_commit_callbacks) -> None:
    def known() -> dict:
        return json.loads(Activity.objects.get(iri="http://a.vn/o").definition or "{}")

    weak = new_key("statements/write")
    for key, language in ((weak, "fr"), (None, "vi"), (None, "en"), (weak, "de")):
        with django_capture_on_commit_callbacks(execute=True):
            assert xapi("POST", "statements", body=_named(language), **({"key": key} if key else {})).status_code == 200
    assert known() == {"name": {"vi": "vi", "en": "en"}, "type": "http://a.vn/t"}
    with django_capture_on_commit_callbacks() as callbacks:
        xapi("POST", "statements", body=_named("vi"))
    assert len(callbacks) == 2  # nothing new was said: nothing is merged


def test_a_failure_in_the_middle_stores_nothing(xapi, monkeypatch) -> None:
    monkeypatch.setattr(store.references, "connect", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        xapi("POST", "statements", body=[make_statement(1), make_statement(2)])
    assert Statement.objects.count() == 0


def test_the_queue_may_be_away(settings, monkeypatch, django_capture_on_commit_callbacks) -> None:
    def away(*_names, **_more) -> None:
        raise OSError("no queue")

    settings.RECORD_NUDGE = "recognition.tasks.catch_up"
    monkeypatch.setattr(announcing.current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        record([make_statement()], portal_credential())
    assert Statement.objects.count() == 1
    announcing.send("recognition.tasks.catch_up")


def test_a_queue_that_swallows_everything_keeps_no_request_waiting(
    settings, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    """The first message hangs for good; the requests after it still come through, and nobody sends in their threads."""
    sent, hole = threading.Semaphore(0), threading.Event()
    senders: list[str] = []

    def swallow(*_names, **_more) -> None:
        senders.append(threading.current_thread().name)
        sent.release()
        hole.wait(30)

    settings.RECORD_NUDGE = "recognition.tasks.catch_up"
    monkeypatch.setattr(announcing.current_app, "send_task", swallow)
    try:
        for number in range(3):
            with django_capture_on_commit_callbacks(execute=True):
                record([make_statement(number)], portal_credential())
        assert sent.acquire(timeout=30)
        assert senders == ["announcing"]
    finally:
        hole.set()


def test_another_base_iri_is_told_at_start(settings) -> None:
    assert base_iri_is_fixed(databases=["default"]) == []
    portal_credential()
    assert base_iri_is_fixed(databases=["default"]) == []
    settings.IRI_BASE = "https://other.example.vn"
    (problem,) = base_iri_is_fixed(databases=["default"])
    assert "began with" in problem.msg
    assert base_iri_is_fixed(databases=None) == []


@pytest.mark.parametrize("body", [b"\xff\xfe", b"", b"\x00", '"text"', "1", "[[]]", "{}", '{"actor":null}', "[null]"])
def test_no_body_breaks_the_endpoint(xapi, body) -> None:
    for method, params in (("POST", None), ("PUT", {"statementId": str(uuid4())})):
        assert xapi(method, "statements", params, body).status_code == 400


def test_an_identifier_that_no_index_holds(xapi) -> None:
    answer = xapi("POST", "statements", body=make_statement(object={"id": "http://a.vn/" + "đ" * 2000}))
    assert (answer.status_code, "2000 bytes" in answer.json()["error"]) == (400, True)


def test_a_batch_of_none(xapi) -> None:
    assert xapi("POST", "statements", body="[]").json() == []


@pytest.mark.parametrize(
    ("resource", "params"),
    [
        ("activities/profile", {"activityId": "http://a.vn/b", "profileId": "a\x00"}),
        ("activities/state", {"activityId": "http://a.vn/b\x00", "agent": {"mbox": "mailto:a@b.vn"}, "stateId": "x"}),
        ("statements", {"verb": "http://a.vn/\x00"}),
        ("agents", {"agent": {"openid": "http://a.vn/\x00"}}),
    ],
)
def test_a_name_with_a_character_that_no_text_has(xapi, resource: str, params: dict) -> None:
    answer = xapi("GET", resource, params)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
