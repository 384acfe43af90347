"""What the specifications accept and refuse, as tables; no database."""

import copy
from typing import Any

import pytest

from learning_records.public import InvalidStatement
from learning_records.spec.limits import IDENTIFIER
from learning_records.spec.statement import instant, links
from learning_records.spec.validation import check_agent, check_lengths, is_iri, is_uuid, validate
from tests.builders.statements import make_statement

BOTH = ("1.0.3", "2.0.0")
AGENT = {"mbox": "mailto:a@b.vn"}
GROUP = {"objectType": "Group", "member": [AGENT]}
REFERENCE = {"objectType": "StatementRef", "id": "0f1a5e8e-8f0d-4d6b-9a61-3c3c7b7b2f10"}
SUB = {"objectType": "SubStatement", "actor": AGENT, "verb": {"id": "http://a.vn/v"}, "object": {"id": "http://a.vn/o"}}
SHA2 = "a" * 64
FILE = {"usageType": "http://a.vn/u", "display": {"vi": "x"}, "contentType": "text/plain", "length": 1, "sha2": SHA2}


def deep(path: str, value: Any) -> dict:
    """A valid statement with the value at this dotted path; `...` as value removes what is there."""
    out = copy.deepcopy(make_statement())
    *way, last = path.split(".")
    here: Any = out
    for step in way:
        here = here.setdefault(step, {})
    if value is ...:
        here.pop(last)
    else:
        here[last] = value
    return out


ACCEPTED = [
    ("actor", AGENT),
    ("actor", GROUP),
    ("actor", GROUP | {"mbox": "mailto:g@b.vn"}),
    ("actor", {"mbox_sha1sum": "a" * 40}),
    ("actor", {"openid": "https://a.vn/me"}),
    ("object", AGENT | {"objectType": "Agent"}),
    ("object", GROUP),
    ("object", REFERENCE),
    ("object", SUB),
    ("verb.display", {}),
    ("verb.display", {"und": "x", "vi-VN": "y", "zh-Hant-TW": "z"}),
    ("timestamp", "2026-02-28T23:59:59.123456789+07:00"),
    ("timestamp", "2026-02-28T23:59:59Z"),
    ("timestamp", "2026-02-28"),
    ("timestamp", "2024-02-29T00:00:00+0700"),
    ("result.duration", "PT0.5S"),
    ("result.duration", "P3W"),
    ("result.duration", "P1Y2M3DT4H5M6.789S"),
    ("result.score", {"scaled": -1, "raw": 5, "min": 5, "max": 5.5}),
    ("result.score", {"raw": 0, "min": 0, "max": 1}),
    ("result.score", {"raw": 10, "min": 0, "max": 10}),
    ("result.score", {"raw": -3, "max": 0}),
    ("result.score", {"raw": 3, "min": 0}),
    ("result.score", {}),
    ("result.extensions", {"http://a.vn/e": None}),
    ("context.registration", "0F1A5E8E-8F0D-4D6B-9A61-3C3C7B7B2F10"),
    ("context.language", "vi"),
    ("context.contextActivities.parent", {"id": "http://a.vn/p"}),
    ("context.contextActivities.other", []),
    ("context.instructor", GROUP),
    ("context.statement", REFERENCE),
    ("context.platform", "cổng"),
    ("object.definition.interactionType", "other"),
    ("object.definition.extensions", {"http://a.vn/e": {"a": [None]}}),
    ("attachments", [FILE]),
    ("attachments", []),
    ("authority", AGENT),
    ("authority", {"objectType": "Group", "member": [AGENT, {"account": {"homePage": "http://a.vn", "name": "x"}}]}),
]
REFUSED = [
    ("id", "1", "statement.id"),
    ("id", "0f1a5e8e8f0d4d6b9a613c3c7b7b2f10", "statement.id"),
    ("id", None, "statement.id"),
    ("id", "0f1a5e8e-8f0d-4d6b-9a61-3c3c7b7b2f10\n", "statement.id"),
    ("actor", ..., "statement"),
    ("verb", ..., "statement"),
    ("object", ..., "statement"),
    ("actor", None, "statement.actor"),
    ("actor", [], "statement.actor"),
    ("actor", {}, "statement.actor"),
    ("actor", {"name": "x"}, "statement.actor"),
    ("actor", AGENT | {"openid": "https://a.vn/me"}, "statement.actor"),
    ("actor", {"mbox": "a@b.vn"}, "statement.actor.mbox"),
    ("actor", {"mbox_sha1sum": "a" * 39}, "statement.actor.mbox_sha1sum"),
    ("actor", {"openid": "me"}, "statement.actor.openid"),
    ("actor", {"account": {"name": "x"}}, "statement.actor.account"),
    ("actor", {"objectType": "Group"}, "statement.actor"),
    ("actor", {"objectType": "group", **AGENT}, "statement.actor"),
    ("actor", {"objectType": "Group", "member": [GROUP]}, "statement.actor.member"),
    ("actor", {"objectType": "Activity", "id": "http://a.vn"}, "statement.actor"),
    ("verb.id", "done", "statement.verb.id"),
    ("verb.id", "http://a.vn/a b", "statement.verb.id"),
    ("verb.display", {"a_b": "x"}, "statement.verb.display"),
    ("verb.display", {"vi": 1}, "statement.verb.display"),
    ("verb.display", {"vi": None}, "statement.verb.display"),
    ("object", {"objectType": "activity", "id": "http://a.vn"}, "statement.object"),
    ("object.id", "x", "statement.object.id"),
    ("object", SUB | {"object": SUB}, "statement.object"),
    ("object", SUB | {"id": REFERENCE["id"]}, "statement.object"),
    ("object", SUB | {"stored": "2026-01-01T00:00:00Z"}, "statement.object"),
    ("object.definition.correctResponsesPattern", ["x"], "statement.object.definition"),
    ("object.definition.choices", [], "statement.object.definition"),
    ("object.definition.interactionType", "guess", "statement.object.definition.interactionType"),
    ("object.definition.extensions", {"x": 1}, "statement.object.definition.extensions"),
    ("timestamp", "2026-02-30T00:00:00Z", "statement.timestamp"),
    ("timestamp", "yesterday", "statement.timestamp"),
    ("timestamp", "2026-02-03T25:00:00Z", "statement.timestamp"),
    ("timestamp", 1, "statement.timestamp"),
    ("timestamp", "2026-02-03T00:00:00-00:00", "statement.timestamp"),
    ("timestamp", "2026-02-03T00:00:00-0000", "statement.timestamp"),
    ("timestamp", "2026-02-03T00:00:00-00", "statement.timestamp"),
    ("stored", "x", "statement.stored"),
    ("result.success", "true", "statement.result.success"),
    ("result.completion", 1, "statement.result.completion"),
    ("result.duration", "PT", "statement.result.duration"),
    ("result.duration", "P", "statement.result.duration"),
    ("result.duration", "1 hour", "statement.result.duration"),
    ("result.score", {"scaled": 1.01}, "statement.result.score.scaled"),
    ("result.score", {"raw": "5"}, "statement.result.score.raw"),
    ("result.score", {"raw": 6, "max": 5}, "statement.result.score.raw"),
    ("result.score", {"min": 5, "max": 5}, "statement.result.score.min"),
    ("result.score", {"min": 6, "max": 5}, "statement.result.score.min"),
    ("result.score", {"raw": 4, "min": 5}, "statement.result.score.raw"),
    ("result.score", {"raw": -1, "min": 0, "max": 5}, "statement.result.score.raw"),
    ("result.score", {"raw": 1, "max": 0}, "statement.result.score.raw"),
    ("timestamp", "0001-01-01T00:00:00+07:00", "statement.timestamp"),
    ("result.score", {"points": 5}, "statement.result.score"),
    ("context.registration", "x", "statement.context.registration"),
    ("context.language", "tiếng Việt", "statement.context.language"),
    ("context.team", AGENT, "statement.context.team"),
    ("context.contextActivities", {"above": []}, "statement.context.contextActivities"),
    ("context.contextActivities.parent", [{"id": "x"}], "statement.context.contextActivities.parent[0].id"),
    ("context.statement", SUB, "statement.context.statement"),
    ("attachments", FILE, "statement.attachments"),
    ("attachments", [FILE | {"length": "1"}], "statement.attachments[0].length"),
    ("attachments", [{k: v for k, v in FILE.items() if k != "display"}], "statement.attachments[0]"),
    ("authority", GROUP, "statement.authority"),
    ("authority", GROUP | {"mbox": "mailto:g@b.vn", "member": [AGENT, AGENT]}, "statement.authority"),
    ("version", "3.0.0", "statement.version"),
    ("Verb", {"id": "http://a.vn"}, "statement"),
]


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize(("path", "value"), ACCEPTED)
def test_accepted(path: str, value: Any, version: str) -> None:
    validate(deep(path, value), version)


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize(("path", "value", "named"), REFUSED)
def test_refused_with_the_property_named(path: str, value: Any, named: str, version: str) -> None:
    with pytest.raises(InvalidStatement) as refusal:
        validate(deep(path, value), version)
    assert refusal.value.path.startswith(named)
    assert len(refusal.value.reason) > 10


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00"),
        ("2016-12-31t23:59:60z", "2017-01-01T00:00:00+00:00"),
        ("2016-12-31 23:59:60Z", "2017-01-01T00:00:00+00:00"),
        ("2017-01-01T06:59:60.5+07:00", "2017-01-01T00:00:00.500000+00:00"),
        ("2015-06-30T15:59:60-08:00", "2015-07-01T00:00:00+00:00"),
    ],
)
def test_a_leap_second_is_a_time(text: str, moment: str, version: str) -> None:
    validate(deep("timestamp", text), version)
    assert instant(text).isoformat() == moment


@pytest.mark.parametrize(
    "text",
    [
        "2016-12-31T23:59:61Z",
        "2016-12-31T23:58:60Z",
        "2016-12-30T23:59:60Z",
        "2016-12-31T12:00:60Z",
        "9999-12-31T23:59:60Z",
    ],
)
def test_a_second_60_that_never_was(text: str) -> None:
    with pytest.raises(InvalidStatement, match="timestamp"):
        validate(deep("timestamp", text))


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize("part", ["choices", "scale", "source", "target", "steps"])
def test_ids_of_interaction_components_stand_once_in_a_list(part: str, version: str) -> None:
    def asked(*ids: str) -> dict:
        return {"id": "http://a.vn/q", "definition": {"interactionType": "other", part: [{"id": name} for name in ids]}}

    validate(make_statement(object=asked("a", "b", "A")), version)
    both = asked("a")
    both["definition"]["source" if part != "source" else "target"] = [{"id": "a"}]  # another list is another matter
    validate(make_statement(object=both), version)
    twice = asked("a", "b", "a")
    sub = SUB | {"object": twice}
    for statement, place in (
        (make_statement(object=twice), "statement.object"),
        (make_statement(object=sub), "statement.object.object"),
        (
            make_statement(context={"contextActivities": {"parent": twice}}),
            "statement.context.contextActivities.parent",
        ),
        (
            make_statement(context={"contextActivities": {"other": [{"id": "a:b"}, twice]}}),
            "statement.context.contextActivities.other[1]",
        ),
    ):
        with pytest.raises(InvalidStatement) as refusal:
            validate(statement, version)
        assert refusal.value.path == f"{place}.definition.{part}[2].id"
        assert "'a' stands twice" in refusal.value.reason


def test_a_statement_that_calls_itself_1_0_has_no_words_of_2_0() -> None:
    newer = deep("context.contextAgents", [{"objectType": "contextAgent", "agent": AGENT}])
    validate(newer | {"version": "2.0.0"}, "2.0.0")
    with pytest.raises(InvalidStatement, match="contextAgents"):
        validate(newer | {"version": "1.0.3"}, "2.0.0")


@pytest.mark.parametrize("value", [None, 1, "x", [], {}])
def test_what_is_no_statement_at_all(value: Any) -> None:
    with pytest.raises(InvalidStatement):
        validate(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("contextAgents", [{"objectType": "contextAgent", "agent": AGENT, "relevantTypes": ["http://a.vn/t"]}]),
        ("contextGroups", [{"objectType": "contextGroup", "group": GROUP}]),
    ],
)
def test_words_of_2_0_only(name: str, value: Any) -> None:
    validate(deep(f"context.{name}", value), "2.0.0")
    with pytest.raises(InvalidStatement, match=name):
        validate(deep(f"context.{name}", value), "1.0.3")


@pytest.mark.parametrize(
    "value",
    [
        [{"objectType": "contextAgent"}],
        [{"agent": AGENT}],
        [{"objectType": "contextAgent", "agent": GROUP}],
        [{"objectType": "contextAgent", "agent": AGENT, "relevantTypes": []}],
        {"objectType": "contextAgent", "agent": AGENT},
    ],
)
def test_context_agents_refused(value: Any) -> None:
    with pytest.raises(InvalidStatement, match="contextAgents"):
        validate(deep("context.contextAgents", value), "2.0.0")


def test_revision_and_platform_only_with_an_activity() -> None:
    for name in ("revision", "platform"):
        with pytest.raises(InvalidStatement, match=f"statement.context.{name}"):
            validate(make_statement(object=AGENT | {"objectType": "Agent"}, context={name: "1"}))
        with pytest.raises(InvalidStatement, match=f"statement.object.context.{name}"):
            validate(make_statement(object=SUB | {"object": REFERENCE, "context": {name: "1"}}))


def test_voiding_needs_a_reference() -> None:
    verb = {"id": "http://adlnet.gov/expapi/verbs/voided"}
    validate(make_statement(verb=verb, object=REFERENCE))
    with pytest.raises(InvalidStatement, match="StatementRef"):
        validate(make_statement(verb=verb))


@pytest.mark.parametrize(
    ("version", "own", "newer"),
    [("2.0.0", None, True), ("2.0.0", "2.0.0", True), ("2.0.0", "1.0.3", False), ("1.0.3", None, False)],
)
def test_whose_words_a_statement_may_use(version: str, own: str | None, newer: bool) -> None:
    told = deep("context.contextAgents", [{"objectType": "contextAgent", "agent": AGENT}])
    told |= {"version": own} if own else {}
    if newer:
        validate(told, version)
    else:
        with pytest.raises(InvalidStatement):
            validate(told, version)
    with pytest.raises(InvalidStatement) as refusal:
        validate(make_statement(version=2), version)
    assert refusal.value.path == "statement.version"


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("verb.id", "done", "must be an IRI with a scheme, such as https://example.vn/course/1"),
        ("id", "1", "must be a UUID"),
        ("timestamp", "x", "must be an ISO 8601 time with a date that exists and an offset other than -00:00"),
        ("context.language", "a_b", "must be a language tag (RFC 5646)"),
        ("actor", {"mbox": "a@b.vn"}, "must be an address that begins with mailto:"),
        ("result.duration", "PT", "must be an ISO 8601 duration, such as PT2M30S"),
        ("actor", {}, "an Agent or identified Group has exactly one of mbox, mbox_sha1sum, openid, account"),
        ("verb", [], '[] is not of type "object"'),
    ],
)
def test_a_refusal_says_what_is_wanted(path: str, value: Any, reason: str) -> None:
    with pytest.raises(InvalidStatement) as refusal:
        validate(deep(path, value))
    assert refusal.value.reason == reason
    assert str(refusal.value) == f"{refusal.value.path}: {reason}"


def _iri(many: int, letter: str = "x") -> str:
    """An IRI of so many bytes."""
    begin = "http://a.vn/"
    return begin + letter * ((many - len(begin)) // len(letter.encode()))


@pytest.mark.parametrize("letter", ["x", "đ"])
@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("verb.id", "verb.id"),
        ("object.id", "object"),
        ("context.contextActivities.other", "context.contextActivities.other"),
        ("actor", "actor"),
        ("object.verb", "object.verb.id"),
        ("object.object", "object.object"),
    ],
)
def test_an_identifier_is_looked_up_up_to_its_last_byte(path: str, named: str, letter: str) -> None:
    def told(many: int) -> dict:
        iri = _iri(many, letter)
        if path == "actor":
            return deep("actor", {"openid": _iri(many - len("openid|"), letter)})
        if path.startswith("object.") and path != "object.id":
            return deep("object", SUB | {path.partition(".")[2]: {"id": iri}})
        return deep(path, [{"id": iri}] if "context" in path else iri)

    most = IDENTIFIER if path != "actor" or letter == "x" else IDENTIFIER - 1  # what is left for letters of two bytes
    check_lengths(told(most), links(told(most)), "statement")
    long = told(most + 2)
    with pytest.raises(InvalidStatement, match="more than 2000 bytes") as refusal:
        check_lengths(long, links(long), "statement")
    assert refusal.value.path == f"statement.{named}"


def test_the_small_words_by_themselves() -> None:
    assert is_uuid(REFERENCE["id"])
    assert not is_uuid(REFERENCE["id"] + "0")
    assert is_iri("urn:a:b")
    assert not is_iri("a/b")
    check_agent(AGENT, "agent")
    check_agent(GROUP, "agent")
    with pytest.raises(InvalidStatement) as refusal:
        check_agent({"mbox": "x"}, "agent")
    assert (refusal.value.path, refusal.value.reason) == ("agent.mbox", "must be an address that begins with mailto:")
