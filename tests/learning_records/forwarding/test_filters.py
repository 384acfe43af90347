"""What a target gets: what its filter lets through, and the voiding of that."""

import json
from unittest import mock
from uuid import UUID

import pytest
from django.utils import timezone

from learning_records.forwarding import selection
from learning_records.models import Statement
from learning_records.public import make_credential, portal_credential, record, void
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_filter_lets_through_what_was_asked_for_and_the_voiding_of_it(server, make_target, at_once) -> None:
    key = portal_credential()
    course = "https://example.vn/activities/"
    inside = make_statement(1, context={"contextActivities": {"parent": [{"id": "https://khoa.vn/1"}]}})
    old, other_verb, elsewhere = make_statement(2), make_statement(3), make_statement(4)
    other_verb["verb"] = {"id": "https://example.vn/verbs/xem"}
    elsewhere["object"]["id"] = "https://noi-khac.vn/4"
    record([old], key)
    since = timezone.now()
    record([inside, other_verb, elsewhere], key)
    wanted = make_statement(5)
    record([wanted], key)
    for one in (wanted, elsewhere):
        void(UUID(one["id"]), key)
    by_object = make_target(
        server.endpoint, verbs=[wanted["verb"]["id"]], activity_prefixes=[course, "https://xa.vn/"], since=since
    )
    assert at_once(by_object) == 3
    assert list(server.kept)[:2] == [inside["id"], wanted["id"]]
    assert server.kept[list(server.kept)[2]]["object"]["id"] == wanted["id"]
    assert by_object.seq == Statement.objects.latest("seq").seq
    server.kept.clear()
    by_parent = make_target(server.endpoint, activity_prefixes=["https://khoa.vn/"])
    at_once(by_parent)
    assert list(server.kept) == [inside["id"]]


def test_a_filter_that_passes_little_still_moves_on(server, make_target, stored, at_once, monkeypatch) -> None:
    monkeypatch.setattr("learning_records.forwarding.selection._LOOK", 10)
    stored(35)
    wanted = make_statement(1)
    wanted["verb"] = {"id": "https://example.vn/verbs/hiem"}
    record([wanted], portal_credential())
    stored(3)
    target = make_target(server.endpoint, verbs=[wanted["verb"]["id"]])
    with mock.patch.object(selection, "_passes", wraps=selection._passes) as looked_at:
        assert at_once(target) == 1
    assert looked_at.call_count == 1, "the others are passed over where they lie"
    assert target.seq == Statement.objects.latest("seq").seq


def test_a_beginning_is_found_in_whatever_spelling(xapi, server, make_target, at_once) -> None:
    """JSON may write a slash with a backslash before it."""
    texts = [json.dumps(make_statement(number, object={"id": f"https://khoa.vn/{number}"})) for number in range(2)]
    texts[1] = texts[1].replace("https://khoa.vn/", r"https:\/\/khoa.vn\/")
    for text in [*texts, json.dumps(make_statement(3))]:
        assert xapi("POST", "statements", body=text).status_code == 200
    at_once(make_target(server.endpoint, activity_prefixes=["https://khoa.vn/"]))
    assert sorted(one["object"]["id"] for one in server.kept.values()) == ["https://khoa.vn/0", "https://khoa.vn/1"]


def test_a_voiding_without_effect_here_has_none_there(server, make_target, at_once) -> None:
    """There all that we send is ours, so whatever voiding we send would have an effect."""
    ours, other = portal_credential(), make_credential("Hệ thống khác", ["statements/write"])[0]
    late, own_late = make_statement(1), make_statement(2)
    void(UUID(late["id"]), other)
    void(UUID(own_late["id"]), ours)
    target = make_target(server.endpoint)
    assert at_once(target) == 0, "nobody knows yet whether they have an effect"
    record([late, own_late], ours)
    gone = make_statement(3)
    record([gone], ours)
    voider = void(UUID(gone["id"]), ours)
    assert at_once(target) == 3
    assert list(server.kept) == [late["id"], gone["id"], str(voider.statement_id)]
    again = make_target(server.endpoint)
    server.kept.clear()
    at_once(again)
    assert set(server.kept) >= {late["id"], gone["id"], str(voider.statement_id)}
    assert own_late["id"] not in server.kept, "it was taken back before it came"
