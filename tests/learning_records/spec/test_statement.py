"""When two statements are one, and whom and what a statement names; no database."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning_records.spec import strict_json
from learning_records.spec.comparison import fingerprint
from learning_records.spec.statement import Role, ifi, instant, iso, links, place_of, showable, voids
from learning_records.vocabulary import VERBS
from tests.builders.statements import make_statement

AGENT, OTHER = {"mbox": "mailto:a@b.vn"}, {"mbox": "mailto:c@d.vn"}
BASE = make_statement(timestamp="2026-03-01T10:00:00+07:00", result={"score": {"raw": 5}, "duration": "PT1.239S"})

SAME: list[dict] = [
    {"id": "3d0e1f57-3c8f-4c06-8a4a-7a3d1a6b6f11"},
    {"stored": "2026-01-01T00:00:00Z"},
    {"version": "1.0.1"},
    {"authority": AGENT},
    {"timestamp": "2026-03-01T03:00:00Z"},
    {"timestamp": "2026-03-01T03:00:00.000+00:00"},
    {"verb": {"id": BASE["verb"]["id"], "display": {"en": "finished"}}},
    {"object": {"id": BASE["object"]["id"]}},
    {"actor": {k: v for k, v in BASE["actor"].items() if k != "objectType"} | {"name": "Lan"}},
    {"result": {"score": {"raw": 5.0}, "duration": "PT1.231S"}},
    {"attachments": []},
]
OTHERS: list[dict] = [
    {"timestamp": "2026-03-01T10:00:01+07:00"},
    {"verb": {"id": "http://a.vn/v"}},
    {"object": {"id": "http://a.vn/o"}},
    {"actor": AGENT},
    {"result": {"score": {"raw": 5.1}, "duration": "PT1.239S"}},
    {"result": {"score": {"raw": 5}, "duration": "PT1.24S"}},
    {"result": {"score": {"raw": 5}, "duration": "PT1.239S", "success": True}},
    {"context": {"platform": "x"}},
    {"result": {"score": {"raw": True}, "duration": "PT1.239S"}},
]


@pytest.mark.parametrize("change", SAME)
def test_the_same_statement(change: dict) -> None:
    assert fingerprint(BASE | change) == fingerprint(BASE)


@pytest.mark.parametrize("change", OTHERS)
def test_another_statement(change: dict) -> None:
    assert fingerprint(BASE | change) != fingerprint(BASE)


_FILE = {
    "usageType": "http://a.vn/u",
    "display": {"vi": "tệp"},
    "contentType": "text/plain",
    "length": 5,
    "sha2": "ab" * 32,
    "fileUrl": "http://a.vn/f",
}


def _lasting(duration: str) -> bytes:
    return fingerprint(BASE | {"result": {"duration": duration}})


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("PT1.2S", "PT1.20S"),
        ("PT1.2S", "PT1,2S"),
        ("PT60S", "PT1M"),
        ("PT3600S", "PT1H"),
        ("PT90M", "PT1H30M"),
        ("PT90M", "PT1.5H"),
        ("PT00.5S", "PT0.5S"),
        ("P7D", "P1W"),
        ("P21DT00H00M00S", "P3W"),
        ("P1D", "PT24H"),
        ("P12M", "P1Y"),
        ("P0.5Y", "P6M"),
        ("PT0S", "P0D"),
        ("PT0.009S", "PT0S"),  # cut, not rounded
        ("PT1.239S", "PT1.2300001S"),
        ("PT59.999S", "PT59.99S"),
        ("PT0001S", "PT1S"),
        ("PT" + "5".rjust(57, "0") + "S", "PT5S"),  # sixty characters: the longest that is counted
    ],
)
def test_durations_of_one_length(one: str, same: str) -> None:
    assert _lasting(one) == _lasting(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PT1.23S", "PT1.24S"),
        ("PT59.999S", "PT60S"),
        ("P1M", "PT1M"),
        ("P1M", "P30D"),  # a month has no fixed number of days
        ("P1Y", "P365D"),
        ("PT1H", "PT61M"),
        ("PT99999999999999999999.01S", "PT99999999999999999999.02S"),
        ("PT" + "1" * 100 + "S", "PT0" + "1" * 100 + "S"),  # too long to be counted: as it is written
        ("PT" + "5".rjust(58, "0") + "S", "PT5S"),
    ],
)
def test_durations_of_two_lengths(one: str, other: str) -> None:
    assert _lasting(one) != _lasting(other)


def test_inside_a_sub_statement_the_same_rules_hold() -> None:
    def sub(**more: Any) -> bytes:
        inner = {"objectType": "SubStatement", "actor": AGENT, "verb": {"id": "a:v"}, "object": {"id": "a:o"}}
        return fingerprint(BASE | {"object": inner | more})

    assert sub(result={"duration": "PT60S"}) == sub(result={"duration": "PT1M"})
    assert sub(attachments=[_FILE]) == sub(attachments=[_FILE | {"sha2": "AB" * 32, "length": 5.0}])
    assert sub(timestamp="2016-12-31T23:59:60Z") == sub(timestamp="2017-01-01T06:59:60+07:00")
    assert sub(result={"duration": "PT60S"}) != sub(result={"duration": "PT2M"})


def test_attachments_by_their_bytes_whatever_the_case_of_the_sum() -> None:
    def told(**more: Any) -> bytes:
        return fingerprint(BASE | {"attachments": [_FILE | more]})

    assert told() == told(sha2="AB" * 32) == told(length=5.0) == told(sha2="aB" * 32, length=5e0)
    for more in ({"sha2": "ac" * 32}, {"length": 6}, {"contentType": "text/html"}, {"fileUrl": "http://a.vn/g"}):
        assert told(**more) != told()


@pytest.mark.parametrize(
    ("one", "same"),
    [("5", "5.0"), ("5", "5e0"), ("1e2", "100"), ("-0.0", "0"), ("0.50", "0.5"), ("1E+1", "10.000"), ("1.5e1", "15")],
)
def test_numbers_are_equal_by_their_value(one: str, same: str) -> None:
    def told(number: str) -> bytes:
        text = json.dumps(BASE | {"result": {"score": {"raw": 0}, "extensions": {"a:b": [{"c": 0}]}}}).replace(
            "0}", f"{number}}}"
        )
        return fingerprint(strict_json.parse(text))

    assert told(one) == told(same) != told("7")


def _with(**context: Any) -> bytes:
    return fingerprint(make_statement(context=context) | {"id": "x"})


def test_groups_are_sets_and_single_activities_lists_of_one() -> None:
    def team(*members: dict) -> dict:
        return {"objectType": "Group", "member": list(members)}

    assert _with(team=team(AGENT, OTHER)) == _with(team=team(OTHER, AGENT))
    assert _with(team=team(AGENT)) != _with(team=team(OTHER))
    one = {"id": "http://a.vn/p"}
    assert _with(contextActivities={"parent": one}) == _with(contextActivities={"parent": [one]})
    assert _with(registration="ABCDEF00-0000-4000-8000-000000000000") == _with(
        registration="abcdef00-0000-4000-8000-000000000000"
    )


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('abcé"\\', max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(_JSON, st.randoms(use_true_random=False), st.booleans())
def test_spelling_never_changes_a_statement(value: Any, random: Any, ascii_only: bool) -> None:
    statement = make_statement(context={"extensions": {"http://a.vn/e": value}})
    keys = list(statement)
    random.shuffle(keys)
    again = json.dumps({key: statement[key] for key in keys}, ensure_ascii=ascii_only, indent=random.choice([None, 2]))
    ((parsed, text),) = strict_json.statements(f" [ {again} ] ")
    assert text == again
    assert fingerprint(parsed) == fingerprint(statement)


def test_roles() -> None:
    sub = {
        "objectType": "SubStatement",
        "actor": OTHER,
        "verb": {"id": "http://a.vn/v"},
        "object": {"id": "http://a.vn/inner"},
    }
    found = links(
        make_statement(
            actor={"objectType": "Group", "member": [AGENT]},
            object=sub,
            context={
                "instructor": OTHER,
                "contextActivities": {"category": {"id": "http://a.vn/c"}, "other": [{"id": "http://a.vn/x"}]},
            },
        )
    )
    a, c = str(ifi(AGENT)), str(ifi(OTHER))
    assert set(found.agents) == {(a, Role.ACTOR + Role.MEMBER), (c, Role.ACTOR + Role.SUB), (c, Role.INSTRUCTOR)}
    assert set(found.activities) == {
        ("http://a.vn/inner", Role.OBJECT + Role.SUB),
        ("http://a.vn/c", Role.CATEGORY),
        ("http://a.vn/x", Role.OTHER),
    }
    assert found.single_activities


@pytest.mark.parametrize(
    ("stored", "place"),
    [
        (1, "actor"),
        (2, "object"),
        (3, "authority"),
        (4, "context.instructor"),
        (5, "context.team"),
        (6, "context.contextAgents"),
        (7, "context.contextGroups"),
        (11, "context.contextActivities.parent"),
        (12, "context.contextActivities.grouping"),
        (13, "context.contextActivities.category"),
        (14, "context.contextActivities.other"),
        (101, "object.actor"),
        (102, "object.object"),
        (114, "object.context.contextActivities.other"),
        (201, "actor.member"),
        (205, "context.team.member"),
        (301, "object.actor.member"),
        (305, "object.context.team.member"),
    ],
)
def test_a_number_that_was_stored_for_a_place_keeps_its_meaning(stored: int, place: str) -> None:
    assert place_of(stored) == place


def test_every_place_of_a_statement_is_found_with_what_it_brings_along() -> None:
    team = {"objectType": "Group", "name": "Tổ 3", "mbox": "mailto:to3@b.vn", "member": [AGENT | {"name": "An"}]}
    named = {"id": "http://a.vn/p", "definition": {"name": {"vi": "Bài"}}}
    inner = {
        "actor": OTHER | {"name": "Bình"},
        "verb": {"id": "http://a.vn/v"},
        "object": {"objectType": "Agent", **AGENT, "name": "Ẩn"},  # the first name of an agent stays
        "context": {
            "team": team,
            "contextAgents": [{"objectType": "contextAgent", "agent": AGENT}],
            "contextGroups": [{"objectType": "contextGroup", "group": team}],
            "contextActivities": {"parent": [named], "grouping": [{"id": "http://a.vn/g"}]},
        },
    }
    a, c, g = str(ifi(AGENT)), str(ifi(OTHER)), str(ifi(team))
    agents = [(c, 1), (a, 2), (g, 5), (a, 205), (a, 6), (g, 7), (a, 207)]
    found = links(inner)
    assert found.agents == agents
    assert found.activities == [("http://a.vn/p", 11), ("http://a.vn/g", 12)]
    assert found.definitions == [("http://a.vn/p", {"name": {"vi": "Bài"}})]
    assert found.names == {c: "Bình", a: "Ẩn", g: "Tổ 3"}
    assert (found.single_activities, found.in_sub, found.reference) == (False, False, None)
    outer = links(make_statement(actor=AGENT, object=inner | {"objectType": "SubStatement"}))
    assert outer.in_sub
    assert outer.agents == [(a, 1), *((one, role + 100) for one, role in agents)]
    assert outer.activities == [("http://a.vn/p", 111), ("http://a.vn/g", 112)]


def test_only_the_statement_itself_refers_to_another() -> None:
    reference = {"objectType": "StatementRef", "id": "0F1A5E8E-8F0D-4D6B-9A61-3C3C7B7B2F10"}
    told = make_statement(object=reference)
    assert links(told).reference == reference["id"].lower()
    assert voids(told) is None
    assert voids(told | {"verb": {"id": VERBS["voided"]}}) == reference["id"].lower()
    sub = {"objectType": "SubStatement", "actor": AGENT, "verb": {"id": "a:v"}, "object": reference}
    assert links(make_statement(object=sub)).reference is None


@pytest.mark.parametrize(
    ("agent", "text"),
    [
        ({"mbox": "mailto:A@B.vn"}, "mbox|mailto:A@b.vn"),
        ({"mbox_sha1sum": "AB" * 20}, "mbox_sha1sum|" + "ab" * 20),
        ({"openid": "https://a.vn/Me"}, "openid|https://a.vn/Me"),
        ({"account": {"homePage": "https://a.vn", "name": "7"}}, "account|https://a.vn|7"),
        ({"objectType": "Group", "member": [AGENT]}, None),
    ],
)
def test_an_agent_is_found_by_its_identifier(agent: dict, text: str | None) -> None:
    assert ifi(agent) == text


HANOI = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T10:00:00+07:00",
        "2026-03-01T03:00:00Z",
        "2026-03-01t03:00:00z".replace("t", "T"),
        "2026-03-01 03:00:00Z",
        "2026-03-01T03:00:00",  # without a zone: UTC
        "2026-03-01T03:00:00." + "0" * 40 + "Z",
    ],
)
def test_one_instant_however_it_is_written(text: str) -> None:
    found = instant(text)
    assert found == datetime(2026, 3, 1, 3, tzinfo=UTC)
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z", "10000-01-01T00:00:00Z"]
)
def test_a_time_outside_of_the_years_there_are_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="."):
        instant(text)


def test_times_are_written_and_shown_in_bounds() -> None:
    noon = datetime(2026, 3, 1, 12, 0, 0, 5000, tzinfo=HANOI)
    assert iso(noon) == "2026-03-01T05:00:00.005000Z"
    assert showable(noon) == noon
    assert showable(datetime.min.replace(tzinfo=UTC)) == datetime(2, 1, 1, tzinfo=UTC)
    assert showable(datetime.max.replace(tzinfo=UTC)) == datetime(9998, 12, 31, tzinfo=UTC)


def test_an_address_counts_once_whatever_the_case_of_its_domain() -> None:
    assert ifi({"mbox": "mailto:A@B.VN"}) == ifi({"mbox": "mailto:A@b.vn"}) != ifi({"mbox": "mailto:a@b.vn"})
