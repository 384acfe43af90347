"""What `record` promises."""

import contextlib
import random
import threading
import time
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from learning_records import driver
from learning_records.browser.sentences import verb_words
from learning_records.ingest import record as store
from learning_records.models import Activity, Statement, StatementAgent
from learning_records.public import (
    Conflict,
    InvalidStatement,
    WrongInstallation,
    find,
    horizon,
    learner_agent,
    make_credential,
    portal_authority,
    portal_credential,
    read_concerning,
    read_for_consumer,
    record,
    sentence,
    statements_of,
    void,
)
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db


def test_stored_then_already_there() -> None:
    key, statement = portal_credential(), make_statement()
    first, again = record([statement], key)[0], record([statement], key)[0]
    assert (first.kind, again.kind) == ("stored", "already_there")
    assert Statement.objects.count() == 1
    found = find(UUID(statement["id"]))
    assert found.statement["verb"] == statement["verb"]
    assert found.authority == portal_authority()
    assert found.statement["version"] == "1.0.3"


def test_a_changed_statement_refuses_the_whole_batch() -> None:
    key, old = portal_credential(), make_statement()
    record([old], key)
    changed = old | {"object": {"id": "https://example.vn/activities/other"}}
    with pytest.raises(Conflict) as refusal:
        record([make_statement(2), changed, make_statement(3)], key)
    assert refusal.value.statement_id == UUID(old["id"])
    assert Statement.objects.count() == 1
    assert find(UUID(old["id"])).statement["object"]["id"] == "https://example.vn/activities/1"


def test_one_bad_statement_refuses_the_batch_and_names_the_property() -> None:
    bad = make_statement(2, result={"score": {"scaled": 3}})
    with pytest.raises(InvalidStatement) as refusal:
        record([make_statement(), bad], portal_credential())
    assert refusal.value.path == "statements[1].result.score.scaled"
    assert Statement.objects.count() == 0


def test_the_same_id_twice_in_one_batch() -> None:
    statement = make_statement()
    with pytest.raises(InvalidStatement, match="twice"):
        record([statement, statement], portal_credential())


def test_number_spelling_and_order_survive() -> None:
    text = (
        '{"verb":{"id":"http://adlnet.gov/expapi/verbs/completed"},"object":{"id":"https://a.vn/1"},'
        '"actor":{"mbox":"mailto:a@b.vn"},"result":{"score":{"raw":1.50,"max":12345678901234567890123}}}'
    )
    statement = {
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": "https://a.vn/1"},
        "actor": {"mbox": "mailto:a@b.vn"},
        "result": {"score": {"raw": 1.5, "max": 12345678901234567890123}},
    }
    record([statement], portal_credential(), texts=[text])
    assert Statement.objects.get().payload.startswith(text[:-1])


def test_canonical_rows_are_shared_and_links_have_roles() -> None:
    record([make_statement(1), make_statement(1)], portal_credential())
    assert Activity.objects.count() == 1
    assert StatementAgent.objects.count() == 4  # actor and authority of each


def test_voiding_before_and_after_its_target() -> None:
    key, early, late = portal_credential(), make_statement(1), make_statement(2)
    record([early], key)
    void(UUID(early["id"]), key)
    void(UUID(late["id"]), key)
    record([late], key)
    assert find(UUID(early["id"])).voided
    assert find(UUID(late["id"])).voided


def test_a_voiding_statement_cannot_be_voided() -> None:
    key, statement = portal_credential(), make_statement()
    record([statement], key)
    voider = void(UUID(statement["id"]), key)
    with pytest.raises(InvalidStatement, match="cannot be voided"):
        void(voider.statement_id, key)


def test_statements_of_a_learner_by_event_time() -> None:
    me, key = uuid4(), portal_credential()
    late = make_statement(1, actor=learner_agent(me), timestamp="2026-03-02T00:00:00Z")
    early = make_statement(2, actor=learner_agent(me), timestamp="2026-03-01T00:00:00+07:00")
    record([late, early, make_statement(3)], key)
    assert [item.statement["id"] for item in statements_of(me, verbs=["completed"])] == [early["id"], late["id"]]
    assert statements_of(me, verbs=["failed"]) == []
    assert "Bài 2" in sentence(early)


def test_another_base_iri_is_refused(settings) -> None:
    record([make_statement()], portal_credential())
    key = portal_credential()
    settings.IRI_BASE = "https://other.example.vn"
    with pytest.raises(WrongInstallation, match="began with"):
        record([make_statement()], key)


def test_no_two_verbs_are_said_alike() -> None:
    words = list(verb_words().values())
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("http://adlnet.gov/expapi/verbs/experienced", "đã xem “Bài 1”"),
        ("https://w3id.org/xapi/adl/verbs/waived", "được miễn “Bài 1”"),
        ("https://example.vn/verbs/trồng", "đã trồng “Bài 1”"),
    ],
)
def test_verbs_of_others_are_said_in_vietnamese_as_far_as_it_is_known(verb: str, said: str) -> None:
    assert sentence(make_statement(verb={"id": verb, "display": {"vi": "đã trồng", "en": "planted"}})).endswith(said)


@pytest.mark.django_db(transaction=True)
def test_what_rolls_back_leaves_nothing() -> None:
    key = portal_credential()

    def act() -> None:
        with transaction.atomic():
            record([make_statement()], key)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert Statement.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_consumer_misses_nothing_and_doubles_nothing_under_concurrent_writers() -> None:
    key, stop, seen = portal_credential(), time.monotonic() + 2.5, []
    done = threading.Event()

    def write(name: int) -> None:
        try:
            while time.monotonic() < stop:
                with transaction.atomic():
                    record([make_statement(name) for _ in range(3)], key)
                    time.sleep(random.random() * 0.02)
        finally:
            connection.close()

    def consume() -> None:
        cursor = 0
        try:
            while True:
                last_round = done.is_set()
                found = read_for_consumer(cursor, 500)
                seen.extend(item.seq for item in found)
                cursor = found[-1].seq if found else cursor
                if last_round and not found:
                    return
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    reader = threading.Thread(target=consume)
    for thread in [*writers, reader]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    stored = list(Statement.objects.order_by("seq").values_list("seq", flat=True))
    assert len(stored) > 50
    assert seen == stored


@pytest.mark.django_db(transaction=True)
def test_an_open_writer_holds_the_horizon_and_only_its_own_rows() -> None:
    key = portal_credential()
    record([make_statement()], key)
    before, inside, go_on = horizon(), threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                record([make_statement(7)], key)
                inside.set()
                go_on.wait(10)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait(10)
    record([make_statement(8)], key)
    assert horizon() == before
    assert read_for_consumer(before, 10) == []
    go_on.set()
    holder.join()
    assert len(read_for_consumer(before, 10)) == 2


def test_a_consumer_of_our_own_keys_passes_over_what_others_stored() -> None:
    other, _secret = make_credential("Another system", ["all"])
    ours, begun = portal_credential(), horizon()
    mine = [record([make_statement(number)], ours)[0] for number in range(2)]
    for number in range(5):
        record([make_statement(10 + number)], other)
    record([make_statement(20, object={"objectType": "StatementRef", "id": str(uuid4())})], other)
    about = void(uuid4(), other)
    last = record([make_statement(30)], ours)[0]
    record([make_statement(31)], other)

    window = read_concerning(begun, 3, {portal_authority()})
    assert [item.seq for item in window.found] == [mine[0].seq, mine[1].seq, about.seq]
    assert window.position == about.seq, "the limit was reached: what follows has not been looked at"
    window = read_concerning(window.position, 3, {portal_authority()})
    assert [item.seq for item in window.found] == [last.seq]
    assert window.position == horizon(), "what others stored at the end is passed over for good"
    assert read_concerning(window.position, 3, {portal_authority()}).found == []


def test_a_long_stretch_of_others_is_passed_in_steps(monkeypatch) -> None:
    monkeypatch.setattr("learning_records.query.stored._STRETCH", 4)
    other, _secret = make_credential("Another system", ["all"])
    begun = horizon()
    for number in range(10):
        record([make_statement(number)], other)
    mine = record([make_statement(30)], portal_credential())[0]
    position, seen = begun, []
    while (window := read_concerning(position, 3, {portal_authority()})).position > position:
        position, seen = window.position, seen + [item.seq for item in window.found]
    assert (seen, position) == ([mine.seq], horizon())


@pytest.mark.django_db(transaction=True)
def test_a_refused_batch_leaves_no_rows_and_no_open_transaction() -> None:
    key, known = portal_credential(), make_statement(1)
    record([known], key)
    changed = known | {"verb": {"id": "http://adlnet.gov/expapi/verbs/failed"}}
    with pytest.raises(Conflict):
        record([make_statement(2), changed], key)
    assert connection.connection.info.transaction_status.name == "IDLE"
    assert (Statement.objects.count(), StatementAgent.objects.filter(statement__isnull=False).count()) == (1, 2)
    assert [one.kind for one in record([make_statement(3), known, make_statement(4)], key)] == [
        "stored",
        "already_there",
        "stored",
    ]
    links = StatementAgent.objects.values_list("statement_id", flat=True)
    assert sorted(links) == sorted(list(Statement.objects.values_list("seq", flat=True)) * 2), (
        "learner and authority of each"
    )


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_the_database_answers_with_a_rollback_is_an_error(monkeypatch) -> None:
    key, spoil = portal_credential(), store.references.connect

    def broken(cursor, *rest) -> None:
        spoil(cursor, *rest)
        with contextlib.suppress(psycopg.errors.DivisionByZero), driver.pipeline() as line:
            cursor.execute("SELECT 1/0")
            line.sync()

    monkeypatch.setattr(store.references, "connect", broken)
    with pytest.raises(psycopg.OperationalError, match="COMMIT was answered with"):
        record([make_statement(1)], key)
    monkeypatch.undo()
    assert not Statement.objects.exists()
    assert record([make_statement(1)], key)[0].kind == "stored"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_long_idle_is_asked_before_the_transaction_and_not_inside() -> None:
    record([make_statement(1)], portal_credential())
    key, same = portal_credential(), connection.connection
    connection.health_check_enabled, connection.health_check_done = True, False
    assert record([make_statement(2)], key)[0].kind == "stored"
    assert connection.connection is same, "it was alive, so it was kept"
    connection.health_check_done = False
    same.close()
    assert record([make_statement(3)], key)[0].kind == "stored"
    assert Statement.objects.count() == 3
