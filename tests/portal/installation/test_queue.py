"""What waits in the queue: counted and dated for files and for Redis; a queue that is away is said, never raised."""

import os
import time
from pathlib import Path

import pytest
from celery import Celery
from redis import Redis

from portal.installation import waiting_work
from portal.installation.public import queued
from tests.portal.running.test_services import address


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.CELERY_BROKER_URL = "filesystem://localhost"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path)}
    return tmp_path


def _message(folder: Path, name: str, age: int) -> None:
    (folder / name).write_text("{}", encoding="utf-8")
    at = time.time() - age
    os.utime(folder / name, (at, at))


def test_files_are_counted_and_the_oldest_is_dated(folder: Path) -> None:
    assert (queued().waiting, queued().oldest) == (0, None)
    _message(folder, "1_a.portal.msg", 60)
    _message(folder, "2_b.portal-long.msg", 7200)
    _message(folder, "3_c.celery.pidbox.msg", 90_000)  # no task: how workers speak among themselves
    _message(folder, "4_d.portal.msg.new", 90_000)  # not written whole yet
    found = queued()
    assert found.waiting == 2
    assert found.oldest is not None
    assert 7190 < time.time() - found.oldest.timestamp() < 7300


def test_the_count_has_an_end(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(waiting_work, "MOST", 3)
    for number in range(5):
        _message(folder, f"{number}_a.portal.msg", number)
    assert (queued().waiting, queued().more) == (3, True)


def test_a_queue_that_is_away_is_said(settings, folder: Path) -> None:
    folder.rmdir()
    assert queued().problem == "FileNotFoundError"
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    assert queued().problem == "ConnectionError"


@pytest.mark.services
def test_redis_is_asked_for_length_and_for_the_oldest_message(settings) -> None:
    url = settings.CELERY_BROKER_URL = address("REDIS_TEST_URL", "Redis")
    line = Redis.from_url(url)
    line.delete("portal", "portal-long")
    before = time.time()
    sender = Celery(broker=url)
    for _message in range(3):
        sender.send_task("portal.tasks.tick", queue="portal")
    sender.close()
    try:
        found = queued()
        assert found.waiting == 3
        assert found.oldest is not None
        assert before <= found.oldest.timestamp() <= time.time()
    finally:
        line.delete("portal", "portal-long")
