"""Every page comes from an index in the order of the answer: what is explained is what the endpoint sent."""

import json
from unittest import mock

import pytest
from django.db import connection

from learning_records import driver
from learning_records.models import Agent
from learning_records.public import make_credential, portal_credential, record
from learning_records.query import choosing, statement_sql
from learning_records.spec.statement import Role
from tests.builders.statements import make_statement
from tests.learning_records.conftest import basic

pytestmark = pytest.mark.django_db

PERSON = make_statement(1)["actor"]
VERB = make_statement(1)["verb"]["id"]
ACTIVITY = make_statement(1)["object"]["id"]
TEACHER = {"mbox": "mailto:teacher@example.vn"}
REGISTRATION = "0f1a5e8e-8f0d-4d6b-9a61-3c3c7b7b2f10"


@pytest.fixture
def sent(monkeypatch) -> list:
    """The sides of every page that is asked for from now on."""
    found: list = []
    asked = choosing._asked  # as `read` calls it

    def noted(side, limit):
        found.append(side)
        return asked(side, limit)

    monkeypatch.setattr(choosing, "_asked", noted)
    return found


def _plan(side) -> dict:
    """The server's plan of exactly this text, with few rows in the tables: so scans and sorts are only taken when there is no
    other way."""
    cursor = driver.cursor()
    for name in ("seqscan", "sort", "incremental_sort", "bitmapscan", "hashagg", "hashjoin", "mergejoin", "material"):
        cursor.execute(f"SET LOCAL enable_{name} = off")
    ((plan,),) = cursor.execute(f"EXPLAIN (FORMAT JSON) {side.text}", side.values).fetchall()
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]


def _nodes(plan: dict) -> list[dict]:
    return [plan, *(node for inner in plan.get("Plans", []) for node in _nodes(inner))]


def _filled() -> None:
    """Three statements among a hundred others, and statistics that know it: so each filter is worth its own index."""
    key = portal_credential()
    for start in (100, 150):
        others = [
            make_statement(number, verb={"id": f"https://example.vn/{number}"}) for number in range(start, start + 50)
        ]
        record(others, key)
    record([make_statement(number, verb=make_statement(1)["verb"]) for number in range(20, 50)], key)
    record([make_statement(1, verb={"id": f"https://example.vn/{number}"}) for number in range(20, 50)], key)
    record([make_statement(1, context={"registration": REGISTRATION}) for _number in range(3)], key)
    record([make_statement(number, context={"instructor": TEACHER}) for number in range(60, 63)], key)
    record([make_statement(number, actor=TEACHER, context={"instructor": TEACHER}) for number in range(2)], key)
    for table in ("statement", "statementagent", "statementactivity"):
        driver.cursor().execute(f"ANALYZE learning_records_{table}")


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({}, "statement_by_stored"),
        ({"verb": VERB}, "statement_by_verb"),
        ({"registration": REGISTRATION}, "statement_by_registration"),
        ({"agent": PERSON, "verb": VERB}, "statement_by_actor"),
        ({"agent": PERSON}, "learning_records_statementagent_pkey"),
        ({"agent": PERSON, "related_agents": "true"}, "learning_records_statementagent_pkey"),
        ({"agent": PERSON, "verb": VERB, "related_agents": "true"}, "statement_by_actor"),
        ({"activity": ACTIVITY}, "learning_records_statementactivity_pkey"),
        ({"activity": ACTIVITY, "related_activities": "true"}, "learning_records_statementactivity_pkey"),
        ({"agent": PERSON, "activity": ACTIVITY}, "learning_records_statementagent_pkey"),
        ({"since": "2026-01-01T00:00:00Z", "until": "2030-01-01T00:00:00Z"}, "statement_by_stored"),
        ({"agent": PERSON, "since": "2026-01-01T00:00:00Z"}, "learning_records_statementagent_pkey"),
        ({"agent": TEACHER, "related_agents": "true"}, "learning_records_statementagent_pkey"),
    ],
)
@pytest.mark.parametrize("ascending", ["false", "true"])
def test_a_page_is_read_in_its_order(xapi, sent, query: dict, index: str, ascending: str) -> None:
    _filled()
    first = xapi("GET", "statements", query | {"limit": 1, "ascending": ascending}).json()
    assert xapi("GET", first["more"].removeprefix("/xapi/")).status_code == 200
    assert len(sent) == 2  # the page, and the one after it
    for side in sent:
        plan = _plan(side)
        nodes = _nodes(plan)
        assert plan["Node Type"] == "Limit"
        assert not [node for node in nodes if "Sort" in node["Node Type"] or node["Node Type"] == "Seq Scan"], nodes
        ordered = [node for node in nodes if node.get("Scan Direction") and node.get("Alias", "").startswith("k")]
        # Behind a position few rows are left, and which of two indexes is shorter is the server's to say.
        assert side is not sent[0] or {node["Index Name"] for node in ordered} == {index}
        assert {node["Scan Direction"] for node in ordered} == {"Forward" if ascending == "true" else "Backward"}


def test_references_are_asked_for_only_when_there_are_some(xapi, sent) -> None:
    target = make_statement(1)
    record([target], portal_credential())
    xapi("GET", "statements", {"verb": VERB})
    assert len(sent) == 1
    record([make_statement(2, object={"objectType": "StatementRef", "id": target["id"]})], portal_credential())
    xapi("GET", "statements", {"activity": ACTIVITY})
    own, referring = sent[1:]
    assert "referencechain" not in own.text
    names = {node.get("Relation Name") for node in _nodes(_plan(referring))}
    assert "learning_records_referencechain" in names
    assert "Seq Scan" not in {node["Node Type"] for node in _nodes(_plan(referring))}


def _leads(xapi, sent, query: dict, **more: str) -> str:
    """The list that leads the first page of a query, as it is asked for."""
    sent.clear()
    assert xapi("GET", "statements", query, **more).status_code == 200
    return sent[0].text.partition(" LIMIT ")[0]


def test_the_rarest_list_leads(xapi, sent) -> None:
    """A busy teacher, a course that stands in everything, a key among thousands: what is rare says what a page costs."""
    _filled()
    course = "https://example.vn/course"
    busy = {"instructor": TEACHER, "contextActivities": {"grouping": [{"id": course}]}}
    record([make_statement(number, context=busy) for number in range(200, 700)], portal_credential())
    rare, secret = make_credential("Rare", ["statements/write", "statements/read/mine"])
    record([make_statement(number, context=busy) for number in range(3)], rare)
    key, related = basic(rare.key, secret), {"related_agents": "true", "related_activities": "true", "agent": TEACHER}
    mine = rare.authority.ifi
    number = Agent.objects.get(ifi=mine).pk
    for query in ({}, {"verb": VERB}, related | {"activity": course}):
        assert "k.agent_id" in _leads(xapi, sent, query, key=key), query
        assert sent[0].values[0] == number, query
    assert "k.verb_id" in _leads(xapi, sent, related | {"verb": "https://example.vn/100"})
    assert "k.activity_id" in _leads(xapi, sent, {"activity": ACTIVITY, **related})
    # As the actor the teacher did two things: five hundred that the teacher only taught are not looked at.
    _leads(xapi, sent, {"agent": TEACHER, "activity": course, "related_activities": "true"})
    assert sent[0].values[:2] == [Agent.objects.get(ifi="mbox|mailto:teacher@example.vn").pk, Role.ACTOR]


def test_where_nothing_fits_the_looking_has_a_bound(xapi) -> None:
    """Two lists that are long and have nothing in common: the page ends where the looking ended, and goes on from there."""
    sides, some = [f"https://example.vn/side/{number}" for number in range(2)], []
    for number in range(600):
        context = {"instructor": {"mbox": f"mailto:t{number % 2}@example.vn"}}
        some.append(make_statement(1, object={"id": sides[number % 2]}, context=context))
    record(some, portal_credential())
    query = {"activity": sides[0], "agent": {"mbox": "mailto:t1@example.vn"}, "related_agents": "true"}
    with mock.patch.object(statement_sql, "STRETCH", 100):
        page, pages = xapi("GET", "statements", query).json(), 1
        while page["more"]:
            assert page["statements"] == []
            page, pages = xapi("GET", page["more"].removeprefix("/xapi/")).json(), pages + 1
    assert pages == 4


def test_no_index_stands_twice() -> None:
    """No index of the store's tables begins with all columns of another one, and none is kept for LIKE."""
    with connection.cursor() as look:
        look.execute(
            "SELECT i.indrelid::regclass::text, c.relname, pg_get_indexdef(i.indexrelid), i.indkey::int2[], "
            "i.indpred IS NOT NULL, i.indisunique FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE starts_with(i.indrelid::regclass::text, 'learning_records_')"
        )
        found = look.fetchall()
    assert len(found) > 30
    assert [name for _table, name, text, *_rest in found if "pattern_ops" in text] == []
    doubled = [
        (table, name, other)
        for table, name, _text, columns, partial, unique in found
        for same, other, _more, longer, part, _only in found
        if table == same and name != other and not (unique or partial or part) and longer[: len(columns)] == columns
    ]
    assert doubled == []
