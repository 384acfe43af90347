"""When a replica is asked and when it is not (with a real one: tests/portal/backup/test_replica.py)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from learning_records import driver
from learning_records.consumers import replica
from learning_records.http import statements as views
from learning_records.public import portal_credential, record
from learning_records.spec.statement import iso
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """How often the replica was asked; it is the same database, and consistent up to an hour ago."""
    found: list[str] = []

    @contextmanager
    def reading(alias: str) -> Iterator[None]:
        found.append(alias)
        yield

    monkeypatch.setattr(driver, "reading_from", reading)
    monkeypatch.setattr(replica, "there", lambda: True)
    monkeypatch.setattr(replica, "rest", lambda problem: found.append("rests"))
    _knows(monkeypatch, datetime.now(UTC) - timedelta(hours=1))
    return found


def _knows(monkeypatch, until: datetime) -> None:
    monkeypatch.setattr(replica, "through", lambda: iso(until))


def test_a_page_goes_on_where_at_least_as_much_is_known(xapi, asked, monkeypatch) -> None:
    record([make_statement(number) for number in range(3)], portal_credential())
    monkeypatch.setattr(replica, "through", lambda: "")
    first = xapi("GET", "statements", {"limit": "1"}).json()
    more = first["more"].removeprefix("/xapi/")
    _knows(monkeypatch, datetime.now(UTC) - timedelta(hours=1))
    assert len(xapi("GET", more).json()["statements"]) == 1
    assert asked == [], "the primary gave the page before, and knew more"
    _knows(monkeypatch, datetime.now(UTC) + timedelta(minutes=1))
    second = xapi("GET", more).json()
    assert asked == [replica.ALIAS]
    third = xapi("GET", second["more"].removeprefix("/xapi/")).json()
    names = [one["id"] for page in (first, second, third) for one in page["statements"]]
    assert (len(set(names)), third["more"]) == (3, "")


def test_an_ascending_walk_is_not_read_on_from_who_knows_less_than_its_bound(xapi, asked, monkeypatch) -> None:
    """The primary bounds the walk by what it knows at that moment, which may be later than what the header says."""
    record([make_statement(number) for number in range(3)], portal_credential())
    monkeypatch.setattr(replica, "through", lambda: "")
    monkeypatch.setattr(views, "lately_consistent_through", lambda: iso(datetime.now(UTC) - timedelta(minutes=2)))
    first = xapi("GET", "statements", {"limit": "1", "ascending": "true"}).json()
    more = first["more"].removeprefix("/xapi/")
    _knows(monkeypatch, datetime.now(UTC) - timedelta(minutes=1))
    assert len(xapi("GET", more).json()["statements"]) == 1
    assert asked == []
    _knows(monkeypatch, datetime.now(UTC) + timedelta(minutes=1))
    assert len(xapi("GET", more).json()["statements"]) == 1
    assert asked == [replica.ALIAS]


@pytest.mark.parametrize(
    ("state", "status", "known"),
    [
        ("57014", 503, [replica.ALIAS]),  # too long: it would take as long on the primary
        ("08006", 200, [replica.ALIAS, "rests"]),
        ("40001", 200, [replica.ALIAS]),  # in the way of what the replica has to write
    ],
)
def test_only_a_replica_that_is_away_rests(xapi, asked, monkeypatch, state: str, status: int, known: list) -> None:
    read, failed = views._read, []

    def fails_once(*args, **more):
        if not failed:
            failed.append(1)
            raise psycopg.errors.lookup(state)("words")
        return read(*args, **more)

    monkeypatch.setattr(views, "_read", fails_once)
    assert xapi("GET", "statements").status_code == status
    assert asked == known
