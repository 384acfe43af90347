"""Pages: every filter against a plain reading of the same statements, chains of references, walking while others write."""

import itertools
import random
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from learning_records.models import Statement
from learning_records.public import make_credential, portal_credential, record
from learning_records.query import choosing, statement_sql
from tests.builders.statements import make_statement
from tests.learning_records.conftest import basic

pytestmark = pytest.mark.django_db

AGENTS = [{"mbox": f"mailto:p{number}@example.vn"} for number in range(3)]
ACTIVITIES = [{"id": f"https://example.vn/a/{number}"} for number in range(3)]
VERBS = [{"id": f"https://example.vn/v/{number}"} for number in range(2)]
TEAM = {"account": {"homePage": "https://example.vn", "name": "team"}}
REGISTRATIONS = [str(uuid4()) for _number in range(2)]


def _plain(statements: list[dict]) -> list[dict]:
    """The same as most systems send them: a person did something to an activity, and no statement is about another."""
    return [
        statement
        | {"actor": AGENTS[number % 3] if "objectType" in statement["actor"] else statement["actor"]}
        | {"object": ACTIVITIES[number % 3] if "objectType" in statement["object"] else statement["object"]}
        for number, statement in enumerate(statements)
    ]


def _group(*members: dict, **identifier: str) -> dict:
    return {"objectType": "Group", "member": list(members), **identifier}


def _context(dice: random.Random) -> dict[str, Any]:
    """A context that names agents and activities in every place there is, now and then."""
    places: dict[str, Any] = {
        "registration": dice.choice(REGISTRATIONS),
        "contextActivities": {
            kind: dice.choice([dice.sample(ACTIVITIES, 2), dice.choice(ACTIVITIES)])
            for kind in dice.sample(["parent", "grouping", "category", "other"], 2)
        },
        "instructor": dice.choice([*AGENTS, _group(dice.choice(AGENTS))]),
        "team": dice.choice([_group(dice.choice(AGENTS)), _group(**TEAM)]),
        "contextAgents": [{"objectType": "contextAgent", "agent": dice.choice(AGENTS)}],
        "contextGroups": [
            {"objectType": "contextGroup", "group": _group(dice.choice(AGENTS), **dice.choice([{}, TEAM]))}
        ],
    }
    return {name: value for name, value in places.items() if dice.random() < 0.3}


def _corpus(dice: random.Random) -> list[dict]:
    """Statements of all kinds, some of them about statements before or after them."""
    ids = [str(uuid4()) for _number in range(40)]
    found = []
    for name in ids:
        group = _group(*dice.sample(AGENTS, 2))
        sub = {
            "objectType": "SubStatement",
            "actor": dice.choice([*AGENTS, group]),
            "verb": dice.choice(VERBS),
            "object": dice.choice([*ACTIVITIES, dice.choice(AGENTS) | {"objectType": "Agent"}]),
            "context": _context(dice),
        }
        reference = {"objectType": "StatementRef", "id": dice.choice([*ids, str(uuid4())])}
        thing = dice.choice(
            [*ACTIVITIES, *ACTIVITIES, dice.choice(AGENTS) | {"objectType": "Agent"}, group, sub, reference, reference]
        )
        found.append(
            {
                "id": name,
                "actor": dice.choice([*AGENTS, group, _group(**TEAM)]),
                "verb": dice.choice(VERBS),
                "object": thing,
                "context": _context(dice),
            }
        )
    return found


# The oracle reads the statements as the specification words it (1.0.3 Communication 2.1.3; 2.0 4.1.6.1), from their JSON
# alone: it shares nothing with the store but the words of the statement.


def _people(thing: dict) -> list[dict]:
    """An agent, or a group with its members."""
    return [thing, *thing.get("member", [])]


def _doers(statement: dict) -> list[dict]:
    """Whom the filter agent looks at: “Actor or Object of the Statement”, members of groups included."""
    thing = statement["object"]
    about = _people(thing) if thing.get("objectType") in ("Agent", "Group") else []
    return _people(statement["actor"]) + about


def _all_people(statement: dict) -> list[dict]:
    """With related_agents: “authority, instructor, team, contextAgents, contextGroups, and those of a SubStatement”."""
    context, thing = statement.get("context", {}), statement["object"]
    found = _doers(statement)
    for name in ("instructor", "team"):
        found += _people(context[name]) if name in context else []
    for entry in context.get("contextAgents", []):
        found += _people(entry["agent"])
    for entry in context.get("contextGroups", []):
        found += _people(entry["group"])
    if "authority" in statement:
        found += _people(statement["authority"])
    return found + (_all_people(thing) if thing.get("objectType") == "SubStatement" else [])


def _all_activities(statement: dict) -> list[str]:
    """With related_activities: “the Object, the context activities, and those of a SubStatement”."""
    thing, found = statement["object"], []
    if thing.get("objectType", "Activity") == "Activity":
        found.append(thing["id"])
    for some in statement.get("context", {}).get("contextActivities", {}).values():
        found += [activity["id"] for activity in (some if isinstance(some, list) else [some])]
    return found + (_all_activities(thing) if thing.get("objectType") == "SubStatement" else [])


def _is(person: dict, asked: dict) -> bool:
    return any(name in asked and person.get(name) == asked[name] for name in ("mbox", "account"))


def _matches(statement: dict, query: dict) -> bool:
    if "agent" in query:
        people = _all_people(statement) if query.get("related_agents") else _doers(statement)
        if not any(_is(person, query["agent"]) for person in people):
            return False
    if "activity" in query:
        thing = statement["object"]
        own = [thing["id"]] if thing.get("objectType", "Activity") == "Activity" else []
        if query["activity"] not in (_all_activities(statement) if query.get("related_activities") else own):
            return False
    if "verb" in query and statement["verb"]["id"] != query["verb"]:
        return False
    return "registration" not in query or statement.get("context", {}).get("registration") == query["registration"]


def _expected(statements: list[dict], query: dict, mine: set[str] | None = None) -> set[str]:
    """The ids that match, and those that reach a match over references.

    With `mine` only of these, and only to a match among these: that a reference leads to another's statement says what it is.
    """
    found = {one["id"] for one in statements if _matches(one, query) and (mine is None or one["id"] in mine)}
    while True:
        more = {
            statement["id"]
            for statement in statements
            if statement["object"].get("objectType") == "StatementRef" and statement["object"]["id"] in found
        }
        if more <= found:
            return found if mine is None else found & mine
        found |= more


def _queries() -> list[dict]:
    parts: list[list[dict]] = [
        [
            {},
            {"agent": AGENTS[0]},
            {"agent": AGENTS[1], "related_agents": "true"},
            {"agent": TEAM, "related_agents": "true"},
            {"agent": portal_credential().authority.agent, "related_agents": "true"},
        ],
        [{}, {"activity": ACTIVITIES[0]["id"]}, {"activity": ACTIVITIES[1]["id"], "related_activities": "true"}],
        [{}, {"verb": VERBS[0]["id"]}],
        [{}, {"registration": REGISTRATIONS[0]}],
    ]
    return [
        dict(itertools.chain.from_iterable(part.items() for part in choice)) for choice in itertools.product(*parts)
    ]


def _stored(dice: random.Random, plain: bool) -> tuple[list[dict], list[dict], str]:
    """A corpus of the portal and another system; what the other stored of it; its key, which reads only that."""
    statements = _plain(_corpus(dice)) if plain else _corpus(dice)
    order = statements[:]
    dice.shuffle(order)  # targets come before and after what refers to them
    other, secret = make_credential("Other", ["statements/write", "statements/read/mine"])
    of_other = []
    for start in range(0, len(order), 7):
        key = dice.choice([portal_credential(), other])
        batch = order[start : start + 7]
        record(batch, key, version="2.0.0")
        for statement in batch:
            statement["authority"] = key.authority.agent
        of_other += batch if key is other else []
    assert of_other
    return statements, of_other, basic(other.key, secret)


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_filter_against_a_plain_reading(xapi, seed: int, plain: bool) -> None:
    dice = random.Random(seed)
    statements, of_other, key = _stored(dice, plain)
    mine = {statement["id"] for statement in of_other}
    times = {str(name): stored for name, stored in Statement.objects.values_list("statement_id", "stored")}
    for query in _queries():
        wanted = sorted(_expected(statements, query), key=times.__getitem__, reverse=True)
        got = [item["id"] for item in xapi("GET", "statements", query).json()["statements"]]
        assert got == wanted, query
        own = sorted(_expected(statements, query, mine), key=times.__getitem__, reverse=True)
        got = [item["id"] for item in xapi("GET", "statements", query, key=key).json()["statements"]]
        assert got == own, query
    for query in dice.sample(_queries(), 12):
        wanted = sorted(_expected(statements, query), key=times.__getitem__)
        _walked(xapi, query, wanted, times, dice)
        own = sorted(_expected(statements, query, mine), key=times.__getitem__)
        _walked(partial(xapi, key=key), query, own, times, dice)


@pytest.mark.parametrize("seed", [3, 4])
def test_pages_that_end_before_they_are_full_leave_nothing_out(xapi, monkeypatch, seed: int) -> None:
    for name, bound in {"STRETCH": 3, "REFERENCES": 2, "_FEW": 4, "SAMPLE": 2}.items():
        monkeypatch.setattr(statement_sql, name, bound)
        monkeypatch.setattr(choosing, name, bound, raising=False)
    dice = random.Random(seed)
    statements, of_other, key = _stored(dice, plain=False)
    mine = {statement["id"] for statement in of_other}
    times = {str(name): stored for name, stored in Statement.objects.values_list("statement_id", "stored")}
    short = 0
    for query in _queries():
        wanted = sorted(_expected(statements, query), key=times.__getitem__)
        short += _walked(xapi, query, wanted, times, dice, full=False)
        own = sorted(_expected(statements, query, mine), key=times.__getitem__)
        _walked(partial(xapi, key=key), query, own, times, dice, full=False)
    assert short > 50, "pages were to end early"


def _walked(
    xapi, query: dict, wanted: list[str], times: dict[str, datetime], dice: random.Random, *, full: bool = True
) -> int:
    """Page by page, both ways, between two times: own and referring matches in one order, none twice, none left out.

    Returns how many pages had fewer statements than were asked for, and more after them; with `full` there must be none.
    """
    since, until = sorted(dice.sample(sorted(times.values()), 2))
    between, short = [name for name in wanted if since < times[name] <= until], 0
    for ascending, inside in (("true", between), ("false", between[::-1])):
        asked = query | {"since": since.isoformat(), "until": until.isoformat(), "limit": dice.choice([1, 2, 3])}
        page = xapi("GET", "statements", asked | {"ascending": ascending}).json()
        seen = [[item["id"] for item in page["statements"]]]
        while page["more"]:
            page = xapi("GET", page["more"].removeprefix("/xapi/")).json()
            seen.append([item["id"] for item in page["statements"]])
        assert [name for names in seen for name in names] == inside, (query, ascending)
        short += sum(len(names) < asked["limit"] for names in seen[:-1])
    assert not (full and short)
    return short


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


@pytest.mark.parametrize("many", [False, True], ids=["followed from the target", "each reference asked"])
def test_a_reference_of_ones_own_tells_nothing_of_another_s_statement(xapi, monkeypatch, many: bool) -> None:
    if many:
        monkeypatch.setattr(choosing, "REFERENCES", 0)
    monkeypatch.setattr(choosing, "SAMPLE", 1)
    other, secret = make_credential("Other", ["statements/write", "statements/read/mine"])
    own, foreign = (make_statement(number, actor=AGENTS[0], object=ACTIVITIES[0], verb=VERBS[0]) for number in (1, 2))
    record([own], other)
    record([foreign], portal_credential())
    about = [
        make_statement(
            number, actor=AGENTS[1], verb=VERBS[1], object={"objectType": "StatementRef", "id": target["id"]}
        )
        for number, target in ((3, own), (4, foreign))
    ]
    record(about, other)
    for query in ({"agent": AGENTS[0]}, {"activity": ACTIVITIES[0]["id"]}, {"verb": VERBS[0]["id"]}):
        found = xapi("GET", "statements", query, key=basic(other.key, secret)).json()["statements"]
        assert {item["id"] for item in found} == {own["id"], about[0]["id"]}, query


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
