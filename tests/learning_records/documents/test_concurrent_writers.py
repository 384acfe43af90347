"""Writers of one document at the same moment: each on a connection of its own, in step at the row's lock."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from learning_records.documents import store
from learning_records.documents.store import Address, Condition, Refused, etag_of

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = Address("agent", agent="mbox|mailto:a@b.vn", document_id="p")
JSON = "application/json"


def _in_step(monkeypatch, *writers: Callable[[], None]) -> list[Refused | None]:
    """Runs the writers, all of them past their reading of the document before any writes, unless the row's lock holds them.

    The first to have read waits until every other one has read too, or stands in the database's queue for the lock.
    """
    read, check = threading.Semaphore(0), store._check

    def checked(row, condition) -> None:
        read.release()
        _wait_for(lambda: read._value + _waiting() >= len(writers))
        check(row, condition)

    monkeypatch.setattr(store, "_check", checked)
    outcomes: list[Refused | None] = [None] * len(writers)

    def run(number: int) -> None:
        try:
            writers[number]()
        except Refused as problem:
            outcomes[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(writers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    return outcomes


def _waiting() -> int:
    """How many connections of this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


def _wait_for(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _turn in range(1000):
        if holds():
            return
        pause.wait(0.01)
    raise AssertionError("the other writer neither read nor waits")


def _write(content: bytes, condition: Condition, *, merge: bool = False) -> Callable[[], None]:
    return lambda: store.write(ADDRESS, content, JSON, condition, merge=merge)


def _content() -> bytes:
    return bytes(store.find(ADDRESS).content)


def test_of_two_that_saw_the_same_version_one_writes(monkeypatch) -> None:
    _write(b"1", Condition(if_none_match="*"))()
    seen = Condition(if_match=f'"{etag_of(b"1")}"')
    outcomes = _in_step(monkeypatch, _write(b"2", seen), _write(b"3", seen))
    (refused,) = [outcome for outcome in outcomes if outcome]
    assert refused.status == 412
    assert _content() == (b"2" if outcomes[0] is None else b"3")


def test_of_two_that_make_it_one_does(monkeypatch) -> None:
    new = Condition(if_none_match="*")
    outcomes = _in_step(monkeypatch, _write(b"2", new), _write(b"3", new))
    (refused,) = [outcome for outcome in outcomes if outcome]
    assert refused.status == 412
    assert _content() == (b"2" if outcomes[0] is None else b"3")


def test_two_merges_lose_nothing(monkeypatch) -> None:
    _write(b'{"a":1}', Condition())()
    writers = [_write(content, Condition(), merge=True) for content in (b'{"b":2}', b'{"c":3}')]
    assert _in_step(monkeypatch, *writers) == [None, None]
    assert sorted(_content().strip(b"{}").split(b",")) == [b'"a":1', b'"b":2', b'"c":3']


def test_a_removal_and_a_change(monkeypatch) -> None:
    _write(b"1", Condition())()
    seen = Condition(if_match=f'"{etag_of(b"1")}"')
    outcomes = _in_step(monkeypatch, _write(b"2", seen), lambda: store.remove(ADDRESS, seen))
    (refused,) = [outcome for outcome in outcomes if outcome]
    assert refused.status == 412
    assert (store.find(ADDRESS) is None) == (outcomes[1] is None)
