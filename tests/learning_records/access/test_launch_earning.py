"""A package's key names nothing that earns points unless its launch carries it: every part that a rule reads is tried."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone

from learning_records.models import Launch, Statement
from learning_records.public import (
    PROGRESS,
    competence_iri,
    extension_iri,
    indicator_iri,
    launch_credential,
    learner_agent,
)
from learning_records.vocabulary import OUTCOMES, VERBS
from tests.builders.statements import make_statement
from tests.learning_records.conftest import basic

pytestmark = pytest.mark.django_db
ACTIVITY = "https://hoctap.example.vn/xapi/activities/7"
LEARNER, REGISTRATION = UUID(int=1), UUID(int=0x51)
A1, B1 = indicator_iri("cong_dan_hoc_tap", "A1"), competence_iri("tt02_2025", "4.2")
MINUTES = extension_iri("minutes")


def own(context: dict | None = None, **more: Any) -> dict:
    """A statement that is about the launch."""
    usual: dict[str, Any] = {
        "actor": learner_agent(LEARNER),
        "verb": {"id": VERBS["initialized"]},
        "object": {"id": ACTIVITY},
        "context": {"registration": str(REGISTRATION)} | (context or {}),
    }
    return make_statement(**(usual | more))


def in_category(*iris: str, kind: str = "category") -> dict:
    return {"contextActivities": {kind: [{"id": iri} for iri in iris]}}


@pytest.fixture
def launch(xapi) -> Callable[..., Callable[..., Any]]:
    """Opens a package that may do this; returns what sends one of its statements."""

    def opened(**may: Any) -> Callable[..., Any]:
        key = basic(*launch_credential(LEARNER, ACTIVITY, REGISTRATION, 2, **may))
        return lambda body, **more: xapi("POST", "statements", body=body, key=key, **more)

    return opened


CATEGORY = "context.contextActivities.category[0].id"
EARNING = {
    "a category": (own(in_category(A1)), CATEGORY),
    "a competence": (own(in_category(B1)), CATEGORY),
    "behind one that is not ours": (own(in_category("https://w3id.org/xapi/cmi5/context/categories/cmi5", A1)),
                                    "context.contextActivities.category[1].id"),
    "a category alone": (own({"contextActivities": {"category": {"id": A1}}}), "context.contextActivities.category.id"),
    "as a grouping": (own(in_category(A1, kind="grouping")), "context.contextActivities.grouping[0].id"),
    "a whole framework": (own(in_category(f"{settings.IRI_BASE}/xapi/competences/tt02_2025/x")), CATEGORY),
    "minutes": (own({"extensions": {MINUTES: 600}}), f"context.extensions.{MINUTES}"),
    "minutes in the result": (own(result={"extensions": {MINUTES: 600}}), f"result.extensions.{MINUTES}"),
    "minutes in the object": (own(object={"id": ACTIVITY, "definition": {"extensions": {MINUTES: 6}}}),
                              f"object.definition.extensions.{MINUTES}"),
    "another extension of ours": (own({"extensions": {extension_iri("banked"): False}}),
                                  f"context.extensions.{extension_iri('banked')}"),
    "a score": (own(result={"score": {"scaled": 1}}), "result.score"),
    "success": (own(result={"success": True}), "result.success"),
    "completion": (own(result={"completion": True}), "result.completion"),
} | {verb: (own(verb={"id": verb}), "verb.id") for verb in sorted(OUTCOMES)}  # fmt: skip


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
@pytest.mark.parametrize("what", list(EARNING))
def test_by_default_nothing_that_earns_is_taken_and_the_property_is_named(launch, what: str, version: str) -> None:
    statement, path = EARNING[what]
    send = launch()
    alone = send(statement, version=version)
    assert (alone.status_code, alone.json()["path"]) == (403, f"statement.{path}")
    batch = send([own(), statement], version=version)
    assert (batch.status_code, batch.json()["path"]) == (403, f"statements[1].{path}")
    assert not Statement.objects.exists()


def test_what_earns_nothing_is_taken(launch) -> None:
    send = launch()
    said = own(
        in_category("https://w3id.org/xapi/cmi5/context/categories/cmi5", f"{settings.IRI_BASE}/xapi/activities/9"),
        verb={"id": VERBS["progressed"]},
        result={"extensions": {PROGRESS: 40}, "duration": "PT3M", "response": "a"},
        timestamp=timezone.now().isoformat(),
    )
    assert send([said, own()]).status_code == 200


def test_what_the_launch_carries_is_taken_and_no_more(launch) -> None:
    send = launch(may_score=True, categories=[A1], minutes=12)
    good = own(
        in_category(A1) | {"extensions": {MINUTES: 12}},
        verb={"id": VERBS["completed"]},
        result={"completion": True, "success": True, "score": {"scaled": 0.9}},
    )
    assert send(good).status_code == 200
    assert send(own(in_category(B1))).json()["path"] == f"statement.{CATEGORY}"
    for minutes in (13, 12.5, "12", True, None):
        assert send(own({"extensions": {MINUTES: minutes}})).status_code == 403, minutes
    assert Statement.objects.count() == 1


def test_each_permission_is_one_of_its_own(launch) -> None:
    assert launch(may_score=True)(own(in_category(A1))).status_code == 403
    assert launch(categories=[A1])(own(in_category(A1), result={"success": True})).status_code == 403
    assert launch(minutes=12)(own(in_category(A1) | {"extensions": {MINUTES: 12}})).status_code == 403
    assert launch(categories=[A1])(own(in_category(A1))).status_code == 200


@pytest.mark.parametrize(
    ("began", "happened", "taken"),
    [
        (0, 0, True),
        (0, -9, True),  # the clock of the device is behind
        (0, -11, False),
        (0, 9, True),
        (0, 11, False),
        (600, -590, True),  # done without a net, sent hours later
        (600, -605, True),
        (600, -611, False),
    ],
)
def test_the_time_lies_within_the_launch(launch, began: int, happened: int, taken: bool) -> None:
    send = launch()
    Launch.objects.update(made_at=timezone.now() - timedelta(minutes=began))
    answer = send(own(timestamp=(timezone.now() + timedelta(minutes=happened)).isoformat()))
    assert answer.status_code == (200 if taken else 403)
    if not taken:
        assert answer.json()["path"] == "statement.timestamp"


def test_without_a_time_it_happened_now(launch) -> None:
    assert launch()(own()).status_code == 200


def test_a_statement_within_another_is_no_way_round(launch) -> None:
    inside = {name: own(in_category(A1))[name] for name in ("actor", "verb", "context")} | {"object": {"id": ACTIVITY}}
    answer = launch()(own(object=inside | {"objectType": "SubStatement"}))
    assert (answer.status_code, answer.json()["path"]) == (403, "statement.object.objectType")


def test_what_it_may_not_send_it_may_read(launch, xapi) -> None:
    said = own(in_category(A1), verb={"id": VERBS["completed"]}, result={"success": True})
    assert launch(may_score=True, categories=[A1])(said).status_code == 200
    later = basic(*launch_credential(LEARNER, ACTIVITY, REGISTRATION, 2))
    assert xapi("GET", "statements", {"statementId": said["id"]}, key=later).status_code == 200
    assert [one["id"] for one in xapi("GET", "statements", key=later).json()["statements"]] == [said["id"]]


@pytest.mark.parametrize("wrong", [{"categories": ["A1"]}, {"minutes": 0}, {"minutes": -5}])
def test_permissions_that_make_no_sense(wrong: dict) -> None:
    with pytest.raises(ValueError, match="IRIs|minutes"):
        launch_credential(LEARNER, ACTIVITY, REGISTRATION, 1, **wrong)
    assert not Launch.objects.exists()
