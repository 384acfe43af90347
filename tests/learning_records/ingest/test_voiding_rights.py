"""A voiding counts by the authority of its target, or by a key with the scope `statements/void` (1.0.3 Data 2.3.2)."""

import json
from itertools import permutations
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest

from learning_records.access.rights import Forbidden
from learning_records.models import Credential, Statement, Voiding
from learning_records.public import (
    Asked,
    launch_credential,
    learner_agent,
    look,
    look_at,
    make_credential,
    portal_credential,
    record,
    taken_back,
    void,
    voiding_of,
)
from learning_records.query.voidings import voider_of
from learning_records.vocabulary import VERBS
from tests.builders.statements import make_statement
from tests.learning_records.conftest import basic

pytestmark = pytest.mark.django_db


def voiding(target: UUID | str) -> dict:
    """A statement that would void this one."""
    return make_statement(9, verb={"id": VERBS["voided"]}, object={"objectType": "StatementRef", "id": str(target)})


def key(*scopes: str) -> Credential:
    """A key of a system of its own."""
    return make_credential("Hệ thống khác", list(scopes or ["statements/write"]))[0]


def is_voided(statement_id: UUID | str) -> bool:
    return Statement.objects.get(statement_id=statement_id).voided


@pytest.fixture
def ours() -> UUID:
    """A statement of the portal's."""
    return record([make_statement(1)], portal_credential())[0].statement_id


@pytest.mark.parametrize(
    ("way", "version"),
    [(way, version) for way in ("POST", "PUT", "batch") for version in ("1.0.3", "2.0.0")] + [("form", "1.0.3")],
)
def test_a_foreign_voiding_refuses_the_whole_request(xapi, client, new_key, ours: UUID, way: str, version: str) -> None:
    foreign, one, before = new_key("statements/write"), voiding(ours), Statement.objects.count()
    if way == "PUT":
        answer = xapi("PUT", "statements", {"statementId": one["id"]}, one, key=foreign, version=version)
    elif way == "form":
        form = {"Authorization": foreign, "X-Experience-API-Version": version, "content": json.dumps(one)}
        address = "/xapi/statements?method=PUT"
        form["statementId"] = one["id"]
        answer = client.post(address, urlencode(form), "application/x-www-form-urlencoded")
    else:
        body = [make_statement(2), one, make_statement(3)] if way == "batch" else one
        answer = xapi("POST", "statements", body=body, key=foreign, version=version)
    assert answer.status_code == 403
    assert answer.json()["path"] == ("statements[1].object.id" if way == "batch" else "statement.object.id")
    assert "statements/void" in answer.json()["reason"]
    assert Statement.objects.count() == before
    assert not Voiding.objects.exists()
    assert not is_voided(ours)
    assert xapi("GET", "statements", {"statementId": str(ours)}).status_code == 200


def test_another_key_of_the_same_authority_may(ours: UUID) -> None:
    system = key()
    (made,) = record([make_statement(4)], system)
    second, _secret = make_credential("Khóa mới", ["statements/write"], authority=system.authority)
    record([voiding(made.statement_id)], second)
    assert is_voided(made.statement_id)
    assert not is_voided(ours)


def test_a_key_with_the_scope_of_its_own_may(ours: UUID) -> None:
    record([voiding(ours)], key("statements/write", "statements/void"))
    assert is_voided(ours)
    assert taken_back([ours]) == {ours}


def test_the_scope_alone_writes_nothing(xapi, new_key, ours: UUID) -> None:
    answer = xapi("POST", "statements", body=voiding(ours), key=new_key("statements/void"))
    assert answer.status_code == 403
    assert not is_voided(ours)


BY = {"foreign": False, "own": True, "scope": True}


@pytest.mark.parametrize("order", list(permutations(["target", "foreign", "own"])))
def test_in_every_order_only_the_one_who_may_has_an_effect(order: tuple[str, ...]) -> None:
    target, keys = make_statement(1), {"target": key(), "foreign": key()}
    keys["own"] = make_credential("Khóa hai", ["statements/write"], authority=keys["target"].authority)[0]
    refused = []
    for name in order:
        one = target if name == "target" else voiding(target["id"])
        try:
            record([one], keys[name])
        except Forbidden:
            refused.append(name)
    assert refused == (["foreign"] if order.index("foreign") > order.index("target") else [])
    assert is_voided(target["id"])
    assert taken_back([UUID(target["id"])]) == {UUID(target["id"])}
    seen = look_at(UUID(target["id"]))
    by = voiding_of(seen).by
    assert by.stored.authority == keys["own"].authority.ifi
    assert [one.stored.statement_id for one in look(Asked(voided=True)).found] == [UUID(target["id"])]


@pytest.mark.parametrize("name", list(BY))
def test_a_voiding_that_waited_is_judged_when_its_target_comes(name: str) -> None:
    target, system = make_statement(1), key()
    scopes = ["statements/write", "statements/void"] if name == "scope" else ["statements/write"]
    voider = (
        make_credential("Hai", scopes, authority=system.authority)[0]
        if name == "own"
        else make_credential("Khác", scopes)[0]
    )
    early = void(UUID(target["id"]), voider)
    Credential.objects.filter(pk=voider.pk).update(scopes=["state"])  # what it may do later does not matter
    assert not voiding_of(look_at(early.statement_id)).target_there
    record([make_statement(2), target], system)
    assert is_voided(target["id"]) is BY[name]
    assert taken_back([UUID(target["id"])]) == ({UUID(target["id"])} if BY[name] else set())
    assert voider_of(UUID(target["id"])) == (early.seq if BY[name] else None)
    told = voiding_of(look_at(early.statement_id))
    assert (told.target_there, told.in_effect) == (True, BY[name])


def test_a_foreign_one_that_came_early_does_not_stand_in_the_way_later(xapi, new_key) -> None:
    target, foreign = make_statement(1), new_key("statements/write")
    assert xapi("POST", "statements", body=voiding(target["id"]), key=foreign).status_code == 200
    system = key()
    record([target], system)
    assert not is_voided(target["id"])
    void(UUID(target["id"]), system)
    assert is_voided(target["id"])


def test_other_references_of_others_void_nothing(ours: UUID) -> None:
    about = {"objectType": "StatementRef", "id": str(ours)}
    record([make_statement(3, object=about)], key())
    void(uuid4(), key())
    assert not is_voided(ours)
    assert taken_back([ours]) == set()


def test_two_voidings_of_one_statement_in_a_batch(ours: UUID) -> None:
    two = record([voiding(ours), voiding(ours)], portal_credential())
    assert is_voided(ours)
    assert voider_of(ours) == min(one.seq for one in two)


def test_a_key_of_a_launch_voids_nothing(xapi) -> None:
    learner, registration, activity = UUID(int=1), UUID(int=2), "https://hoctap.example.vn/xapi/activities/7"
    launch = basic(*launch_credential(learner, activity, registration, 1))
    mine = make_statement(
        actor=learner_agent(learner),
        object={"id": activity},
        verb={"id": VERBS["initialized"]},
        context={"registration": str(registration)},
    )
    assert xapi("POST", "statements", body=mine, key=launch).status_code == 200
    answer = xapi("POST", "statements", body=mine | voiding(mine["id"]) | {"actor": mine["actor"]}, key=launch)
    assert answer.status_code == 403
    assert not is_voided(mine["id"])
