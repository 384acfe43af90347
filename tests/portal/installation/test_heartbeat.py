"""The worker and its clock leave notes; a real worker does so beside its tasks."""

import threading
from types import SimpleNamespace

import pytest
from django.conf import settings as conf

from portal import heartbeat
from portal.installation.public import CLOCK, noted, worker_of
from portal.tasks import tick


@pytest.mark.django_db
def test_the_clock_notes_that_its_message_arrived() -> None:
    tick()
    assert CLOCK in noted([CLOCK])
    assert conf.CELERY_BEAT_SCHEDULE["tick"]["task"] == tick.name


@pytest.mark.django_db(transaction=True)
def test_a_worker_beats_for_every_queue_it_serves_until_it_ends(monkeypatch) -> None:
    monkeypatch.setattr(heartbeat, "_ended", threading.Event())
    consumer = SimpleNamespace(
        hostname="tho@may-1",
        app=SimpleNamespace(amqp=SimpleNamespace(queues=SimpleNamespace(consume_from={"portal": 1, "portal-long": 2}))),
    )
    heartbeat.begin(consumer)
    heartbeat.end()
    for thread in threading.enumerate():
        if thread.name == "heartbeat":
            thread.join(timeout=20)
            assert not thread.is_alive()
    found = noted([worker_of("portal"), worker_of("portal-long")])
    assert {row.text for row in found.values()} == {"tho@may-1"}
    assert len(found) == 2


def test_a_database_that_is_away_does_not_end_the_beat(monkeypatch, caplog) -> None:
    def away(*_args: object) -> None:
        raise heartbeat.DatabaseError("away")

    monkeypatch.setattr(heartbeat, "note", away)
    monkeypatch.setattr(heartbeat, "connection", SimpleNamespace(close=lambda: None))
    heartbeat.beat(("portal",), "tho@may-1")
    assert "could not say that it is alive" in caplog.text
