"""When it is sent: after waits that grow, in batches that fit, one sender a target, and nobody holds up another."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from learning_records.forwarding import http_client, tasks
from learning_records.forwarding.models import ForwardingTarget
from learning_records.forwarding.turns import send
from learning_records.public import portal_credential, record
from tests.builders.statements import make_statement
from tests.learning_records.forwarding.target_server import (
    answers,
    once_each,
    waits_for,
)

pytestmark = pytest.mark.django_db(transaction=True)


def until(true: Callable[[], object]) -> None:
    """Waits for it; fails after ten seconds."""
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end, "this never became true"
        time.sleep(0.02)


@pytest.fixture
def patient(monkeypatch) -> None:
    """A sender that waits as long as in operation."""
    monkeypatch.setattr(http_client, "STEP", 10.0)
    monkeypatch.setattr(http_client, "WHOLE", 30.0)


def test_the_wait_grows_to_an_hour_and_retry_after_is_heard(server, target, stored, at_once) -> None:
    stored(1)
    server.mood = answers(503)
    waits = []
    for _ in range(14):
        at_once(target)
        waits.append((target.next_try_at - timezone.now()).total_seconds())
    assert 2 < waits[0] <= 5
    assert 5 < waits[2] <= 20
    assert 1700 < waits[-1] <= 3600
    assert target.failures == 14
    for asked, least, most in (("7200", 7100, 7201), ("999999999", 80000, 86401)):
        server.mood = answers(503, Retry_After=asked)
        at_once(target)
        assert least < (target.next_try_at - timezone.now()).total_seconds() < most
    in_two_hours = (timezone.now() + timedelta(hours=2)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    server.mood = answers(429, Retry_After=in_two_hours)
    at_once(target)
    assert 7000 < (target.next_try_at - timezone.now()).total_seconds() < 7201


def test_before_its_time_and_when_paused_nothing_is_sent(server, target, stored) -> None:
    stored(2)
    ForwardingTarget.objects.filter(pk=target.pk).update(next_try_at=timezone.now() + timedelta(seconds=60))
    assert send(target.pk) == 0
    ForwardingTarget.objects.filter(pk=target.pk).update(next_try_at=None, active=False)
    assert send(target.pk) == 0
    assert server.posts == []


def test_batches_shrink_when_it_is_slow_and_grow_again(server, target, stored, at_once) -> None:
    def slow_when_many(_handler, statements) -> bool:
        if len(statements) > 60:
            time.sleep(2)
        return False

    server.mood = slow_when_many
    ids = stored(150)
    at_once(target)
    at_once(target)
    assert target.batch == 50
    for _ in range(6):
        at_once(target)
    once_each(server, ids)


def test_an_open_write_is_waited_for(server, target, stored, at_once) -> None:
    """What a transaction writes that began earlier and ends later is neither skipped nor overtaken."""
    stored(1)
    at_once(target)
    early, inside, go_on = make_statement(5), threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                record([early], portal_credential())
                inside.set()
                go_on.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert inside.wait(10)
    late = stored(3)
    assert at_once(target) == 0
    go_on.set()
    thread.join()
    assert at_once(target) == 4
    assert [one for post in server.posts[1:] for one in post] == [early["id"], *late]


def test_two_senders_do_not_serve_one_target(server, target, stored, patient) -> None:
    ids, go_on = stored(3), threading.Event()
    server.mood = waits_for(go_on)
    thread = threading.Thread(target=lambda: (send(target.pk), connection.close()))
    thread.start()
    until(lambda: server.posts)
    assert send(target.pk) == 0
    go_on.set()
    thread.join()
    once_each(server, ids)
    assert len(server.posts) == 1


def test_a_slow_target_holds_up_neither_the_others_nor_the_store(server, make_target, stored, patient) -> None:
    other, go_on = type(server)(), threading.Event()
    try:
        slow, quick = make_target(server.endpoint), make_target(other.endpoint, version="2.0.0")
        ids = stored(4)
        server.mood = waits_for(go_on)
        assert sorted(tasks.sweep()) == sorted([slow.pk, quick.pk])
        until(lambda: len(other.kept) == 4)
        more = stored(2)
        until(lambda: tasks.sweep() == [quick.pk])
        until(lambda: len(other.kept) == 6)
        # An administrator can stop the one that hangs, at once.
        ForwardingTarget.objects.filter(pk=slow.pk).update(active=False)
        assert server.kept == {}
        go_on.set()
        tasks.wait(10)
        once_each(server, ids)
        once_each(other, ids + more)
    finally:
        go_on.set()
        tasks.wait(10)
        other.stop()
