"""Whatever a target does, every statement arrives there exactly once, in both versions."""

import pytest

from learning_records.models import Statement
from learning_records.public import portal_credential, record
from tests.builders.statements import make_statement
from tests.learning_records.forwarding.target_server import (
    once_each,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_everything_arrives_in_order_as_it_was_received(server, target, stored, at_once) -> None:
    ids = stored(450)
    assert at_once(target) == 450
    once_each(server, ids)
    assert [one for post in server.posts for one in post] == ids
    assert server.versions == {target.version}
    assert target.seq == Statement.objects.latest("seq").seq
    assert target.delivered == 450
    assert target.last_success_at is not None
    assert at_once(target) == 0
    assert len(server.posts) == 3


def test_the_text_goes_out_as_it_came(server, target, at_once) -> None:
    """What tincan would rewrite: durations, the digits of times, null in extensions, UUID 7."""
    told = make_statement(
        id="0190a3c5-5d5f-7f00-8000-0123456789ab",
        timestamp="2026-03-01T07:00:00.123456789+07:00",
        result={"duration": "PT0.5S", "score": {"scaled": 0.50}, "extensions": {"https://a.vn/x": {"y": None}}},
    )
    record([told], portal_credential())
    assert at_once(target) == 1
    assert server.kept[told["id"]] == told


def test_a_2_0_statement_goes_to_an_older_target_as_it_is(server, make_target, at_once) -> None:
    """It must not be turned into an earlier form (1.0.3 Communication 3.3); a target that cannot bear it says so."""
    told = make_statement(context={"contextAgents": [
        {"objectType": "contextAgent", "agent": {"mbox": "mailto:a@b.vn"}, "relevantTypes": ["https://a.vn/t"]}
    ]})  # fmt: skip
    record([told], portal_credential(), version="2.0.0")
    older, newer = (make_target(server.endpoint, version=version) for version in ("1.0.3", "2.0.0"))
    at_once(older)
    assert server.kept.pop(told["id"])["context"] == told["context"]
    at_once(newer)
    assert server.kept[told["id"]]["context"] == told["context"]
