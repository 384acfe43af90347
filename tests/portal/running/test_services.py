"""Real services: a real worker over files and over Redis, and a real Elasticsearch.

`REDIS_TEST_URL` and `ELASTICSEARCH_TEST_URL` say where; `.ci/run` starts both. Without them these tests say in a line why
they are skipped; with REQUIRE_SERVICES=1 they fail instead.
"""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings

from portal import env
from tests.portal.running.test_supervisor import until


def address(variable: str, service: str) -> str:
    """Where the service answers; skips (or fails, when services are required) without it."""
    found = os.environ.get(variable, "")
    if not found:
        reason = f"{service} is not there: start one (.ci/services) and set {variable}"
        (pytest.fail if env.REQUIRE_SERVICES else pytest.skip)(reason)
    return found


@contextmanager
def worker(broker: str, var: Path) -> Iterator[None]:
    """A real worker process, as the runner starts it, without its clock."""
    surroundings = os.environ | {
        "VAR_DIR": str(var), "CELERY_BROKER_URL": broker, "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DATABASE_URL": "postgresql://portal@127.0.0.1:1/portal", "C_FORCE_ROOT": "1",
    }  # fmt: skip
    with open(var / "worker.log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "portal", "worker", "--pool=threads", "-c", "2", "--loglevel", "WARNING",
             "--without-gossip", "--without-mingle", "--without-heartbeat"],
            cwd=env.ROOT, env=surroundings, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _run_through(broker: str, options: dict, var: Path) -> None:
    sender = Celery(broker=broker)
    sender.conf.update(broker_transport_options=options, task_default_queue=settings.CELERY_TASK_DEFAULT_QUEUE)
    target = var / "word"
    message = ["tests.portal.written_by_worker.mark", [str(target)], {"word": "đã chạy"}]
    sender.send_task("portal.tasks.run_task", message)  # before the worker is there: it must find it
    with worker(broker if broker.startswith("redis") else "", var):
        until(target.exists, 60, var / "worker.log")
        assert target.read_text(encoding="utf-8") == "đã chạy"
        target.unlink()
        sender.send_task("portal.tasks.run_task", message)
        until(target.exists, 20, var / "worker.log")
    sender.close()


def test_a_real_worker_runs_a_task_through_the_queue_of_files(tmp_path: Path) -> None:
    for name in ("messages", "control"):
        (tmp_path / "queue" / name).mkdir(parents=True)
    options = {
        "data_folder_in": str(tmp_path / "queue" / "messages"), "data_folder_out": str(tmp_path / "queue" / "messages"),
        "control_folder": str(tmp_path / "queue" / "control"), "polling_interval": 0.1,
    }  # fmt: skip
    _run_through("filesystem://", options, tmp_path)


@pytest.mark.services
def test_a_real_worker_runs_a_task_through_redis(tmp_path: Path) -> None:
    _run_through(address("REDIS_TEST_URL", "Redis"), {}, tmp_path)


@pytest.mark.services
def test_elasticsearch_answers_with_its_health() -> None:
    base = address("ELASTICSEARCH_TEST_URL", "Elasticsearch")
    with urllib.request.urlopen(f"{base}/_cluster/health?wait_for_status=yellow&timeout=30s", timeout=40) as answer:
        health = json.loads(answer.read())
    assert health["status"] in ("green", "yellow")
    assert health["number_of_nodes"] == 1
