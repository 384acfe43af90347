"""What a request costs a key: no question, no write but once a minute, and a place in its bucket."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learning_records.access import credentials, rate_limits
from learning_records.models import Credential, RateBucket
from learning_records.public import authenticate, demo_credential, launch_credential, make_credential
from tests.learning_records.conftest import basic

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that stands until it is moved, for the buckets in the table as well."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def moves(self, seconds: float) -> None:
        self.now += seconds
        RateBucket.objects.update(at=F("at") - timedelta(seconds=seconds))


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
    assert rate_limits.wait_for(authenticate(row.key, secret)) == 0
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
    assert len([one for one in asked if "ratebucket" in one["sql"]]) == 1
    with CaptureQueriesContext(connection) as asked:
        assert xapi("GET", "statements", key=key).status_code == 429
    assert [one for one in asked if "ratebucket" in one["sql"]] == [], "refused again without a question"
    assert xapi("GET", "statements", key=other).status_code == 200
    clock.moves(19.5)
    assert xapi("GET", "statements", key=key)["Retry-After"] == "1"
    clock.moves(0.6)
    assert xapi("GET", "statements", key=key).status_code == 200
    assert xapi("PUT", "statements", key=key, version="2.0.0").status_code == 429
    clock.moves(3600)
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


def test_processes_share_a_bucket_and_ask_for_it_seldom(monkeypatch, settings, clock: Clock) -> None:
    settings.XAPI_REQUESTS_A_MINUTE = 200
    key, _secret = make_credential("Moodle", ["all"])
    processes: list[dict] = [{}, {}, {}]
    let_through = 0
    with CaptureQueriesContext(connection) as asked:
        for number in range(600):
            monkeypatch.setattr(rate_limits, "_leases", processes[number % 3])
            let_through += rate_limits.wait_for(key) == 0
    assert 200 <= let_through <= 210, "three processes together as many as one; a few came while this ran"
    assert len(asked) <= 200 / (200 // 20) + 3 + 10


def test_a_lease_that_was_not_used_is_given_up(settings, clock: Clock) -> None:
    settings.XAPI_REQUESTS_A_MINUTE = 100
    key, _secret = make_credential("Moodle", ["all"])
    assert rate_limits.wait_for(key) == 0
    clock.moves(60)
    with CaptureQueriesContext(connection) as asked:
        assert rate_limits.wait_for(key) == 0
    assert len(asked) == 1


def test_what_is_remembered_does_not_grow_without_end(monkeypatch, clock: Clock, slow) -> None:
    monkeypatch.setattr(rate_limits, "_MOST", 4)
    for number in range(9):
        rate_limits.wait_for(Credential(key=f"k{number}"))
        rate_limits.note_failure(f"10.0.0.{number}")
    assert (len(rate_limits._leases), len(rate_limits._failures)) == (1, 4)
    assert "10.0.0.8" in rate_limits._failures
    assert RateBucket.objects.count() == 9
    clock.moves(3601)
    assert (rate_limits.remove_full(), RateBucket.objects.count()) == (9, 0)


def test_wrong_keys_from_one_address_are_put_off_and_right_ones_in_use_are_not(xapi, new_key, clock, settings) -> None:
    settings.XAPI_FAILURES_A_MINUTE = 3
    good = new_key("all")
    assert xapi("GET", "statements", key=good).status_code == 200
    wrong = [xapi("GET", "statements", key=basic("nobody", str(number))) for number in range(5)]
    assert [answer.status_code for answer in wrong] == [401, 401, 401, 429, 429]
    assert wrong[3]["Retry-After"] == "20"
    with CaptureQueriesContext(connection) as asked:
        xapi("GET", "statements", key=basic("nobody", "x"))
    assert [one for one in asked if "learning_records_credential" in one["sql"]] == []
    assert xapi("GET", "statements", key=good).status_code == 200
    clock.moves(21)
    assert xapi("GET", "statements", key=basic("nobody", "y")).status_code == 401


def test_the_default_lets_a_sender_through_that_never_sends_again(settings) -> None:
    assert settings.XAPI_REQUESTS_A_MINUTE >= 200 * 60
    key, _secret = make_credential("H5P", ["all"])
    with CaptureQueriesContext(connection) as asked:
        assert {rate_limits.wait_for(key) for _number in range(10_000)} == {0}
    assert len(asked) < 30


def test_a_secret_in_force_until_a_moment() -> None:
    row, secret = make_credential("Moodle", ["all"], expires_at=timezone.now() + timedelta(hours=1))
    assert authenticate(row.key, secret) == row
    row.expires_at = timezone.now() - timedelta(seconds=1)
    row.save()
    assert authenticate(row.key, secret) is None
