"""Limits count in the database: exactly, whoever counts, until their window ends."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from portal.limits import counting
from portal.limits.models import Attempts
from portal.limits.public import Limit, closed_until, count, forget, forget_ended, when

FEW = Limit("a test", 3, 60)


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until it is moved."""
    moment = [timezone.now()]
    monkeypatch.setattr(counting.timezone, "now", lambda: moment[0])
    return lambda seconds: moment.append(moment.pop() + timedelta(seconds=seconds))


@pytest.mark.django_db
def test_so_many_in_a_window_and_then_from_anew(clock):
    assert [count(FEW, "a") is None for _try in range(5)] == [True, True, True, False, False]
    end = closed_until(FEW, "a")
    clock(59)
    assert count(FEW, "a") == end  # trying on does not make it longer
    assert count(FEW, "b") is None  # somebody else
    assert count(Limit("another", 3, 60), "a") is None
    clock(1)
    assert closed_until(FEW, "a") is None
    assert count(FEW, "a") is None


@pytest.mark.django_db
def test_what_ended_goes_and_nothing_personal_was_kept(clock):
    count(FEW, "0901234567")
    assert "0901234567" not in str(Attempts.objects.values_list())
    assert forget_ended() == 0
    clock(61)
    assert forget_ended() == 1
    count(FEW, "a")
    forget(FEW, "a")
    assert not Attempts.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_once_each():
    def tries() -> None:
        for _try in range(5):
            count(FEW, "a")
        connections.close_all()

    threads = [threading.Thread(target=tries) for _thread in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert Attempts.objects.get().count == 20


@pytest.mark.django_db
def test_one_question_to_the_database(django_assert_num_queries):
    with django_assert_num_queries(1):
        count(FEW, "a")


def test_the_time_is_said_in_words(clock):
    said = when(timezone.now() + timedelta(minutes=4))
    assert "4" in said
    assert ":" in said
