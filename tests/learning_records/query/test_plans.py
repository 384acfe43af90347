"""Every page comes from an index in the order of the answer: what is explained is what the endpoint sent."""

import json

import pytest

from learning_records import driver
from learning_records.public import portal_credential, record
from learning_records.query import paging
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db

PERSON = make_statement(1)["actor"]
VERB = make_statement(1)["verb"]["id"]
ACTIVITY = make_statement(1)["object"]["id"]
REGISTRATION = "0f1a5e8e-8f0d-4d6b-9a61-3c3c7b7b2f10"


@pytest.fixture
def sent(monkeypatch) -> list:
    """The sides of every page that is asked for from now on."""
    found: list = []

    def noted(*args, **more):
        asked = paging_sides(*args, **more)
        found.extend(asked)
        return asked

    paging_sides = paging.sides
    monkeypatch.setattr(paging, "sides", noted)
    return found


def _plan(side) -> dict:
    """The server's plan of exactly this text, with few rows in the tables: so scans and sorts are only taken when there is no
    other way."""
    cursor = driver.cursor()
    for name in ("seqscan", "sort", "bitmapscan", "hashjoin", "mergejoin", "material"):
        cursor.execute(f"SET LOCAL enable_{name} = off")
    ((plan,),) = cursor.execute(f"EXPLAIN (FORMAT JSON) {side.text}", side.values).fetchall()
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]


def _nodes(plan: dict) -> list[dict]:
    return [plan, *(node for inner in plan.get("Plans", []) for node in _nodes(inner))]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({}, "statement_by_stored"),
        ({"verb": VERB}, "statement_by_verb"),
        ({"registration": REGISTRATION}, "statement_by_registration"),
        ({"agent": PERSON, "verb": VERB}, "statement_by_actor"),
        ({"agent": PERSON}, "learning_records_statementagent_pkey"),
        ({"agent": PERSON, "related_agents": "true"}, "learning_records_statementagent_pkey"),
        ({"agent": PERSON, "verb": VERB, "related_agents": "true"}, "learning_records_statementagent_pkey"),
        ({"activity": ACTIVITY}, "learning_records_statementactivity_pkey"),
        ({"activity": ACTIVITY, "related_activities": "true"}, "learning_records_statementactivity_pkey"),
        ({"agent": PERSON, "activity": ACTIVITY}, "learning_records_statementagent_pkey"),
        ({"since": "2026-01-01T00:00:00Z", "until": "2030-01-01T00:00:00Z"}, "statement_by_stored"),
        ({"agent": PERSON, "since": "2026-01-01T00:00:00Z"}, "learning_records_statementagent_pkey"),
    ],
)
@pytest.mark.parametrize("ascending", ["false", "true"])
def test_a_page_is_read_in_its_order(xapi, sent, query: dict, index: str, ascending: str) -> None:
    record([make_statement(1, context={"registration": REGISTRATION}) for _number in range(3)], portal_credential())
    first = xapi("GET", "statements", query | {"limit": 1, "ascending": ascending}).json()
    assert xapi("GET", first["more"].removeprefix("/xapi/")).status_code == 200
    assert len(sent) == 2  # the page, and the one after it
    for side in sent:
        plan = _plan(side)
        nodes = _nodes(plan)
        assert plan["Node Type"] == "Limit"
        assert not [node for node in nodes if "Sort" in node["Node Type"] or node["Node Type"] == "Seq Scan"], nodes
        (ordered,) = [node for node in nodes if node.get("Index Name") == index and node.get("Alias") in ("s", "l")]
        assert ordered["Scan Direction"] == ("Forward" if ascending == "true" else "Backward")


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
