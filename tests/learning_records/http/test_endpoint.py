"""The endpoint as other systems meet it."""

import base64
import json
from itertools import count
from uuid import UUID, uuid4

import pytest
from django.db import connection
from tincan import Activity as TinCanActivity
from tincan import Agent, AgentAccount, RemoteLRS, Statement, Verb

from learning_records.http import statements
from learning_records.public import make_credential, portal_credential, record, void
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    """Sends a request with a key and a version header."""
    row, secret = make_credential("Test", ["all"])
    token = base64.b64encode(f"{row.key}:{secret}".encode()).decode()

    def send(method: str, query: str = "", body=None, version: str = "1.0.3", **headers):
        sent = {"HTTP_AUTHORIZATION": f"Basic {token}", "HTTP_X_EXPERIENCE_API_VERSION": version} | headers
        data = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
        return client.generic(method, f"/xapi/statements{query}", data, "application/json", **sent)

    return send


def test_post_get_and_put(ask) -> None:
    one, two = make_statement(1), make_statement(2)
    answer = ask("POST", body=[one, two])
    assert answer.json() == [one["id"], two["id"]]
    assert ask("PUT", f"?statementId={one['id']}", one).status_code == 204
    got = ask("GET", f"?statementId={one['id']}")
    assert got.json()["object"] == one["object"]
    assert got.headers["X-Experience-API-Version"] == "1.0.3"
    assert got.headers["X-Experience-API-Consistent-Through"].endswith("Z")
    assert got.headers["Last-Modified"]


@pytest.mark.parametrize(
    ("sent", "status", "answered"),
    [
        ("1.0", 200, "1.0.3"),
        ("1.0.0", 200, "1.0.3"),
        ("1.0.9", 200, "1.0.3"),
        ("2.0.0", 200, "2.0.0"),
        ("2.0.7", 200, "2.0.0"),
        ("", 400, "0.95"),
        ("0.9", 400, "0.95"),
        ("1.1.0", 400, "0.95"),
        ("3.0.0", 400, "0.95"),
    ],
)
def test_version_header(ask, sent: str, status: int, answered: str) -> None:
    answer = ask("GET", version=sent)
    assert (answer.status_code, answer.headers["X-Experience-API-Version"]) == (status, answered)


def test_without_a_right_key(client, ask) -> None:
    wrong = base64.b64encode(b"nobody:nothing").decode()
    assert ask("GET", HTTP_AUTHORIZATION=f"Basic {wrong}").status_code == 401
    assert ask("GET", HTTP_AUTHORIZATION="Basic %%%").status_code == 401
    assert ask("GET", HTTP_AUTHORIZATION="").status_code == 401


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{", "not JSON"),
        ('{"actor":{"mbox":"mailto:a@b.vn"},"actor":{"mbox":"mailto:a@b.vn"}}', "twice"),
        (json.dumps(make_statement(verb={"id": "done"})), "verb.id"),
        (json.dumps(make_statement(actor={"mbox": "mailto:a@b.vn", "openid": "https://a.vn/x"})), "actor"),
        (json.dumps(make_statement(timestamp="2026-02-30T00:00:00Z")), "timestamp"),
        (json.dumps(make_statement(timestamp="2026-02-03T00:00:00-00:00")), "timestamp"),
        (json.dumps(make_statement(extra=1)), "extra"),
        (json.dumps(make_statement(result={"success": "true"})), "result.success"),
        (json.dumps(make_statement(context={"contextAgents": []})), "contextAgents"),
        (json.dumps(make_statement(object={"objectType": "StatementRef", "id": "x"})), "object.id"),
        ("[1]", "statement"),
        ("null", "statement"),
        ('{"a":NaN}', "NaN"),
    ],
    ids=count(1),  # the ids of statements are new in each worker
)
def test_refusals_name_the_property(ask, body: str, says: str) -> None:
    answer = ask("POST", body=body)
    assert answer.status_code == 400
    assert says in answer.json()["error"]
    assert ask("GET").json()["statements"] == []


def test_conflict_is_409_and_nothing_of_the_batch_stays(ask) -> None:
    old = make_statement(1)
    ask("POST", body=old)
    assert ask("POST", body=[make_statement(2), old | {"result": {"success": True}}]).status_code == 409
    assert len(ask("GET").json()["statements"]) == 1


def test_filters_and_more(ask) -> None:
    ask("POST", body=[make_statement(number % 3) for number in range(12)])
    agent = json.dumps(make_statement(1)["actor"])
    assert len(ask("GET", f"?agent={agent}").json()["statements"]) == 4
    assert len(ask("GET", "?activity=https://example.vn/activities/2").json()["statements"]) == 4
    seen, page = [], ask("GET", "?limit=5").json()
    while True:
        seen += [item["id"] for item in page["statements"]]
        ask("POST", body=make_statement(99))  # written meanwhile: must not shift the pages
        if not page["more"]:
            break
        page = ask("GET", page["more"].removeprefix("/xapi/statements")).json()
    assert len(seen) == len(set(seen)) == 12
    assert ask("GET", "?nonsense=1").status_code == 400
    assert ask("GET", "?limit=-1").status_code == 400
    assert ask("GET", "?more=abc").status_code == 400


def test_voided_ones_vanish_but_stay_readable_as_voided(ask) -> None:
    one = make_statement(1)
    ask("POST", body=one)
    ask(
        "POST",
        body=make_statement(
            verb={"id": "http://adlnet.gov/expapi/verbs/voided"}, object={"objectType": "StatementRef", "id": one["id"]}
        ),
    )
    assert ask("GET", f"?statementId={one['id']}").status_code == 404
    assert ask("GET", f"?voidedStatementId={one['id']}").json()["id"] == one["id"]
    assert one["id"] not in [item["id"] for item in ask("GET").json()["statements"]]


def test_a_reference_is_found_by_what_its_target_matches(ask) -> None:
    target = make_statement(5)
    ask("POST", body=target)
    ref = make_statement(
        6, verb={"id": "http://example.vn/verbs/liked"}, object={"objectType": "StatementRef", "id": target["id"]}
    )
    ask("POST", body=ref)
    found = ask("GET", "?activity=https://example.vn/activities/5").json()["statements"]
    assert {item["id"] for item in found} == {target["id"], ref["id"]}


def test_a_statement_of_2_0_is_given_to_older_readers_as_it_is(ask) -> None:
    """It must not be turned into an earlier form (1.0.3 Communication 3.3); it says itself that it is of 2.0."""
    new = make_statement(
        1, context={"contextAgents": [{"objectType": "contextAgent", "agent": {"mbox": "mailto:a@b.vn"}}]}
    )
    assert ask("POST", body=new, version="2.0.0").status_code == 200
    older = ask("GET", f"?statementId={new['id']}")
    assert (older.json()["context"], older.json()["version"]) == (new["context"], "2.0.0")
    assert older.headers["X-Experience-API-Version"] == "1.0.3"
    assert older.content == ask("GET", f"?statementId={new['id']}", version="2.0.0").content


def test_a_key_that_reads_only_its_own(client, ask) -> None:
    ask("POST", body=make_statement(1))
    row, secret = make_credential("Other", ["statements/write", "statements/read/mine"])
    token = base64.b64encode(f"{row.key}:{secret}".encode()).decode()
    assert ask("GET", HTTP_AUTHORIZATION=f"Basic {token}").json()["statements"] == []
    row.scopes = ["profile"]
    row.save()
    assert ask("GET", HTTP_AUTHORIZATION=f"Basic {token}").status_code == 403
    assert ask("POST", body=make_statement(2), HTTP_AUTHORIZATION=f"Basic {token}").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_tincan_as_a_client(live_server) -> None:
    row, secret = make_credential("tincan", ["all"])
    lrs = RemoteLRS(endpoint=f"{live_server.url}/xapi/", version="1.0.3", username=row.key, password=secret)
    sent = Statement(
        id=str(uuid4()),
        actor=Agent(account=AgentAccount(home_page="https://hoctap.example.vn", name="x")),
        verb=Verb(id="http://adlnet.gov/expapi/verbs/completed"),
        object=TinCanActivity(id="https://example.vn/a/1"),
    )
    assert lrs.save_statement(sent).success
    back = lrs.retrieve_statement(sent.id)
    assert back.success
    assert back.content.object.id == "https://example.vn/a/1"
    assert len(lrs.query_statements({"limit": 5}).content.statements) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hindered", ["not at all", "a pooler", "the plan is gone"])
def test_one_statement_is_found_however_it_can_be_asked_for(ask, hindered: str, monkeypatch) -> None:
    one, gone = make_statement(1), make_statement(2)
    one["result"] = {"response": "Học, học nữa, học mãi"}
    ask("POST", body=[one, gone])
    void(UUID(gone["id"]), portal_credential())
    assert ask("GET", f"?statementId={one['id']}").status_code == 200
    if hindered == "a pooler":
        monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    elif hindered == "the plan is gone":
        connection.connection.execute("DEALLOCATE ALL")
    got = ask("GET", f"?statementId={one['id']}")
    assert got.json()["result"] == one["result"]
    (listed,) = [each for each in ask("GET").json()["statements"] if each["id"] == one["id"]]
    assert got.json() == listed
    assert ask("GET", f"?statementId={gone['id']}").status_code == 404
    assert ask("GET", f"?voidedStatementId={gone['id']}").json()["id"] == gone["id"]
    assert ask("GET", f"?statementId={uuid4()}").status_code == 404
    key, secret = make_credential("Only its own", ["statements/read/mine", "statements/write"])
    own = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"{key.key}:{secret}".encode()).decode()}
    assert ask("GET", f"?statementId={one['id']}", **own).status_code == 404
    record([make_statement(3) | {"id": str(mine := uuid4())}], key)
    assert ask("GET", f"?statementId={mine}", **own).json()["id"] == str(mine)


def test_a_fault_of_ours_is_told_in_the_form_of_machines(ask, client, monkeypatch) -> None:
    monkeypatch.setattr(statements, "record", lambda *_more, **_others: 1 / 0)
    client.raise_request_exception = False
    answer = ask("POST", body=make_statement(1))
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/json")
    assert "not stored twice" in answer.json()["error"]
    assert answer.headers["X-Experience-API-Version"] == "1.0.3"
    nowhere = client.get("/xapi/nowhere", HTTP_X_EXPERIENCE_API_VERSION="2.0.0")
    assert (nowhere.status_code, nowhere.headers["X-Experience-API-Version"]) == (404, "2.0.0")
