"""An ascending page ends where it is certain that nothing earlier will come: who reads on from it misses nothing."""

import pytest

from learning_records.public import portal_credential, record
from tests.builders.statements import make_statement
from tests.learning_records.consumers.test_order import Holding

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_row_stored_earlier_and_committed_later_is_not_passed_over(xapi) -> None:
    key = portal_credential()
    # A new verb, agent or activity in an open transaction would make the other writer wait for its row.
    record([make_statement(1), make_statement(2)], key)
    start = xapi("GET", "statements", {"limit": 1}).json()["statements"][0]["stored"]
    slow, quick = make_statement(1), make_statement(2)
    query = {"ascending": "true", "since": start}
    held = Holding(lambda: record([slow], key))
    try:
        record([quick], key)
        first = xapi("GET", "statements", query).json()["statements"]
        (newest,) = xapi("GET", "statements", {"limit": 1}).json()["statements"]
    finally:
        held.release()
    assert newest["id"] == quick["id"]  # newest first, all that is committed can be read
    since = first[-1]["stored"] if first else start
    then = xapi("GET", "statements", query | {"since": since}).json()["statements"]
    assert [one["id"] for one in [*first, *then]] == [slow["id"], quick["id"]]


def test_ones_own_statements_are_there_at_once(xapi) -> None:
    for number in range(3):
        one = make_statement(number)
        assert xapi("POST", "statements", body=one).status_code == 200
        found = xapi("GET", "statements", {"ascending": "true"}).json()["statements"]
        assert found[-1]["id"] == one["id"]


def test_a_walk_keeps_its_end(xapi) -> None:
    """`more` of an ascending walk goes no further than the first page knew, however much is written meanwhile."""
    key = portal_credential()
    record([make_statement(number) for number in range(5)], key)
    page = xapi("GET", "statements", {"ascending": "true", "limit": 2}).json()
    record([make_statement(9)], key)
    found = page["statements"]
    while page["more"]:
        page = xapi("GET", page["more"].removeprefix("/xapi/")).json()
        found += page["statements"]
    assert len(found) == 5
    rest = xapi("GET", "statements", {"ascending": "true", "since": found[-1]["stored"]}).json()["statements"]
    assert len(rest) == 1
