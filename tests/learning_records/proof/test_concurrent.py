"""Many at once, and connections that break: every batch whole or not at all, and the next request works."""

import json
import random
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction

from learning_records import driver
from learning_records.models import Statement, StatementActivity, StatementAgent
from learning_records.spec.statement import instant
from tests.builders.statements import make_statement
from tests.learning_records.proof.calling import THROUGH, VERSION, Answer, Caller, proper

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Runs every act in a thread and a connection of its own, all from the same moment; returns what they returned."""
    results: list[Any] = [None] * len(acts)
    troubles: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(20)
            results[number] = act()
        except BaseException as problem:  # noqa: BLE001 - told below, in the thread of the test
            troubles.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert troubles == []
    assert not any(thread.is_alive() for thread in threads)
    return results


def _post(call: Caller, batch: list[dict]) -> Answer:
    return call("POST", "statements", body=json.dumps(batch))


def _batch(number: int, **more: Any) -> list[dict]:
    return [make_statement(one, **more) for one in range(number)]


def _links(statements: list[dict]) -> tuple[int, int]:
    agents = StatementAgent.objects.filter(statement__statement_id__in=[one["id"] for one in statements]).count()
    return agents, StatementActivity.objects.filter(
        statement__statement_id__in=[one["id"] for one in statements]
    ).count()


def test_the_same_batch_from_many_is_stored_once_and_all_are_told_so(call: Caller) -> None:
    for _round in range(5):
        batch = _batch(20)
        answers = at_once([lambda batch=batch: proper(_post(call, batch)) for _ in range(THREADS)])
        assert [answer.status for answer in answers] == [200] * THREADS, [str(one) for one in answers]
        assert all(answer.json == [one["id"] for one in batch] for answer in answers)
        assert Statement.objects.filter(statement_id__in=[one["id"] for one in batch]).count() == 20
        assert _links(batch) == (40, 20), "actor and authority, and the object, of each: once"


def test_the_same_statements_in_other_orders(call: Caller) -> None:
    batch = _batch(12)
    mixed = [random.sample(batch, len(batch)) for _ in range(THREADS)]
    answers = at_once([lambda one=one: proper(_post(call, one)) for one in mixed])
    assert [answer.status for answer in answers] == [200] * THREADS, [str(one) for one in answers]
    assert Statement.objects.count() == 12
    assert _links(batch) == (24, 12)


def test_of_different_batches_with_the_same_ids_one_wins_whole(call: Caller) -> None:
    for _round in range(3):
        first = _batch(10)
        batches = [
            [statement | {"result": {"response": f"version {number}"}} for statement in first]
            + [make_statement(number)]
            for number in range(THREADS)
        ]
        answers = at_once([lambda one=one: proper(_post(call, one)) for one in batches])
        statuses = sorted(answer.status for answer in answers)
        assert statuses == [200] + [409] * (THREADS - 1), [str(one) for one in answers]
        winner = next(number for number, answer in enumerate(answers) if answer.status == 200)
        for number, batch in enumerate(batches):
            there = Statement.objects.filter(statement_id=batch[-1]["id"]).exists()
            assert there == (number == winner), "the statement that was in this batch alone"
        for row in Statement.objects.filter(statement_id__in=[one["id"] for one in first]):
            assert json.loads(row.payload)["result"] == {"response": f"version {winner}"}


def test_an_activity_that_many_define_at_once_gets_the_words_of_all(call: Caller) -> None:
    thing = "http://example.org/defined-by-many"

    def define(number: int) -> list[int]:
        found = []
        for turn in range(6):
            tag = f"x-{number}-{turn}"
            told = make_statement(
                object={"id": thing, "definition": {"name": {tag: "word"}, "extensions": {f"a:{tag}": 1}}}
            )
            found.append(proper(_post(call, [told, make_statement(number)])).status)
        return found

    results = at_once([lambda number=number: define(number) for number in range(THREADS)])
    assert results == [[200] * 6] * THREADS
    known = proper(call("GET", "activities", {"activityId": thing})).json["definition"]
    assert len(known["name"]) == len(known["extensions"]) == THREADS * 6


def test_nothing_appears_below_what_was_said_to_be_consistent(call: Caller) -> None:
    """The header may be remembered for a moment: whoever heard it has seen all that was stored before it."""
    started, over = instant("2000-01-01T00:00:00Z"), threading.Event()

    def write() -> None:
        for _turn in range(12):
            proper(_post(call, _batch(1 + random.randrange(2))))
        time.sleep(0.1)

    def read() -> list[tuple[Any, set[str]]]:
        heard = []
        while not over.is_set():
            answer = proper(call("GET", "statements", {"limit": "0"}))
            found, more = {one["id"] for one in answer.json["statements"]}, answer.json["more"]
            while more:
                page = proper(call("GET", "statements", more.partition("?")[2]))
                found |= {one["id"] for one in page.json["statements"]}
                more = page.json["more"]
            heard.append((instant(answer.headers[THROUGH]), found))
        return heard

    def write_all() -> None:
        try:
            at_once([write] * 4)
        finally:
            over.set()

    heard = [one for found in at_once([read, read, write_all]) if found for one in found]
    stored = dict(Statement.objects.values_list("statement_id", "stored"))
    assert len(heard) > 10
    assert any(through > min(stored.values()) for through, _found in heard), "the header moved on meanwhile"
    for through, found in heard:
        assert through > started
        missed = [one for one, moment in stored.items() if moment < through and str(one) not in found]
        assert missed == []


def _second_line() -> psycopg.Connection:
    at = connection.settings_dict
    return psycopg.connect(
        dbname=at["NAME"], host=at["HOST"], port=at["PORT"], user=at["USER"], password=at["PASSWORD"], autocommit=True
    )


_OTHERS = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
    "AND pid <> pg_backend_pid() AND pid <> ALL(%s)"
)


def _own_pid() -> int:
    connection.ensure_connection()
    return connection.connection.info.backend_pid


@pytest.mark.parametrize(
    ("method", "resource", "params", "body"),
    [
        ("GET", "statements", "", ""),
        ("POST", "statements", "", json.dumps(make_statement())),
        ("GET", "activities", {"activityId": "a:b"}, ""),
        ("GET", "activities/state", {"activityId": "a:b", "agent": '{"mbox":"mailto:a@example.org"}'}, ""),
    ],
    ids=count(1),  # the ids of statements are new in each worker
)
def test_after_a_connection_was_cut_one_request_may_fail_and_the_next_works(
    call: Caller, method: str, resource: str, params: Any, body: str
) -> None:
    def ask() -> Answer:
        return call(method, resource, params, body)

    assert proper(ask()).status == 200
    for _round in range(3):
        with _second_line() as line:
            line.execute("SELECT pg_terminate_backend(%s)", [_own_pid()])
        first = ask()
        assert first.status in (200, 503), first
        if first.status == 503:
            assert int(first.headers["Retry-After"]) >= 1
            assert "again" in first.json["error"]
            assert first.headers[VERSION] == "1.0.3"
        assert proper(ask()).status == 200, "the broken connection was not used again"


def test_a_connection_that_was_cut_while_it_rested_costs_no_request(call: Caller) -> None:
    assert proper(_post(call, _batch(1))).status == 200
    with _second_line() as line:
        line.execute("SELECT pg_terminate_backend(%s)", [_own_pid()])
    connection.answered_at = time.monotonic() - 10
    assert proper(_post(call, _batch(1))).status == 200


def _read_after_the_break() -> None:
    with driver.pipeline() as line, _second_line() as other:
        asked = driver.cursor().execute("BEGIN")
        line.sync()
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [_own_pid()])
        asked.fetchone()


def _read_what_has_no_rows() -> None:
    with driver.pipeline():
        driver.cursor().execute("BEGIN").fetchone()


def test_answers_that_went_with_the_connection_are_a_database_that_is_away() -> None:
    """The driver may have read what came before the break, and finds no records where it looks for the rest."""
    with pytest.raises(psycopg.OperationalError) as told:
        _read_after_the_break()
    assert isinstance(told.value.__cause__, psycopg.ProgrammingError)
    assert driver.is_down(told.value)
    driver.roll_back()
    with pytest.raises(psycopg.ProgrammingError):
        _read_what_has_no_rows()  # a mistake of ours stays one while the connection holds
    driver.roll_back()


def test_cut_connections_leave_no_half_batch(call: Caller) -> None:
    sent: list[tuple[list[str], int]] = []
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            batch = _batch(7, object={"id": f"http://example.org/{uuid4()}"})  # a canonical row to be made each time
            answer = _post(call, batch)
            assert answer.status in (200, 503), answer
            sent.append(([one["id"] for one in batch], answer.status))

    def cut() -> int:
        cuts, until = 0, time.monotonic() + 90  # however slow the machine: until enough was cut, refused and taken
        with _second_line() as line:
            mine = [line.info.backend_pid, own]
            while time.monotonic() < until:
                refusals = sum(status != 200 for _ids, status in list(sent))
                if cuts > 60 and refusals > 8 and len(sent) - refusals > 30:
                    break
                time.sleep(random.random() * 0.03)
                pids = [pid for (pid,) in line.execute(_OTHERS, [mine]).fetchall()]
                if pids:
                    cuts += line.execute("SELECT pg_terminate_backend(%s)::int", [random.choice(pids)]).fetchone()[0]
        over.set()
        return cuts

    own = _own_pid()
    *_nothing, cuts = at_once([write] * 4 + [cut])
    there = {str(one) for one in Statement.objects.values_list("statement_id", flat=True)}
    refused = [ids for ids, status in sent if status != 200]
    assert cuts > 20
    assert len(refused) > 5, "connections were cut while requests were at work"
    assert len(sent) - len(refused) > 20
    assert [ids for ids, status in sent if status == 200 and not there.issuperset(ids)] == []
    assert [ids for ids in refused if 0 < len(there.intersection(ids)) < len(ids)] == []
    for ids, _status in sent:
        if ids[0] in there:
            assert _links([{"id": one} for one in ids]) == (14, 7)
    ids, _status = sent[-1]
    assert proper(_post(call, _batch(1))).status == 200


def test_a_writer_that_waits_longer_than_the_database_allows_is_told_to_come_again(call: Caller) -> None:
    batch = _batch(2)
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            call("POST", "statements", body=json.dumps(batch))
            held.set()
            go_on.wait(20)

    def wait() -> Answer:
        held.wait(20)
        with connection.cursor() as line:
            line.execute("SET statement_timeout = '300ms'")
        try:
            return _post(call, [make_statement(), *batch])
        finally:
            go_on.set()

    _held, answer = at_once([hold, wait])
    assert answer.status == 503, answer
    assert Statement.objects.count() == 2
    assert proper(_post(call, [make_statement(), *batch])).status == 200
    assert Statement.objects.count() == 3
