"""Writers at the same time: nothing missed, nothing doubled, nothing void that should be and is not."""

import threading
import time
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from learning_records.consumers.order import consistent_through
from learning_records.forwarding import selection
from learning_records.forwarding.models import ForwardingTarget
from learning_records.ingest import references
from learning_records.models import Credential, Statement, StatementReference
from learning_records.public import find, horizon, portal_credential, read_for_consumer, record, void
from learning_records.query.voidings import taken_back_before_they_came
from learning_records.tasks import settle
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db(transaction=True)


class Holding:
    """An act in a thread and connection of its own, whose transaction stays open until `release`."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._inside, self._go_on, self._act = threading.Event(), threading.Event(), act
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._inside.wait(10)

    def _run(self) -> None:
        try:
            with transaction.atomic():
                self._act()
                self._inside.set()
                self._go_on.wait(10)
        finally:
            self._inside.set()
            connection.close()

    def release(self) -> None:
        self._go_on.set()
        self._thread.join()


@pytest.fixture
def key() -> Credential:
    """A key on a store that knows our verbs: a new verb in an open transaction would make others wait for its row."""
    found = portal_credential()
    record([make_statement()], found)
    void(uuid4(), found)
    return found


@pytest.fixture
def holding() -> Iterator[Callable[[Callable[[], object]], Holding]]:
    """Starts acts that stay open; ends those that a failing test left open."""
    started: list[Holding] = []

    def start(act: Callable[[], object]) -> Holding:
        started.append(Holding(act))
        return started[-1]

    yield start
    for one in started:
        one.release()


def test_a_write_open_in_another_database_hides_nothing() -> None:
    settings = connection.settings_dict
    address = {
        "host": settings["HOST"],
        "port": settings["PORT"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
    }
    with psycopg.connect(dbname="postgres", **address) as other:
        other.execute("CREATE TEMPORARY TABLE t (n int)")
        other.execute("INSERT INTO t VALUES (1)")  # has a transaction number now, and stays open
        other.execute("SELECT pg_advisory_xact_lock_shared(1::bigint << 62)")
        record([make_statement()], portal_credential())
        assert len(read_for_consumer(0, 10)) == 1


def test_a_writer_that_gave_up_holds_nothing_back(key) -> None:
    before = horizon()

    def give_up() -> None:
        with transaction.atomic():
            record([make_statement()], key)
            transaction.set_rollback(True)

    give_up()
    record([make_statement()], key)
    assert len(read_for_consumer(before, 10)) == 1


def test_an_outer_transaction_is_held_from_its_first_record(holding, key) -> None:
    before = horizon()
    first, second = make_statement(), make_statement()
    open_one = holding(lambda: (record([first], key), record([second], key)))
    record([make_statement()], key)
    assert horizon() == before
    open_one.release()
    assert len(read_for_consumer(before, 10)) == 3


def test_consistent_through_stands_before_an_open_writer(holding, key) -> None:
    open_one = holding(lambda: record([make_statement()], key))
    time.sleep(0.05)
    assert consistent_through() < timezone.now() - timezone.timedelta(seconds=0.04)
    open_one.release()
    stored = Statement.objects.latest("seq").stored
    assert consistent_through() > stored


def test_the_consumer_sees_what_it_wrote_itself() -> None:
    with transaction.atomic():
        record([make_statement()], portal_credential())
        assert len(read_for_consumer(0, 10)) == 1


@pytest.mark.parametrize("voider_first", [True, False])
def test_void_and_target_written_at_the_same_time(holding, key, voider_first: bool) -> None:
    """Neither transaction sees the other: whichever commits last, the target is voided in the end."""
    target = make_statement()
    acts = [lambda: void(UUID(target["id"]), key), lambda: record([target], key)]
    first, second = acts if voider_first else reversed(acts)
    open_one = holding(first)
    second()
    early = find(UUID(target["id"]))
    assert early is None or not early.voided
    open_one.release()
    references.settle()
    assert find(UUID(target["id"])).voided
    assert StatementReference.objects.latest("source_id").settled


def _at_the_same_time(holding, key, monkeypatch) -> int:
    """A voiding and its target that did not see each other, and nobody has settled yet: the number (seq) of the target."""
    target = make_statement()
    with monkeypatch.context() as killed:
        killed.setattr(references, "settle", lambda: None)
        open_one = holding(lambda: void(UUID(target["id"]), key))
        record([target], key)
        open_one.release()
    found = Statement.objects.get(statement_id=target["id"])
    assert not found.voided
    return found.seq


def test_a_voiding_that_came_first_counts_before_anybody_settles(holding, key, monkeypatch) -> None:
    """A copy sent on at that moment would never hear of the voiding: it was passed over while its target was not there."""
    seq = _at_the_same_time(holding, key, monkeypatch)
    assert taken_back_before_they_came([seq]) == {seq}
    to = ForwardingTarget(seq=seq - 1, batch=1)
    assert selection.next_batch(to, 1).items == []


def test_the_clock_settles_what_no_later_write_settles(holding, key, monkeypatch) -> None:
    seq = _at_the_same_time(holding, key, monkeypatch)
    settle()
    assert Statement.objects.get(seq=seq).voided
    assert not StatementReference.objects.filter(settled=False).exists()


def test_a_reference_settles_only_when_older_writers_have_ended(holding, key) -> None:
    open_one = holding(lambda: record([make_statement()], key))
    void(uuid4(), key)
    references.settle()
    assert not StatementReference.objects.latest("source_id").settled
    open_one.release()
    references.settle()
    assert StatementReference.objects.latest("source_id").settled


def test_batches_in_opposite_orders_both_come_through(key) -> None:
    """Two retries of the same batches, in different orders, may block each other; the loser tries again."""
    failures: list[Exception] = []
    statements = [make_statement(number) for number in range(300)]
    gate = threading.Barrier(4)

    def send(order: int) -> None:
        try:
            gate.wait(10)
            record(statements[::order], key)
        except Exception as problem:  # noqa: BLE001 - a thread's failure is told by the test
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(order,)) for order in (1, -1, 1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Statement.objects.count() == 302


def test_stored_times_differ_and_follow_the_batch() -> None:
    record([make_statement(number) for number in range(50)], portal_credential())
    stored = list(Statement.objects.order_by("seq").values_list("stored", flat=True))
    assert stored == sorted(set(stored))
