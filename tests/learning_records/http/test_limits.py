"""What is too much at once is refused by name, and the work for it grows with what was sent."""

import json
from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError, connection

from learning_records import driver
from learning_records.http import multipart
from learning_records.http import statements as views
from learning_records.ingest import record as ingest
from learning_records.models import Activity, Statement
from learning_records.public import portal_credential, read_concerning, record
from learning_records.query import paging
from learning_records.spec import limits, strict_json
from learning_records.spec.validation import InvalidStatement, validate
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db

LONG = "https://example.vn/" + "x" * 10_000
_AGENT = {"account": {"homePage": LONG, "name": "x"}}


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"verb": {"id": LONG}}, "statement.verb.id"),
        ({"actor": _AGENT}, "statement.actor"),
        ({"actor": {"openid": LONG}}, "statement.actor"),
        ({"actor": {"mbox": f"mailto:{'x' * 10_000}@example.vn"}}, "statement.actor"),
        ({"actor": {"objectType": "Group", "member": [_AGENT]}}, "statement.actor.member"),
        ({"object": {"id": LONG}}, "statement.object"),
        ({"object": _AGENT | {"objectType": "Agent"}}, "statement.object"),
        ({"context": {"instructor": _AGENT}}, "statement.context.instructor"),
        ({"context": {"team": {"objectType": "Group", "member": [_AGENT]}}}, "statement.context.team.member"),
        (
            {"context": {"contextActivities": {"grouping": [{"id": LONG}]}}},
            "statement.context.contextActivities.grouping",
        ),
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_every_identifier_that_is_looked_up_has_a_length(xapi, more: dict, path: str, inside: bool) -> None:
    statement = make_statement(**more)
    if inside:
        del statement["id"]
        statement = make_statement(object={"objectType": "SubStatement"} | statement)
        path = path.replace("statement.", "statement.object.")
    answer = xapi("POST", "statements", body=statement)
    assert (answer.status_code, answer.json()["path"]) == (400, path)
    assert "2000 bytes" in answer.json()["reason"]


@pytest.mark.parametrize(
    ("resource", "params"),
    [
        ("activities/state", {"activityId": LONG, "agent": {"openid": "http://a.vn"}, "stateId": "x"}),
        ("activities/state", {"activityId": "http://a.vn", "agent": {"openid": LONG}, "stateId": "x"}),
        ("activities/state", {"activityId": "http://a.vn", "agent": {"openid": "http://a.vn"}, "stateId": LONG}),
        ("activities/profile", {"activityId": "http://a.vn", "profileId": LONG}),
        ("agents/profile", {"agent": {"openid": "http://a.vn"}, "profileId": LONG}),
    ],
)
def test_addresses_of_documents_have_a_length(xapi, resource: str, params: dict) -> None:
    answer = xapi("PUT", resource, params, "x", kind="text/plain", if_none_match="*")
    assert (answer.status_code, "2000 bytes" in answer.json()["error"]) == (400, True)


def test_a_content_type_is_kept_whole_or_refused(xapi) -> None:
    params = {"activityId": "http://a.vn", "profileId": "x"}
    answer = xapi("PUT", "activities/profile", params, "x", kind="text/" + "x" * 255, if_none_match="*")
    assert (answer.status_code, "255 characters" in answer.json()["error"]) == (400, True)


def test_long_words_in_a_question_find_nothing(xapi) -> None:
    for params in ({"verb": LONG}, {"activity": LONG}, {"agent": _AGENT}):
        assert xapi("GET", "statements", params).json()["statements"] == []


def test_a_statement_and_a_list_have_a_size(xapi) -> None:
    large = make_statement(result={"response": "x" * limits.STATEMENT})
    answer = xapi("POST", "statements", body=[make_statement(), large])
    assert (answer.status_code, answer.json()["path"]) == (400, "statements[1]")
    assert "1048576 bytes" in answer.json()["reason"]
    many = [{k: v for k, v in make_statement().items() if k != "id"}] * (limits.BATCH + 1)
    answer = xapi("POST", "statements", body=many)
    assert (answer.status_code, "5000" in answer.json()["reason"]) == (400, True)
    assert Statement.objects.count() == 0


def test_a_page_ends_when_it_is_large_enough(xapi, monkeypatch) -> None:
    monkeypatch.setattr(paging, "PAGE_BYTES", 50_000)
    sizes = [10, 20_000, 20_000, 20_000, 90_000, 10, 3_500]
    statements = [make_statement(result={"response": uuid4().hex * (size // 32 + 1)}) for size in sizes]
    # What packs well is measured as it is unpacked: this one has 200,000 bytes and lies there in a few thousand.
    statements.append(make_statement(result={"response": "x" * 200_000}))
    record(statements, portal_credential())
    seen, pages, page = [], [], xapi("GET", "statements", {"ascending": "true"}).json()
    while True:
        seen += [one["id"] for one in page["statements"]]
        pages.append(len(json.dumps(page)))
        if not page["more"]:
            break
        page = xapi("GET", page["more"].removeprefix("/xapi/")).json()
    assert seen == [one["id"] for one in statements]
    assert all(size < 60_000 for size in pages if size < 90_000)
    assert len(pages) >= 4
    assert xapi("GET", "statements", {"statementId": seen[4]}).json()["result"] == statements[4]["result"]


def test_a_consumer_gets_no_more_than_a_page_s_bytes(monkeypatch) -> None:
    monkeypatch.setattr(paging, "PAGE_BYTES", 50_000)
    statements = [make_statement(result={"response": uuid4().hex * 1000}) for _number in range(4)]
    key = portal_credential()
    outcomes = record(statements, key)
    authority = read_concerning(0, 1, [Statement.objects.first().authority.ifi]).found[0].authority
    position, seen = 0, []
    for _step in range(10):
        window = read_concerning(position, 100, [authority])
        assert len(window.found) <= 1
        seen += [one.seq for one in window.found]
        position = window.position
    assert seen == [one.seq for one in outcomes]


def test_members_standing_twice_are_found_in_one_look() -> None:
    class Watched(str):
        compared = 0

        def __eq__(self, other: object) -> bool:
            type(self).compared += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    for number in (1000, 2000):
        Watched.compared = 0
        pairs = ",".join(f'"k{one}":1' for one in range(number))
        with pytest.raises(strict_json.NotJson, match=f"k{number - 1}.*twice"):
            strict_json.parse("{" + pairs + f',"k{number - 1}":2' + "}")
    ids = [Watched(str(uuid4())) for _number in range(2000)]
    with pytest.raises(InvalidStatement, match="twice"):
        ingest._all_different([*ids, ids[-1]])
    assert Watched.compared < 4 * len(ids)


@pytest.mark.parametrize("text", ["[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000, "[" * 200])
def test_nesting_without_end_is_named(xapi, text: str) -> None:
    text = text if text.endswith(("]", "}")) else text + "]" * 200
    for method, params, resource in (
        ("POST", None, "statements"),
        ("PUT", {"statementId": str(uuid4())}, "statements"),
    ):
        answer = xapi(method, resource, params, text)
        assert (answer.status_code, "nested more than 100 deep" in answer.json()["error"]) == (400, True)
    if len(text) < 1000:
        answer = xapi("GET", "statements", {"agent": text})
        assert (answer.status_code, "nested more than 100 deep" in answer.json()["error"]) == (400, True)


def test_what_is_wrong_in_thousands_of_places_is_told_by_its_first() -> None:
    wrong = make_statement(context={"extensions": {f"x{number}": 1 for number in range(50_000)}})
    with pytest.raises(InvalidStatement, match="context.extensions"):
        validate(wrong)


def test_definitions_of_one_activity_are_merged_once_and_have_a_size(django_capture_on_commit_callbacks) -> None:
    iri = "https://example.vn/a"

    def define(names: list[str]) -> list[dict]:
        return [make_statement(object={"id": iri, "definition": {"extensions": {name: "x" * 500}}}) for name in names]

    record(define([f"http://a.vn/{number}" for number in range(20)]), portal_credential())
    known = json.loads(Activity.objects.get().definition)
    assert len(known["extensions"]) == 20
    with django_capture_on_commit_callbacks(execute=True):
        record(define([f"http://a.vn/more/{number}" for number in range(200)]), portal_credential())
    assert json.loads(Activity.objects.get().definition) == known
    record(
        [make_statement(object={"id": iri + "2", "definition": {"name": {"vi": "x" * limits.DEFINITION}}})],
        portal_credential(),
    )
    assert Activity.objects.get(iri=iri + "2").definition is None


def test_a_form_has_so_many_fields(client, new_key) -> None:
    body = "&".join(f"a{number}=1" for number in range(limits.PARAMETERS + 1))
    headers = {"Authorization": new_key(), "X-Experience-API-Version": "1.0.3"}
    kind = "application/x-www-form-urlencoded"
    answer = client.generic("POST", "/xapi/statements?method=GET", body, kind, headers=headers)
    assert (answer.status_code, "100 fields" in answer.json()["error"]) == (400, True)


def test_parts_and_their_headers_have_bounds() -> None:
    part = b"--x\r\na: b\r\n\r\n\r\n"
    kind = "multipart/mixed; boundary=x"
    assert len(multipart.parse(part * limits.PARTS + b"--x--\r\n", kind)) == limits.PARTS
    with pytest.raises(multipart.BadMultipart, match="more than 1000 parts"):
        multipart.parse(part * (limits.PARTS + 1) + b"--x--\r\n", kind)
    with pytest.raises(multipart.BadMultipart, match="16384 bytes of headers"):
        multipart.parse(b"--x\r\na: " + b"b" * limits.PART_HEADERS + b"\r\n\r\n\r\n--x--\r\n", kind)
    with pytest.raises(multipart.BadMultipart, match="more than 50 headers"):
        multipart.parse(b"--x\r\n" + b"a:\r\n" * (limits.PART_LINES + 2) + b"\r\n\r\n--x--\r\n", kind)


@pytest.mark.django_db
def test_a_form_is_not_unpacked_before_its_size_is_known(client) -> None:
    body = b"a=" + b"%41" * (limits.FORM // 3)
    answer = client.generic("POST", "/xapi/statements?method=GET", body, "text/plain")
    assert (answer.status_code, "4194304 bytes" in answer.json()["error"]) == (413, True)


@pytest.mark.django_db
def test_a_document_of_too_many_values_is_refused_by_name(client, new_key) -> None:
    headers = {"Authorization": new_key(), "X-Experience-API-Version": "1.0.3", "If-None-Match": "*"}
    address = "/xapi/activities/profile?activityId=https://example.vn/a&profileId=p"
    body = b"[" + b"[]," * limits.VALUES + b"[]]"
    answer = client.generic("PUT", address, body, "application/json", headers=headers)
    assert (answer.status_code, "members and items" in answer.json()["error"]) == (413, True)
    answer = client.generic("POST", "/xapi/statements", body, "application/json", headers=headers)
    assert (answer.status_code, answer.json()["error"].startswith("the JSON has more than")) == (413, True)
    assert client.generic("PUT", address, body, "application/octet-stream", headers=headers).status_code == 204


def _failing(state: str) -> type[psycopg.Error]:
    return psycopg.errors.lookup(state)


@pytest.mark.parametrize(
    ("state", "status", "again", "says"),
    [
        ("08006", 503, "2", "does not answer"),
        ("57P01", 503, "2", "does not answer"),
        ("53300", 503, "2", "does not answer"),
        ("57014", 503, "30", "took too long; ask for less (since, until, agent, verb, a smaller limit) or send less"),
        ("53100", 507, "300", "no room left"),
        ("54000", 413, None, "as large as that"),
        ("22021", 400, None, "cannot keep a value"),
        ("40P01", 503, "1", "others wrote the same"),
        ("40001", 503, "1", "others wrote the same"),
        ("25006", 503, "2", "does not answer"),
    ],
)
def test_failures_of_the_database_are_told_apart(xapi, monkeypatch, state: str, status: int, again, says: str) -> None:
    def fail(*_args, **_more) -> None:
        raise _failing(state)("secret words")

    monkeypatch.setattr(views, "record", fail)
    answer = xapi("POST", "statements", body=make_statement())
    assert (answer.status_code, answer.get("Retry-After")) == (status, again)
    assert says in answer.json()["error"]
    assert "secret" not in answer.text


def test_a_question_of_django_s_is_told_apart_as_well(xapi, monkeypatch) -> None:
    def fail(*_args, **_more) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1")
            cursor.execute("SELECT pg_sleep(1)")

    monkeypatch.setattr(views, "record", fail)
    answer = xapi("POST", "statements", body=make_statement())
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_a_failure_that_nobody_foresaw_is_no_away(xapi, client, monkeypatch) -> None:
    def fail(*_args, **_more) -> None:
        raise psycopg.errors.lookup("58P01")("a file is missing")

    monkeypatch.setattr(views, "record", fail)
    client.raise_request_exception = False
    assert xapi("POST", "statements", body=make_statement()).status_code == 500


def test_who_loses_against_others_tries_four_times() -> None:
    tried: list[int] = []

    def lose(wins_at: int) -> str:
        tried.append(1)
        if len(tried) < wins_at:
            raise OperationalError from psycopg.errors.DeadlockDetected()
        return "stored"

    assert driver.patiently(lambda: lose(4)) == "stored"
    tried.clear()
    with pytest.raises(OperationalError):
        driver.patiently(lambda: lose(5))
    assert len(tried) == 4
    with pytest.raises(psycopg.errors.DiskFull):
        driver.patiently(_full)


def _full() -> None:
    raise psycopg.errors.DiskFull
