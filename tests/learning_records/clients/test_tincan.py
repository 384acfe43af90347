"""Python's tincan as it comes from the package index, against the endpoint on a real socket.

tincan is no longer looked after; where it does not do what xAPI 1.0.3 asks of a client, the test says so and shows the way round.
"""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tincan import (
    Activity,
    ActivityDefinition,
    ActivityProfileDocument,
    Agent,
    AgentAccount,
    AgentProfileDocument,
    Context,
    ContextActivities,
    LanguageMap,
    RemoteLRS,
    Result,
    Score,
    StateDocument,
    Statement,
    StatementRef,
    Verb,
)
from tincan.http_request import HTTPRequest

from learning_records.models import Document
from learning_records.models import Statement as Stored
from tests.learning_records.clients.conftest import Door

pytestmark = pytest.mark.django_db(transaction=True)
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"


def lrs(door: Door, version: str = "1.0.3") -> RemoteLRS:
    return RemoteLRS(endpoint=door.endpoint, version=version, username=door.key, password=door.secret)


def learner(name: str = "hv-1") -> Agent:
    return Agent(account=AgentAccount(home_page="https://truong.example.vn", name=name))


def lesson(number: int = 1) -> Activity:
    return Activity(
        id=f"https://truong.example.vn/bai/{number}",
        definition=ActivityDefinition(name=LanguageMap(vi=f"Bài {number}")),
    )


def statement(number: int = 1, **more) -> Statement:
    given = {
        "actor": learner(),
        "verb": Verb(id=COMPLETED, display=LanguageMap(vi="đã học xong")),
        "object": lesson(number),
    }
    return Statement(**(given | more))


def etag(answer) -> str:
    """tincan looks for it under a name that its own list of headers does not have, so `document.etag` stays empty."""
    return answer.response.getheader("ETag")


def test_about(door) -> None:
    """We also speak 2.0, and tincan breaks on a version it does not know: who wants to know asks by hand."""
    store = lrs(door())
    with pytest.raises(ValueError, match="2.0.0"):
        store.about()
    answer = store._send_request(HTTPRequest(method="GET", resource="about"))
    assert json.loads(answer.data)["version"] == ["1.0.3", "2.0.0"]
    assert answer.response.getheader("X-Experience-API-Version") == "1.0.3"


@pytest.mark.parametrize("version", ["1.0.0", "1.0.1", "1.0.2", "1.0.3"])
def test_a_statement_there_and_back(door, version: str) -> None:
    given = door()
    store = lrs(given, version)
    sent = statement(
        id=str(uuid4()),
        result=Result(
            score=Score(scaled=0.95), success=True, completion=True, response="Đúng", duration=timedelta(seconds=90)
        ),
        context=Context(
            registration=str(uuid4()), language="vi", context_activities=ContextActivities(parent=[lesson(9)])
        ),
        timestamp=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    )
    assert store.save_statement(sent).success
    assert store.save_statement(sent).success  # the same once more changes nothing
    back = store.retrieve_statement(sent.id)
    assert back.success
    found = back.content
    assert found.object.definition.name["vi"] == "Bài 1"
    assert (found.result.score.scaled, found.result.response) == (0.95, "Đúng")
    assert found.result.duration == timedelta(seconds=90)
    assert found.context.context_activities.parent[0].id == lesson(9).id
    assert found.timestamp == sent.timestamp
    assert found.authority.account.name == f"key:{given.key}"
    assert found.stored is not None
    assert Stored.objects.count() == 1


def test_an_id_is_given_when_there_is_none(door) -> None:
    sent = statement()
    answer = lrs(door()).save_statement(sent)
    assert answer.success
    assert [str(sent.id)] == [str(found) for found in Stored.objects.values_list("statement_id", flat=True)]


def test_many_at_once_and_page_by_page(door) -> None:
    store = lrs(door())
    sent = [statement(number, id=str(uuid4())) for number in range(5)]
    assert store.save_statements(sent).success
    assert store.save_statement(statement(9, actor=learner("hv-2"))).success
    answer = store.query_statements(
        {
            "agent": learner(),
            "verb": Verb(id=COMPLETED),
            "limit": 2,
            "ascending": "true",
            "since": "2020-01-01T00:00:00Z",
        }
    )
    seen, pages = [], 0
    while answer.success:
        seen += [str(found.id) for found in answer.content.statements]
        pages += 1
        if not answer.content.more:
            break
        answer = store.more_statements(answer.content)
    assert seen == [str(one.id) for one in sent]
    assert pages == 3
    related = store.query_statements({"activity": lesson(3), "related_activities": "true", "format": "ids"})
    assert [str(found.id) for found in related.content.statements] == [str(sent[3].id)]


def test_one_bad_statement_keeps_the_whole_batch_out(door) -> None:
    answer = lrs(door()).save_statements([statement(1), statement(2, result=Result(score=Score(scaled=3)))])
    assert not answer.success
    assert answer.response.status == 400
    assert json.loads(answer.data)["path"] == "statements[1].result.score.scaled"
    assert not Stored.objects.exists()


def test_voiding(door) -> None:
    store = lrs(door())
    sent = statement(id=str(uuid4()))
    store.save_statement(sent)
    voiding = statement(verb=Verb(id="http://adlnet.gov/expapi/verbs/voided"), object=StatementRef(id=sent.id))
    assert store.save_statement(voiding).success
    assert store.retrieve_statement(sent.id).response.status == 404
    assert str(store.retrieve_voided_statement(sent.id).content.id) == str(sent.id)


def test_state_and_its_etag(door) -> None:
    store = lrs(door())
    where = {"activity": lesson(), "agent": learner()}
    kind = "application/json; charset=utf-8"
    first = StateDocument(id="cho-dung", content=json.dumps({"trang": 3}), content_type=kind, **where)
    assert store.save_state(first).success
    back = store.retrieve_state(lesson(), learner(), "cho-dung")
    assert json.loads(back.content.content) == {"trang": 3}
    second = StateDocument(id="cho-dung", content='{"trang": 4}', content_type=kind, etag=etag(back), **where)
    # tincan sends a state twice; of the second time, If-Match no longer holds. What counts is that the first was stored.
    assert store.save_state(second).response.status == 412
    back = store.retrieve_state(lesson(), learner(), "cho-dung")
    assert json.loads(back.content.content) == {"trang": 4}
    assert store.retrieve_state_ids(lesson(), learner()).content == ["cho-dung"]
    assert store.delete_state(StateDocument(id="cho-dung", etag='"old"', **where)).response.status == 412
    assert store.delete_state(StateDocument(id="cho-dung", etag=etag(back), **where)).success
    assert not Document.objects.exists()


def test_all_states_of_a_learner_go_at_once(door) -> None:
    store = lrs(door())
    for name in ("mot", "hai"):
        assert store.save_state(StateDocument(id=name, content="x", activity=lesson(), agent=learner())).success
    assert store.save_state(StateDocument(id="ba", content="x", activity=lesson(), agent=learner("hv-2"))).success
    assert store.clear_state(lesson(), learner()).success
    assert store.retrieve_state_ids(lesson(), learner()).content == []
    assert store.retrieve_state_ids(lesson(), learner("hv-2")).content == ["ba"]


@pytest.mark.parametrize("kind", ["activity", "agent"])
def test_profiles_and_their_etags(door, kind: str) -> None:
    store = lrs(door())
    subject = lesson() if kind == "activity" else learner()
    document = ActivityProfileDocument if kind == "activity" else AgentProfileDocument
    save, retrieve = getattr(store, f"save_{kind}_profile"), getattr(store, f"retrieve_{kind}_profile")
    made = {"id": "ho-so", "content_type": "application/json", kind: subject}

    # 1.0.3 wants a header for every PUT of a profile; tincan has none to say “new”, so the first goes by hand.
    refused = save(document(content='{"muc": 1}', **made))
    assert refused.response.status == 400
    assert "If-None-Match: *" in json.loads(refused.data)["error"]
    new = HTTPRequest(
        method="PUT",
        resource="activities/profile" if kind == "activity" else "agents/profile",
        headers={"Content-Type": "application/json", "If-None-Match": "*"},
        query_params={"profileId": "ho-so"}
        | ({"activityId": subject.id} if kind == "activity" else {"agent": subject.to_json("1.0.3")}),
        content='{"muc": 1}',
    )
    assert store._send_request(new).response.status == 204
    assert store._send_request(new).response.status == 412  # it is no longer new

    first = retrieve(subject, "ho-so")
    assert json.loads(first.content.content) == {"muc": 1}
    assert save(document(content='{"muc": 2}', etag=etag(first), **made)).success
    assert save(document(content='{"muc": 3}', etag=etag(first), **made)).response.status == 412
    last = retrieve(subject, "ho-so")
    assert json.loads(last.content.content) == {"muc": 2}
    assert getattr(store, f"retrieve_{kind}_profile_ids")(subject).content == ["ho-so"]
    assert getattr(store, f"delete_{kind}_profile")(document(etag=etag(last), **made)).success
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("scopes", "writes", "reads", "keeps"),
    [
        (["statements/write"], 200, 403, 403),
        (["statements/write", "statements/read/mine", "state"], 200, 200, 204),
        (["statements/read"], 403, 200, 403),
        (["all/read"], 403, 200, 403),
        (["state"], 403, 403, 204),
    ],
)
def test_what_a_key_may_do(door, scopes: list[str], writes: int, reads: int, keeps: int) -> None:
    store = lrs(door(*scopes))
    state = StateDocument(id="x", content="x", activity=lesson(), agent=learner())
    assert store.save_statement(statement()).response.status == writes
    assert store.query_statements({"limit": 1}).response.status == reads
    assert store.save_state(state).response.status == keeps


def test_a_key_reads_only_its_own(door) -> None:
    one, other = lrs(door("statements/write", "statements/read/mine")), lrs(door("statements/write"))
    mine, theirs = statement(1, id=str(uuid4())), statement(2, id=str(uuid4()))
    assert one.save_statement(mine).success
    assert other.save_statement(theirs).success
    assert [str(found.id) for found in one.query_statements({}).content.statements] == [str(mine.id)]
    assert one.retrieve_statement(theirs.id).response.status == 404


def test_a_wrong_secret(door) -> None:
    given = door()
    answer = lrs(Door(given.endpoint, given.key, "sai")).save_statement(statement())
    assert answer.response.status == 401
    assert answer.response.getheader("WWW-Authenticate") == 'Basic realm="xAPI"'
    assert not Stored.objects.exists()
