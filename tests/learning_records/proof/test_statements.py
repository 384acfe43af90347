"""Statements of every kind: what comes in comes out, again is the same, changed is refused, wrong is refused and named."""

import copy
import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from learning_records.spec.statement import ifi
from learning_records.spec.validation import validate
from tests.builders.statements import make_statement
from tests.learning_records.proof import making
from tests.learning_records.proof.calling import BOTH, Caller, changed, examples, holdings, proper
from tests.learning_records.proof.spoiling import named, spoiled

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),  # hypothesis names its strategies
]


def _fresh(statement: dict) -> dict:
    return statement | {"id": str(uuid4())}


@pytest.mark.parametrize("version", BOTH)
def test_what_was_sent_is_returned_with_the_stores_own_members_at_the_end(call: Caller, key, version: str) -> None:
    @examples(60)
    @given(making.statements(version), making.styles, st.booleans())
    def every(statement: dict, style: Any, alone: bool) -> None:
        sent = making.written(_fresh(statement), style)
        statement_id = json.loads(sent)["id"]
        answer = proper(call("POST", "statements", body=sent if alone else f" [ {sent}\t] ", version=version))
        assert (answer.status, answer.status == 200 and answer.json) == (200, [statement_id.lower()]), answer
        got = proper(call("GET", "statements", {"statementId": statement_id}, version=version))
        said = got.json
        wanted = making.as_returned(
            statement | {"id": statement_id}, version, said["stored"], json.dumps(said["authority"])
        )
        assert making.ordered(got.body.decode()) == making.ordered(wanted)
        assert said["authority"]["account"]["name"] == f"key:{key[0]}"

    every()


@pytest.mark.parametrize("version", BOTH)
def test_every_form_is_again_a_statement_also_for_readers_of_the_other_version(call: Caller, version: str) -> None:
    @examples(40)
    @given(
        st.lists(making.statements(version).map(_fresh), min_size=1, max_size=3),
        making.styles,
        st.sampled_from(("", "vi", "de, en-US;q=0.5, *;q=0.1", "qya")),
    )
    def every(statements: list[dict], style: Any, language: str) -> None:
        assert proper(call("POST", "statements", body=making.written(statements, style), version=version)).status == 200
        for reader in BOTH:
            for form in ("exact", "canonical", "ids"):
                asked = {"format": form, "limit": str(len(statements))}
                got = proper(call("GET", "statements", asked, version=reader, Accept_Language=language))
                for found, sent in zip(got.json["statements"], reversed(statements), strict=True):
                    assert found["id"] == sent["id"]
                    assert ifi(found["actor"]) == ifi(sent["actor"])
                    named = sent.get("version", "1.0" if version == "1.0.3" else "2.0.0")
                    assert found["version"] == ("1.0.0" if named == "1.0" else named)
                    validate(found, found["version"])  # by its own rules, whoever reads it

    every()


_CHANGES = {
    "verb": lambda s: s["verb"].update(id=s["verb"]["id"] + "x"),
    "actor": lambda s: s.update(actor={"mbox": "mailto:another@example.org"}),
    "timestamp": lambda s: s.update(timestamp="1999-12-31T23:59:59.5Z"),
    "object": lambda s: s.update(object={"id": "http://example.org/another"}),
    "response": lambda s: s.setdefault("result", {}).update(response=s.get("result", {}).get("response", "") + "x"),
    "success": lambda s: s.setdefault("result", {}).update(success=not s.get("result", {}).get("success", False)),
    "result extension": lambda s: s.setdefault("result", {}).setdefault("extensions", {}).update({"a:another": None}),
    "registration": lambda s: s.setdefault("context", {}).update(registration=str(uuid4())),
    "context extension": lambda s: s.setdefault("context", {}).setdefault("extensions", {}).update({"a:another": 0}),
    "instructor": lambda s: s.setdefault("context", {}).update(instructor={"mbox": "mailto:another@example.org"}),
    "parent": lambda s: (
        s.setdefault("context", {})
        .setdefault("contextActivities", {})
        .update(parent=[{"id": "a:another"}, {"id": "a:b"}])
    ),
    "language": lambda s: s.setdefault("context", {}).update(language="qya"),
}


def _said_otherwise(statement: dict, *, of_2_0: bool) -> dict:
    """The same statement in other words: nothing that makes it another one."""
    other = copy.deepcopy(statement)
    other["verb"]["display"] = {"en": "did so"}
    for agent in (other["actor"], other.get("context", {}).get("instructor", {})):
        if agent:
            agent["name"] = "Somebody"
            agent.get("member", []).reverse()
    if "mbox" in other["actor"]:
        other["actor"]["mbox"] = other["actor"]["mbox"].replace("Example.VN", "eXample.vn")
    if other["object"].get("objectType", "Activity") == "Activity":
        other["object"] |= {"objectType": "Activity", "definition": {"name": {"en": "Something"}}}
    for own in ("stored", "authority"):
        other.pop(own, None)
    if of_2_0 and "timestamp" in other and other["timestamp"].endswith("+07:00"):
        other["timestamp"] = other["timestamp"].replace("+07:00", "+0700")
    return dict(reversed(other.items()))


@pytest.mark.parametrize("version", BOTH)
def test_again_is_the_same_and_changed_is_refused(call: Caller, version: str) -> None:
    @examples(40)
    @given(making.statements(version), making.styles, st.sampled_from(sorted(_CHANGES)))
    def every(statement: dict, style: Any, change: str) -> None:
        statement = _fresh(statement)
        where = {"statementId": statement["id"]}
        assert proper(call("PUT", "statements", where, making.written(statement), version=version)).status == 204
        first = proper(call("GET", "statements", where, version=version))
        kept = holdings()
        for again in (statement, _said_otherwise(statement, of_2_0=version == "2.0.0"), first.json):
            answer = proper(call("PUT", "statements", where, making.written(again, style), version=version))
            assert answer.status == 204, (answer, again)
        another = copy.deepcopy(statement)
        _CHANGES[change](another)
        other = _fresh({"actor": {"mbox": "mailto:x@example.org"}, "verb": {"id": "a:b"}, "object": {"id": "a:new"}})
        for body in (another, [other, another], [another, other]):
            method, query = ("PUT", where) if body is another else ("POST", "")
            answer = proper(call(method, "statements", query, making.written(body, style), version=version))
            assert answer.status == 409, (answer, change)
            assert statement["id"].lower() in answer.json["error"]
        assert [table for table in changed(kept, lambda: None) if table[0] != "learning_records_activity"] == []
        assert call("GET", "statements", where, version=version).body == first.body

    every()


@pytest.mark.parametrize("version", BOTH)
def test_one_thing_wrong_is_refused_named_and_stores_nothing(call: Caller, version: str) -> None:
    @examples(150)
    @given(spoiled(making.statements(version)), making.styles)
    def every(spoil: Any, style: Any) -> None:
        note(spoil.what)
        kept = holdings()
        answer = proper(call("POST", "statements", body=making.written(spoil.statement, style), version=version))
        assert answer.status == 400, (spoil.what, answer)
        assert named(spoil, answer.json["path"]), (spoil.what, answer)
        assert answer.json["error"] == f"{answer.json['path']}: {answer.json['reason']}"
        assert holdings() == kept

    every()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("version", BOTH)
def test_one_wrong_statement_refuses_the_whole_batch(call: Caller, version: str) -> None:
    valid = making.statements(version)

    @examples(25)
    @given(st.lists(valid.map(_fresh), min_size=1, max_size=4), spoiled(valid), st.data())
    def every(good: list[dict], spoil: Any, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(good)))
        kept = holdings()
        batch = [*good[:at], spoil.statement, *good[at:]]
        answer = proper(call("POST", "statements", body=making.written(batch), version=version))
        assert answer.status == 400, (spoil.what, answer)
        assert answer.json["path"].startswith(f"statements[{at}]"), (spoil.what, answer)
        assert holdings() == kept

    every()


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("result", {"duration": "P٣D"}),
        ("timestamp", "２０２６-01-01T00:00:00Z"),
        ("timestamp", "2026-01-01T00:00:00.٣Z"),
        ("version", "1.0.٣"),
        ("result", {"score": {"scaled": "٣"}}),
    ],
)
def test_digits_of_other_scripts_are_none(call: Caller, version: str, member: str, value: Any) -> None:
    answer = proper(call("POST", "statements", body=json.dumps(make_statement() | {member: value}), version=version))
    assert answer.status == 400, answer
    assert answer.json["path"].startswith(f"statement.{member}")


def test_a_version_of_two_digits_is_kept_as_it_was_sent(call: Caller) -> None:
    statement = make_statement(version="1.0.12")
    assert proper(call("POST", "statements", body=json.dumps(statement))).status == 200
    assert call("GET", "statements", {"statementId": statement["id"]}).json["version"] == "1.0.12"


def test_words_of_2_0_in_a_statement_that_calls_itself_1_0_are_refused_however_they_are_written(call: Caller) -> None:
    context = {"contextAgents": [{"objectType": "contextAgent", "agent": {"mbox": "mailto:a@example.org"}}]}
    for number, style in enumerate(
        (json.dumps, lambda body: json.dumps(body).replace("contextAgents", "context\\u0041gents"))
    ):
        statement = make_statement(number, version="1.0.3", context=context)
        answer = proper(call("POST", "statements", body=style(statement), version="2.0.0"))
        assert (answer.status, "contextAgents" in answer.json["error"]) == (400, True)
        statement["version"] = "2.0.1"
        assert proper(call("POST", "statements", body=style(statement), version="2.0.0")).status == 200
        bodies = {
            (form, reader): call(
                "GET", "statements", {"statementId": statement["id"], "format": form}, version=reader
            ).body
            for form in ("exact", "canonical", "ids")
            for reader in BOTH
        }
        for form in ("exact", "canonical", "ids"):
            assert bodies[form, "1.0.3"] == bodies[form, "2.0.0"]
        assert json.loads(bodies["exact", "1.0.3"])["context"] == context
