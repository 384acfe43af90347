"""A target may answer anything: it is trouble of the target, in words, and never a fault of ours."""

import json

import pytest

from learning_records.forwarding.delivery import wait_asked
from learning_records.forwarding.models import DeadLetter
from tests.builders.statements import make_statement
from tests.learning_records.forwarding.target_server import answers

pytestmark = pytest.mark.django_db(transaction=True)
DEEP = b"[" * 200_000 + b"]" * 200_000
DIGITS = b'["' + b"x" * 10 + b'", ' + b"9" * 5000 + b"]"


@pytest.mark.parametrize("body", [DEEP, DIGITS, b"\xff", b'{"a":' * 200_000], ids=["deep", "digits", "bytes", "open"])
def test_what_is_no_list_of_ids_is_trouble(server, target, stored, at_once, body: bytes) -> None:
    stored(2)
    server.mood = answers(200, body)
    assert at_once(target) == 0
    assert (target.seq, target.failures, target.last_error) == (0, 1, "garbage")


@pytest.mark.parametrize(
    "changed",
    [
        {"timestamp": "0001-01-01T00:00:00+14:00"},
        {"timestamp": "9999-12-31T23:59:60Z"},
        {"actor": 5},
        {"context": {"contextActivities": {"parent": [5]}}},
        DEEP,
        b"9" * 5000,
    ],
    ids=["before year 1", "after 9999", "actor", "context", "deep", "digits"],
)
def test_what_is_no_statement_is_trouble(server, target, stored, at_once, changed: dict | bytes) -> None:
    ids = stored(1)
    server.mood = answers(409)
    body = changed if isinstance(changed, bytes) else json.dumps(make_statement(0, id=ids[0]) | changed).encode()
    server.answers_get = lambda handler, _asked: handler.reply(200, raw=body) or True
    assert at_once(target) == 0
    assert (target.seq, target.failures, target.last_error) == (0, 1, "garbage")
    assert DeadLetter.objects.count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "Wed, 21 Oct 99999999999999999999 07:28:00 GMT",
        "Wed, 21 Oct 9999999999 07:28:00 GMT",
        "Wed, 21 Oct 2026 07:28:00 +99999999999999",
        "Wed, 21 Oct 2026 99999999999:28:00 GMT",
        "Wed, 99999999999999 Oct 2026 07:28:00 GMT",
        "",
        ",",
        "x",
        ":::",
        "Wed",
        "²",
        "-5",
    ],
)
def test_a_wait_that_nobody_can_read_is_none(text: str) -> None:
    assert wait_asked(text) == 0.0


def test_a_wait_without_end_is_cut_where_it_is_kept(server, target, stored, at_once) -> None:
    for wait in ("9" * 400, "Fri, 31 Dec 9999 23:59:59 -0001", "Wed, 21 Oct 9999999999 07:28:00 GMT"):
        stored(1)
        server.mood = answers(503, **{"Retry-After": wait})
        assert at_once(target) == 0
        assert target.last_error == "status"
