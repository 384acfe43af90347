"""What a request costs a key: no question, no write but once a minute, and a place in its bucket."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learning_records.access import credentials, rate_limits
from learning_records.models import Credential
from learning_records.public import authenticate, demo_credential, launch_credential, make_credential
from tests.learning_records.conftest import basic

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(rate_limits, "time", found)
    return found


@pytest.fixture
def slow(settings) -> None:
    settings.XAPI_REQUESTS_A_MINUTE = 3


def test_a_key_known_a_moment_ago_costs_no_question(django_assert_num_queries) -> None:
    row, secret = make_credential("Moodle", ["all"])
    assert authenticate(row.key, secret) is not None
    with django_assert_num_queries(0):
        found = authenticate(row.key, secret)
        assert found is not None
        assert rate_limits.wait_for(found) == 0


def test_last_used_is_noted_at_most_once_a_minute() -> None:
    row, secret = make_credential("Moodle", ["all"])

    def use() -> int:
        credentials.forget()  # as if two seconds had passed, or in another process
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert authenticate(row.key, secret)
        return sum(one["sql"].startswith("UPDATE") for one in asked)

    assert row.last_used_at is None
    assert use() == 1
    row.refresh_from_db()
    first = row.last_used_at
    assert timezone.now() - first < timedelta(seconds=30)
    assert [use(), use()] == [0, 0]
    Credential.objects.filter(pk=row.pk).update(last_used_at=first - timedelta(seconds=61))
    assert use() == 1
    row.refresh_from_db()
    assert row.last_used_at >= first


def test_a_wrong_secret_or_an_ended_key_is_no_use() -> None:
    row, secret = make_credential("Moodle", ["all"], expires_at=timezone.now() - timedelta(seconds=1))
    assert authenticate(row.key, secret) is None
    assert authenticate(row.key, "wrong") is None
    row.refresh_from_db()
    assert row.last_used_at is None


def test_a_key_that_asks_too_often_is_put_off(xapi, new_key, clock: Clock, slow) -> None:
    key, other = new_key("all"), new_key("all")
    assert [xapi("GET", "statements", key=key).status_code for _ in range(3)] == [200, 200, 200]
    with CaptureQueriesContext(connection) as asked:
        late = xapi("GET", "statements", key=key)
    assert (late.status_code, late["Retry-After"]) == (429, "20")
    assert late["X-Experience-API-Version"] == "1.0.3"
    assert "20 s" in late.json()["error"]
    assert [one["sql"] for one in asked if not one["sql"].startswith("SELECT")] == []
    assert xapi("GET", "statements", key=other).status_code == 200
    clock.now += 19.5
    assert xapi("GET", "statements", key=key)["Retry-After"] == "1"
    clock.now += 0.6
    assert xapi("GET", "statements", key=key).status_code == 200
    assert xapi("PUT", "statements", key=key, version="2.0.0").status_code == 429
    clock.now += 3600
    assert [xapi("GET", "statements", key=key).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_the_demo_key_has_no_bucket_and_a_number_of_nothing_means_no_limit(xapi, new_key, settings, slow) -> None:
    demo = basic(*demo_credential())
    assert {xapi("GET", "statements", key=demo).status_code for _ in range(9)} == {200}
    settings.XAPI_REQUESTS_A_MINUTE = 0
    key = new_key("all")
    assert {xapi("GET", "statements", key=key).status_code for _ in range(9)} == {200}


def test_each_launch_has_its_own_bucket(clock: Clock, slow) -> None:
    one, two = (authenticate(*launch_credential(uuid4(), "https://a.vn/b", uuid4(), 1)) for _ in range(2))
    assert one.key == two.key
    assert [rate_limits.wait_for(one) for _ in range(4)] == [0, 0, 0, 20]
    assert rate_limits.wait_for(two) == 0


def test_buckets_do_not_grow_without_end(monkeypatch, clock: Clock, slow) -> None:
    monkeypatch.setattr(rate_limits, "_MOST", 4)
    keys = [Credential(key=f"k{number}") for number in range(9)]
    for key in keys[:4]:
        rate_limits.wait_for(key)
    clock.now += 1
    rate_limits.wait_for(keys[4])
    assert len(rate_limits._buckets) == 4, "none was full: the one that rested longest went"
    clock.now += 60
    rate_limits.wait_for(keys[5])
    assert list(rate_limits._buckets) == ["k5"], "the full ones went"


def test_a_secret_in_force_until_a_moment() -> None:
    row, secret = make_credential("Moodle", ["all"], expires_at=timezone.now() + timedelta(hours=1))
    assert authenticate(row.key, secret) == row
    row.expires_at = timezone.now() - timedelta(seconds=1)
    row.save()
    assert authenticate(row.key, secret) is None
