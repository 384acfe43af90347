"""The bridge from Wagtail's tasks to Celery: only after commit, and not lost when the queue is away."""

import pytest
from celery import current_app
from django.db import transaction
from django_tasks import TaskResultStatus, task
from kombu.exceptions import OperationalError

from portal import tasks

CALLS: list[tuple[str, int]] = []


@task()
def note_down(word: str, *, times: int = 1) -> None:
    """A task of the same form as Wagtail's."""
    CALLS.append((word, times))


@pytest.fixture
def backend(settings) -> tasks.CeleryTaskBackend:
    """The bridge itself (tests otherwise run tasks at once), with a worker in this process."""
    CALLS.clear()
    assert current_app.conf.task_always_eager
    return tasks.CeleryTaskBackend("default", {"QUEUES": [], "OPTIONS": {}})


@pytest.mark.django_db(transaction=True)
def test_a_task_runs_after_the_commit_and_not_before(backend) -> None:
    with transaction.atomic():
        result = backend.enqueue(note_down, ["xin chào"], {"times": 2})
        assert result.status == TaskResultStatus.READY
        assert CALLS == []
    assert CALLS == [("xin chào", 2)]


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_transaction_that_fails_is_not_run(backend) -> None:
    with transaction.atomic():
        backend.enqueue(note_down, ["never"], {})
        transaction.set_rollback(True)
    assert CALLS == []


@pytest.mark.django_db(transaction=True)
def test_a_task_is_done_in_place_when_the_queue_is_away(backend, monkeypatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.run_task, "delay", refuse)
    backend.enqueue(note_down, ["anyway"], {})
    assert CALLS == [("anyway", 1)]
