"""A key for one opening of a package: it speaks for one learner, in one registration, about one activity. Nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from learning_records.access import credentials
from learning_records.access.launch_limits import within
from learning_records.models import Credential, Document, Launch, Statement
from learning_records.public import (
    authenticate,
    end_launch,
    launch_credential,
    learner_agent,
    packages_authority,
    portal_credential,
    record,
)
from learning_records.spec.statement import ifi
from learning_records.vocabulary import VERBS
from tests.builders.statements import make_statement
from tests.learning_records.conftest import basic

pytestmark = pytest.mark.django_db
ACTIVITY = "https://hoctap.example.vn/xapi/activities/7"
LEARNER, OTHER = UUID(int=1), UUID(int=2)
# Fixed: they stand in the names of tests, which every worker process must give alike.
REGISTRATION, ELSEWHERE = UUID(int=0x51), UUID(int=0xE15E)


def own(**more: Any) -> dict:
    """A statement this launch may send."""
    usual = {
        "verb": {"id": VERBS["initialized"]},
        "actor": learner_agent(LEARNER),
        "object": {"id": ACTIVITY},
        "context": {"registration": str(REGISTRATION)},
    }
    return make_statement(**(usual | more))


@pytest.fixture
def ask(xapi) -> Callable[..., Any]:
    """A request with the key of a launch."""
    key = basic(*launch_credential(LEARNER, ACTIVITY, REGISTRATION, 2))
    return lambda method, resource, params=None, body=None, **more: xapi(
        method, resource, params, body, **({"key": key} | more)
    )


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
@pytest.mark.parametrize("iri", [ACTIVITY, f"{ACTIVITY}/trang/2", f"{ACTIVITY}?subContentId=1", f"{ACTIVITY}#cau-1"])
def test_its_own_statements_are_stored_under_the_packages_authority(ask, version: str, iri: str) -> None:
    one, two = own(object={"id": iri}), own(context={"registration": str(REGISTRATION).upper()})
    assert ask("POST", "statements", body=[one, two], version=version).status_code == 200
    assert ask("PUT", "statements", {"statementId": one["id"]}, one, version=version).status_code == 204
    got = ask("GET", "statements", {"statementId": one["id"]}, version=version).json()
    assert ifi(got["authority"]) == packages_authority()


WRONG = {
    "actor": [
        {"actor": learner_agent(OTHER)},
        {"actor": {"mbox": "mailto:a@b.vn"}},
        {"actor": learner_agent(LEARNER) | {"objectType": "Group"}},
        {"actor": {"objectType": "Group", "member": [learner_agent(LEARNER)]}},
    ],
    "context.registration": [{"context": {"registration": str(ELSEWHERE)}}, {"context": {}}],
    "object.id": [
        {"object": {"id": "https://hoctap.example.vn/xapi/activities/8"}},
        {"object": {"id": f"{ACTIVITY}1"}},
        {"object": {"id": "https://hoctap.example.vn/xapi/activities/"}},
    ],
    "object.objectType": [
        {"object": learner_agent(LEARNER)},
        {"object": {"objectType": "StatementRef", "id": str(uuid4())}},
        {"verb": {"id": VERBS["voided"]}, "object": {"objectType": "StatementRef", "id": str(uuid4())}},
        {
            "object": {
                "objectType": "SubStatement",
                "actor": learner_agent(LEARNER),
                "verb": {"id": VERBS["passed"]},
                "object": {"id": ACTIVITY},
            }
        },
    ],
}


@pytest.mark.parametrize(("path", "change"), [(path, one) for path, many in WRONG.items() for one in many])
def test_statements_about_anything_else_are_refused_and_the_property_is_named(ask, path: str, change: dict) -> None:
    wrong = own(**change)
    alone = ask("POST", "statements", body=wrong)
    assert (alone.status_code, alone.json()["path"]) == (403, f"statement.{path}")
    put = ask("PUT", "statements", {"statementId": wrong["id"]}, wrong)
    assert (put.status_code, put.json()["path"]) == (403, f"statement.{path}")
    batch = ask("POST", "statements", body=[own(), wrong], version="2.0.0")
    assert (batch.status_code, batch.json()["path"]) == (403, f"statements[1].{path}")
    assert batch.json()["error"].startswith(f"statements[1].{path}: ")
    assert not Statement.objects.exists(), "nothing of the batch stays"


def test_no_registration_in_the_statement_at_all_is_refused(ask) -> None:
    wrong = own()
    del wrong["context"]
    assert ask("POST", "statements", body=wrong).json()["path"] == "statement.context.registration"


def test_it_cannot_take_a_statement_back(ask) -> None:
    victim = own()
    record([victim], portal_credential())
    void = own(verb={"id": VERBS["voided"]}, object={"objectType": "StatementRef", "id": victim["id"]})
    assert ask("POST", "statements", body=void).status_code == 403
    assert Statement.objects.get().voided is False


def test_it_reads_what_its_own_registration_sent_and_nothing_else(xapi, ask) -> None:
    mine = own()
    ask("POST", "statements", body=mine)
    foreign = []
    for learner, where, what in (
        (OTHER, REGISTRATION, ACTIVITY),
        (LEARNER, ELSEWHERE, ACTIVITY),
        (LEARNER, REGISTRATION, "https://hoctap.example.vn/xapi/activities/8"),
    ):
        foreign.append(own(actor=learner_agent(learner), context={"registration": str(where)}, object={"id": what}))
        key = basic(*launch_credential(learner, what, where, 1))
        assert xapi("POST", "statements", body=foreign[-1], key=key).status_code == 200
    record([own(), own(actor=learner_agent(OTHER))], portal_credential())
    found = ask("GET", "statements").json()["statements"]
    assert [item["id"] for item in found] == [mine["id"]]
    filters = {"agent": learner_agent(LEARNER), "registration": str(REGISTRATION), "activity": ACTIVITY}
    assert [item["id"] for item in ask("GET", "statements", filters).json()["statements"]] == [mine["id"]]
    assert [ask("GET", "statements", {"statementId": one["id"]}).status_code for one in foreign] == [404] * 3
    assert ask("HEAD", "statements", {"statementId": mine["id"]}).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agent", learner_agent(OTHER)),
        ("registration", str(ELSEWHERE)),
        ("activity", "https://hoctap.example.vn/xapi/activities/8"),
    ],
)
def test_filters_that_name_something_else_are_refused(ask, name: str, value: Any) -> None:
    answer = ask("GET", "statements", {name: value})
    assert (answer.status_code, answer.json()["path"]) == (403, name)
    assert ask("GET", "statements", {"agent": "{"}).status_code == 400
    assert ask("GET", "statements", {"registration": "x"}).status_code == 400


def test_a_link_onward_of_another_key_is_refused_and_its_own_works(xapi, ask) -> None:
    ask("POST", "statements", body=[own(), own()])
    record([make_statement(1), make_statement(2)], portal_credential())

    def onward(answer: Any) -> dict:
        return {"more": answer.json()["more"].partition("more=")[2]}

    assert len(ask("GET", "statements", onward(ask("GET", "statements", {"limit": "1"}))).json()["statements"]) == 1
    stolen = onward(xapi("GET", "statements", {"limit": "1"}))
    answer = ask("GET", "statements", stolen)
    assert (answer.status_code, answer.json()["path"]) == (403, "more")


STATE = {"activityId": ACTIVITY, "agent": learner_agent(LEARNER), "registration": str(REGISTRATION), "stateId": "s"}


@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_its_state_is_kept_read_and_removed(ask, version: str) -> None:
    assert ask("PUT", "activities/state", STATE, {"page": 2}, version=version).status_code == 204
    assert ask("GET", "activities/state", STATE, version=version).json() == {"page": 2}
    listed = {name: value for name, value in STATE.items() if name != "stateId"}
    assert ask("GET", "activities/state", listed, version=version).json() == ["s"]
    assert ask("DELETE", "activities/state", listed, version=version).status_code == 204
    assert not Document.objects.exists()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agent", learner_agent(OTHER)),
        ("activityId", "https://hoctap.example.vn/xapi/activities/8"),
        ("registration", str(ELSEWHERE)),
        ("registration", None),
    ],
)
def test_state_of_anything_else_is_out_of_reach(ask, xapi, method: str, name: str, value: Any) -> None:
    there = {one: what for one, what in (STATE | {name: value}).items() if what is not None}
    xapi("PUT", "activities/state", there, {"kept": True})
    answer = ask(method, "activities/state", there, {"x": 1} if method in ("PUT", "POST") else None)
    assert answer.status_code == 403
    if method != "HEAD":
        assert answer.json()["path"] == name
    assert bytes(Document.objects.get().content) == b'{"kept": true}'


def test_profiles_ones_own_and_the_activitys_for_reading(ask, xapi) -> None:
    mine, other = ({"agent": learner_agent(one), "profileId": "cmi5LearnerPreferences"} for one in (LEARNER, OTHER))
    shared = {"activityId": ACTIVITY, "profileId": "p"}
    xapi("PUT", "activities/profile", shared, {"top": 1}, if_none_match="*")
    assert ask("PUT", "agents/profile", mine, {"a": 1}, if_none_match="*").status_code == 204
    assert ask("GET", "agents/profile", other).json()["path"] == "agent"
    assert ask("GET", "activities/profile", shared).json() == {"top": 1}
    for method in ("PUT", "POST", "DELETE"):
        answer = ask(method, "activities/profile", shared, None if method == "DELETE" else {"top": 2}, if_match="*")
        assert (answer.status_code, answer.json()["path"]) == (403, "activityId")
    assert ask("GET", "activities/profile", shared | {"activityId": "https://a.vn/x"}).status_code == 403


def test_what_is_known_of_others_is_out_of_reach(ask) -> None:
    assert ask("GET", "activities", {"activityId": ACTIVITY}).status_code == 200
    assert ask("GET", "agents", {"agent": learner_agent(LEARNER)}).status_code == 200
    assert ask("GET", "activities", {"activityId": "https://a.vn/x"}).json()["path"] == "activityId"
    assert ask("GET", "agents", {"agent": learner_agent(OTHER)}).json()["path"] == "agent"


def test_a_launch_ends_by_the_clock_by_hand_and_with_all_packages(xapi) -> None:
    key, secret = launch_credential(LEARNER, ACTIVITY, REGISTRATION, 1)
    assert authenticate(key, secret).limit.key == key
    assert authenticate(key, secret + "x") is None
    assert end_launch(key) is True
    assert end_launch(key) is False
    assert authenticate(key, secret) is None
    assert xapi("GET", "statements", key=basic(key, secret)).status_code == 401
    key, secret = launch_credential(LEARNER, ACTIVITY, REGISTRATION, 1)
    assert authenticate(key, secret)
    Launch.objects.filter(key=key).update(expires_at=timezone.now() - timedelta(seconds=1))
    credentials.forget()
    assert authenticate(key, secret) is None
    key, secret = launch_credential(LEARNER, ACTIVITY, REGISTRATION, 1)
    packages = Credential.objects.get(key="packages")
    packages.revoked_at = timezone.now()
    packages.save()
    assert authenticate(key, secret) is None


def test_many_launches_are_one_key_in_the_lists_and_old_ones_go() -> None:
    for _ in range(3):
        launch_credential(LEARNER, ACTIVITY, uuid4(), 1)
    assert Credential.objects.filter(key="packages").count() == Credential.objects.count() == 1
    Launch.objects.update(expires_at=timezone.now() - timedelta(days=2))
    launch_credential(OTHER, ACTIVITY, REGISTRATION, 1)
    assert [one.learner_id for one in Launch.objects.all()] == [OTHER]


@pytest.mark.parametrize(("activity", "hours"), [("khong-phai-iri", 1), (ACTIVITY, 0), (ACTIVITY, -1), (ACTIVITY, 73)])
def test_a_launch_that_makes_no_sense(activity: str, hours: float) -> None:
    with pytest.raises(ValueError, match="IRI|hours"):
        launch_credential(LEARNER, activity, REGISTRATION, hours)
    assert not Launch.objects.exists()


@pytest.mark.parametrize(
    ("iri", "activity", "is_within"),
    [
        ("https://a.vn/1", "https://a.vn/1", True),
        ("https://a.vn/1/2", "https://a.vn/1", True),
        ("https://a.vn/1/2", "https://a.vn/1/", True),
        ("https://a.vn/12", "https://a.vn/1", False),
        ("https://a.vn/", "https://a.vn/1", False),
        ("https://A.vn/1", "https://a.vn/1", False),
        ("https://a.vn/1?x=1", "https://a.vn/1", True),
        ("https://a.vn/1-x", "https://a.vn/1", False),
    ],
)
def test_what_lies_below_an_activity(iri: str, activity: str, is_within: bool) -> None:
    assert within(iri, activity) is is_within
