"""Pages: every filter against a plain reading of the same statements, chains of references, walking while others write."""

import itertools
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from learning_records.models import Statement
from learning_records.public import portal_credential, record
from learning_records.spec.statement import Role, ifi, links
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db

AGENTS = [{"mbox": f"mailto:p{number}@example.vn"} for number in range(3)]
ACTIVITIES = [{"id": f"https://example.vn/a/{number}"} for number in range(3)]
VERBS = [{"id": f"https://example.vn/v/{number}"} for number in range(2)]
REGISTRATIONS = [str(uuid4()) for _number in range(2)]


def _plain(statements: list[dict]) -> list[dict]:
    """The same as most systems send them: a person did something to an activity, and no statement is about another."""
    return [
        statement
        | {"actor": AGENTS[number % 3] if "member" in statement["actor"] else statement["actor"]}
        | {"object": ACTIVITIES[number % 3] if "objectType" in statement["object"] else statement["object"]}
        for number, statement in enumerate(statements)
    ]


def _corpus(dice: random.Random) -> list[dict]:
    """Statements of all kinds, some of them about statements before or after them."""
    ids = [str(uuid4()) for _number in range(40)]
    found = []
    for name in ids:
        group = {"objectType": "Group", "member": dice.sample(AGENTS, 2)}
        sub = {
            "objectType": "SubStatement",
            "actor": dice.choice(AGENTS),
            "verb": dice.choice(VERBS),
            "object": dice.choice(ACTIVITIES),
        }
        reference = {"objectType": "StatementRef", "id": dice.choice([*ids, str(uuid4())])}
        thing = dice.choice(
            [*ACTIVITIES, *ACTIVITIES, dice.choice(AGENTS) | {"objectType": "Agent"}, group, sub, reference, reference]
        )
        context: dict[str, Any] = {}
        if dice.random() < 0.4:
            context["registration"] = dice.choice(REGISTRATIONS)
        if dice.random() < 0.4:
            context["contextActivities"] = {dice.choice(["parent", "category"]): [dice.choice(ACTIVITIES)]}
        if dice.random() < 0.3:
            context["instructor"] = dice.choice(AGENTS)
        found.append(
            {
                "id": name,
                "actor": dice.choice([*AGENTS, group]),
                "verb": dice.choice(VERBS),
                "object": thing,
                "context": context,
            }
        )
    return found


def _matches(statement: dict, query: dict) -> bool:
    found = links(statement)
    own = {int(role) + member for role in (Role.ACTOR, Role.OBJECT) for member in (0, int(Role.MEMBER))}
    if "agent" in query:
        roles = {role for name, role in found.agents if name == ifi(query["agent"])}
        if not (roles if query.get("related_agents") else roles & own):
            return False
    if "activity" in query:
        roles = {role for iri, role in found.activities if iri == query["activity"]}
        if not (roles if query.get("related_activities") else roles & {int(Role.OBJECT)}):
            return False
    if "verb" in query and statement["verb"]["id"] != query["verb"]:
        return False
    return "registration" not in query or statement.get("context", {}).get("registration") == query["registration"]


def _expected(statements: list[dict], query: dict) -> set[str]:
    """The ids that match, and those that reach a match over references."""
    found = {statement["id"] for statement in statements if _matches(statement, query)}
    while True:
        more = {
            statement["id"]
            for statement in statements
            if statement["object"].get("objectType") == "StatementRef" and statement["object"]["id"] in found
        }
        if more <= found:
            return found
        found |= more


def _queries() -> list[dict]:
    parts: list[list[dict]] = [
        [{}, {"agent": AGENTS[0]}, {"agent": AGENTS[1], "related_agents": "true"}],
        [{}, {"activity": ACTIVITIES[0]["id"]}, {"activity": ACTIVITIES[1]["id"], "related_activities": "true"}],
        [{}, {"verb": VERBS[0]["id"]}],
        [{}, {"registration": REGISTRATIONS[0]}],
    ]
    return [
        dict(itertools.chain.from_iterable(part.items() for part in choice)) for choice in itertools.product(*parts)
    ]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_filter_against_a_plain_reading(xapi, seed: int, plain: bool) -> None:
    dice = random.Random(seed)
    statements = _plain(_corpus(dice)) if plain else _corpus(dice)
    order = statements[:]
    dice.shuffle(order)  # targets come before and after what refers to them
    for start in range(0, len(order), 7):
        record(order[start : start + 7], portal_credential())
    for query in _queries():
        got = [item["id"] for item in xapi("GET", "statements", query).json()["statements"]]
        assert len(got) == len(set(got))
        assert set(got) == _expected(statements, query), query


@pytest.mark.parametrize(
    "query", [{}, {"verb": VERBS[0]["id"]}, {"agent": AGENTS[0]}, {"agent": AGENTS[0], "related_agents": "true"}]
)
@pytest.mark.parametrize("ascending", ["false", "true"])
def test_walking_while_others_write(xapi, query: dict, ascending: str) -> None:
    def batch() -> list[dict]:
        return [make_statement(1, actor=AGENTS[0], verb=VERBS[0], object=ACTIVITIES[0]) for _number in range(4)]

    key = portal_credential()
    for _number in range(6):
        record(batch(), key)
    there = [str(name) for name in Statement.objects.order_by("seq").values_list("statement_id", flat=True)]
    seen, page = [], xapi("GET", "statements", query | {"limit": 5, "ascending": ascending}).json()
    while True:
        seen += [(item["stored"], item["id"]) for item in page["statements"]]
        record(batch(), key)
        if not page["more"]:
            break
        page = xapi("GET", page["more"].removeprefix("/xapi/")).json()
    assert seen == sorted(seen, reverse=ascending == "false")
    assert [name for _stored, name in sorted(seen)] == there


def test_since_is_exclusive_and_until_inclusive(xapi) -> None:
    record([make_statement(number) for number in range(3)], portal_credential())
    first, second, third = Statement.objects.order_by("seq")

    def got(**times: datetime) -> list[str]:
        answer = xapi(
            "GET", "statements", {name: moment.isoformat() for name, moment in times.items()} | {"ascending": "true"}
        )
        return [item["id"] for item in answer.json()["statements"]]

    assert got(since=first.stored) == [str(second.statement_id), str(third.statement_id)]
    assert got(until=second.stored) == [str(first.statement_id), str(second.statement_id)]
    assert got(since=first.stored, until=second.stored) == [str(second.statement_id)]
    assert got(since=datetime.now(UTC) + timedelta(days=1)) == []


def test_times_belong_to_the_reference_not_to_its_target(xapi) -> None:
    key, target = portal_credential(), make_statement(1)
    record([target], key)
    between = Statement.objects.get().stored
    reference = make_statement(2, verb=VERBS[0], object={"objectType": "StatementRef", "id": target["id"]})
    record([reference], key)
    found = xapi("GET", "statements", {"activity": target["object"]["id"], "since": between.isoformat()}).json()[
        "statements"
    ]
    assert [item["id"] for item in found] == [reference["id"]]


def test_what_refers_to_a_voided_statement_stays_visible(xapi) -> None:
    key, target = portal_credential(), make_statement(1)
    comment = make_statement(2, verb=VERBS[0], object={"objectType": "StatementRef", "id": target["id"]})
    voider = make_statement(
        3,
        verb={"id": "http://adlnet.gov/expapi/verbs/voided"},
        object={"objectType": "StatementRef", "id": target["id"]},
    )
    for statement in (target, comment, voider):
        record([statement], key)
    found = xapi("GET", "statements", {"activity": target["object"]["id"]}).json()["statements"]
    assert {item["id"] for item in found} == {comment["id"], voider["id"]}


def test_statements_that_refer_to_each_other(xapi) -> None:
    one, two = str(uuid4()), str(uuid4())
    record(
        [
            make_statement(1, id=one, verb=VERBS[0], object={"objectType": "StatementRef", "id": two}),
            make_statement(2, id=two, verb=VERBS[1], object={"objectType": "StatementRef", "id": one}),
        ],
        portal_credential(),
    )
    assert len(xapi("GET", "statements", {"verb": VERBS[0]["id"]}).json()["statements"]) == 2


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"agent": "{"}, "agent"),
        ({"agent": "{}"}, "agent"),
        ({"agent": {"name": "x"}}, "agent"),
        ({"verb": "done"}, "verb"),
        ({"activity": "x"}, "activity"),
        ({"registration": "1"}, "registration"),
        ({"since": "yesterday"}, "since"),
        ({"until": "2026-02-30T00:00:00Z"}, "until"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"limit": "٣"}, "limit"),
        ({"ascending": "yes"}, "ascending"),
        ({"format": "short"}, "format"),
        ({"attachments": "1"}, "attachments"),
        ({"Agent": "x"}, "Agent"),
        ({"statementId": "1"}, "statementId"),
        ({"more": "x"}, "more"),
        ({"statementId": str(uuid4()), "limit": "1"}, "limit"),
        ({"statementId": str(uuid4()), "voidedStatementId": str(uuid4())}, "voided"),
    ],
)
def test_bad_filters_are_named(xapi, query: dict, says: str) -> None:
    answer = xapi("GET", "statements", query)
    assert answer.status_code == 400
    assert says in answer.json()["error"]


def test_tincan_spellings_of_true_and_of_times(xapi) -> None:
    record([make_statement(1)], portal_credential())
    answer = xapi("GET", "statements", {"ascending": "True", "since": "2020-01-01 00:00:00+00:00"})
    assert len(answer.json()["statements"]) == 1
