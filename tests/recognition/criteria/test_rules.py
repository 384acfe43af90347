"""What a rule matches, what it measures, and what the points come to: tables, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.criteria.answer import Item, RuleGap, RulePart, answer, measure
from recognition.criteria.match import Match, Matcher, Terms, Unreadable
from recognition.criteria.parse import parse
from recognition.criteria.words import Category, ManualKind
from tests.builders.recognition import SMALL

BASE = "https://thu.example.vn"
VERB, TYPE = "http://adlnet.gov/expapi/verbs/", "http://adlnet.gov/expapi/activities/"
TERMS = Terms(
    BASE,
    {name: VERB + name for name in ("registered", "answered", "completed", "passed", "failed")},
    {"lesson": TYPE + "lesson", "question": TYPE + "cmi.interaction", "course": TYPE + "course"},
)
SET = parse(SMALL)
RULE = SET.rules[0]
DAY = datetime(2026, 3, 1, 8, tzinfo=UTC)


def with_rule(**changes):
    return replace(SET, rules=(replace(RULE, **changes),))


def said(verb="completed", kind="lesson", category=(), result=None, extensions=None, **target):
    return {
        "verb": {"id": VERB + verb},
        "object": {"id": BASE + "/a", "definition": {"type": TYPE + kind}, **target},
        "result": result or {},
        "context": {
            "contextActivities": {"category": [{"id": f"{BASE}/xapi/{one}"} for one in category]},
            "extensions": {f"{BASE}/xapi/extensions/{name}": value for name, value in (extensions or {}).items()},
        },
    }


A1 = (Category("indicator", "A1"),)
MATCHES = [
    ({}, said(), True),
    ({}, said(verb="passed"), False),
    ({}, said(kind="course"), False),
    ({"verbs": ("completed", "passed")}, said(verb="passed"), True),
    ({"activity_types": ()}, said(kind="course"), True),
    ({}, {"verb": {"id": VERB + "completed"}, "object": {"id": BASE + "/a"}}, False),
    ({"activity_types": ()}, {"verb": {"id": VERB + "completed"}, "object": {"id": BASE + "/a"}}, True),
    (
        {"activity_types": ()},
        {"verb": {"id": VERB + "completed"}, "object": {"objectType": "Agent", "mbox": "x"}},
        False,
    ),
    ({"categories": A1}, said(), False),
    ({"categories": A1}, said(category=["indicators/small/A1"]), True),
    ({"categories": A1}, said(category=["indicators/small/A10"]), False),
    ({"categories": A1}, said(category=["indicators/other/A1"]), False),
    ({"categories": (Category("framework", "tt02_2025"),)}, said(category=["competences/tt02_2025/4.2"]), True),
    ({"categories": (Category("framework", "tt02_2025"),)}, said(category=["competences/tt02_2025x/4.2"]), False),
    ({"categories": (Category("competence", "tt02_2025/4.2"),)}, said(category=["competences/tt02_2025/4.2"]), True),
    ({"categories": (Category("competence", "tt02_2025/4.2"),)}, said(category=["competences/tt02_2025/4.1"]), False),
    ({"success": True}, said(result={"success": True}), True),
    ({"success": True}, said(result={"success": False}), False),
    ({"success": True}, said(), False),
    ({"success": False}, said(result={"success": False}), True),
    ({"min_score": D(80)}, said(result={"score": {"scaled": 0.8}}), True),
    ({"min_score": D(80)}, said(result={"score": {"scaled": 0.79}}), False),
    ({"min_score": D(80)}, said(result={"score": {"raw": 8, "min": 0, "max": 10}}), True),
    ({"min_score": D(80)}, said(), False),
    ({"success": False}, said(), False),
    ({"categories": A1}, said(category=["indicators/other/A1", "indicators/small/A1"]), True),
    (
        {"categories": (*A1, Category("framework", "tt02_2025"))},
        said(category=["competences/tt02_2025/4.2"]),
        True,
    ),
    ({"having": ("minutes", "banked")}, said(extensions={"minutes": 5}), False),
    ({"lacking": ("minutes", "banked")}, said(extensions={"minutes": 5}), False),
    ({"lacking": ("banked",)}, said(extensions={"banked": None}), True),
    ({"having": ("minutes",)}, said(extensions={"minutes": 5}), True),
    ({"having": ("minutes",)}, said(), False),
    ({"lacking": ("banked",)}, said(), True),
    ({"lacking": ("banked",)}, said(extensions={"banked": False}), True),
    ({"lacking": ("banked",)}, said(extensions={"banked": True}), False),
]


@pytest.mark.parametrize(("rule", "statement", "speaks"), MATCHES)
def test_matching(rule, statement, speaks):
    assert bool(Matcher(with_rule(**rule), TERMS).match(statement)) is speaks


@pytest.mark.parametrize(
    ("statement", "name", "minutes", "taken"),
    [
        (said(definition={"type": TYPE + "lesson", "name": {"en": "Water", "vi": "Nước"}}), "Nước", None, None),
        (said(definition={"type": TYPE + "lesson", "name": {"en": "Water", "vi-VN": "Nước"}}), "Nước", None, None),
        (said(definition={"type": TYPE + "lesson", "name": {"fr": "L'eau", "en": "Water"}}), "L'eau", None, None),
        (said(extensions={"minutes": 12.345}), "", D("12.34"), None),
        (said(extensions={"minutes": 0}), "", D(0), None),
        (said(extensions={"minutes": 1_000_000}), "", D(1_000_000), None),
        (said(result={"score": {"scaled": 0}}), "", None, D(0)),
        (said(result={"score": {"scaled": -1}}), "", None, D(-1)),
        (said(result={"score": {"scaled": 0.12345678}}), "", None, D("0.123457")),
        (said(result={"score": {"scaled": 0.5, "raw": 9, "max": 10}}), "", None, D("0.5")),
        (said(result={"score": {"raw": 3, "max": 4}}), "", None, D("0.75")),
        (said(result={"score": {"raw": 4, "min": 2, "max": 10}}), "", None, D("0.25")),
        (said(result={"score": {"raw": 3}}), "", None, None),
        (said(result={"score": {"max": 3}}), "", None, None),
        (said(result={"success": True}), "", None, None),
    ],
)
def test_what_is_taken_from_a_statement(statement, name, minutes, taken):
    expected = Match(RULE, BASE + "/a", name, minutes, taken, "completed lesson")
    assert Matcher(SET, TERMS).match(statement) == [expected]


def test_a_statement_may_speak_for_several_rules_and_for_none():
    both = replace(
        SET, rules=(RULE, replace(RULE, id="again", verbs=("passed", "completed")), replace(RULE, success=True))
    )
    assert [one.rule.id for one in Matcher(both, TERMS).match(said())] == ["lessons", "again"]
    assert Matcher(both, TERMS).match(said(verb="registered")) == []


def test_a_single_category_of_1_0_3_is_read_too():
    statement = said()
    statement["context"]["contextActivities"]["category"] = {"id": f"{BASE}/xapi/indicators/small/A1"}
    assert Matcher(with_rule(categories=A1), TERMS).match(statement)


@pytest.mark.parametrize(
    "broken",
    [
        said(extensions={"minutes": "mười"}),
        said(extensions={"minutes": True}),
        said(extensions={"minutes": 1e30}),
        said(extensions={"minutes": 1_000_001}),
        said(extensions={"minutes": -1_000_001}),
        said(extensions={"minutes": float("inf")}),
        said(extensions={"minutes": float("nan")}),
        said(result={"score": {"scaled": "0.8"}}),
        said(result={"score": {"raw": 3, "min": 5, "max": 5}}),
        said(result={"score": {"raw": 3, "min": 6, "max": 5}}),
        said(result={"score": {"raw": 0, "max": 0}}),
    ],
)
def test_values_that_make_no_sense_are_said(broken):
    with pytest.raises(Unreadable):
        Matcher(SET, TERMS).match(broken)


def item(number, **changes):
    at = DAY + timedelta(days=number)
    return Item(number, "lessons", ("A1",), at, at.date(), str(number), f"a{number}")._replace(**changes)


POINTS = [
    ({}, [], 0),
    ({}, [item(1), item(2)], 2),
    ({}, [item(n) for n in range(9)], 8),
    ({}, [item(1), item(2, activity="a1")], 1),
    ({"take": "all"}, [item(1), item(2, activity="a1")], 2),
    ({"step": D(3)}, [item(n) for n in range(5)], 1),
    ({"at_least": D(3)}, [item(1), item(2)], 0),
    ({"at_least": D(3)}, [item(n) for n in range(3)], 3),
    ({"points_per_step": D("0.5")}, [item(n) for n in range(3)], "1.5"),
    ({"measure": "distinct_days"}, [item(1), item(1, id=9, activity="b", tie="9"), item(2)], 2),
    ({"measure": "minutes", "step": D(10)}, [item(1, minutes=D("12.5")), item(2, minutes=D(8)), item(3)], 2),
    ({"measure": "minutes", "step": D(10)}, [item(1, minutes=D(15)), item(2, activity="a1", minutes=D(25))], 2),
    (
        {"measure": "minutes", "step": D(10), "take": "first"},
        [item(1, minutes=D(15)), item(2, activity="a1", minutes=D(25))],
        1,
    ),
    ({"measure": "max_score", "step": D(10), "take": "all"}, [item(1, score=D("0.45")), item(2, score=D("0.62"))], 6),
    (
        {"measure": "mean_score", "step": D(10), "take": "all"},
        [item(1, score=D("0.4")), item(2, score=D("0.8")), item(3)],
        6,
    ),
    (
        {"measure": "mean_score", "step": D(10), "take": "best"},
        [item(1, score=D("0.9")), item(2, activity="a1", score=D("0.1"))],
        8,
    ),
    (
        {"measure": "mean_score", "step": D(10), "take": "latest"},
        [item(1, score=D("0.9")), item(2, activity="a1", score=D("0.1"))],
        1,
    ),
    ({"measure": "mean_score", "step": D(10), "at_least": D(40)}, [item(1, score=D("0.39"))], 0),
    ({"measure": "mean_score", "step": D(10), "take": "all"}, [item(n, score=D("0.7")) for n in range(3)], 7),
    ({"measure": "mean_score"}, [item(1)], 0),
]


@pytest.mark.parametrize(("rule", "items", "points"), POINTS)
def test_points(rule, items, points):
    assert answer(with_rule(**rule), items)["A1"].points == D(points)


def test_the_best_of_several_tries_is_the_one_with_a_score_however_low():
    without, low, high = (
        item(1, activity="a"),
        item(2, activity="a", score=D(-1)),
        item(3, activity="a", score=D("-0.5")),
    )
    for measured, tries, kept in (
        ("max_score", [without, low], low),
        ("mean_score", [low, without._replace(happened_at=DAY + timedelta(9))], low),
        ("mean_score", [without, low, high], high),
    ):
        rule = replace(RULE, measure=measured, take="best")
        assert measure(rule, tries) == (kept.score * 100, [kept])
    same = [item(1, activity="a", score=D(1)), item(2, activity="a", score=D(1))]
    assert measure(replace(RULE, take="best"), same) == (D(1), same[:1])
    assert measure(replace(RULE, measure="minutes"), [without, item(4, minutes=D("2.5"))])[0] == D("2.5")


PAPER = ManualKind("log", "Sổ", "", ("A1",), D(0), D(4), D(2), 2, "optional", "proposed")


def handed(number, **changes):
    return item(number, rule_id="log", manual=True, **changes)


@pytest.mark.parametrize(
    ("rule", "items", "parts", "gaps"),
    [
        ({}, [], [], [("rule", "lessons", 1, 1), ("manual", "log", 1, 2)][::-1]),
        (
            {},
            [item(2), item(1), handed(3)],
            [("rule", "lessons", 2, 2, (1, 2)), ("manual", "log", 1, 2, (3,))],
            [("manual", "log", 1, 2), ("rule", "lessons", 1, 1)],
        ),
        # of papers two count, whatever is handed in; those for another indicator do not
        (
            {},
            [handed(1), handed(2), handed(3), handed(4, indicators=("A2",))],
            [("manual", "log", 3, 4, (1, 2, 3))],
            [("rule", "lessons", 1, 1)],
        ),
        # the maximum cuts off, and then nothing is left to gain
        (
            {},
            [*(item(n) for n in range(8)), handed(8), handed(9)],
            [("rule", "lessons", 8, 8, tuple(range(8))), ("manual", "log", 2, 4, (8, 9)), ("limit", "", 10, -2, ())],
            [],
        ),
        # one point is left: no gap promises more
        (
            {"cap": D(9)},
            [*(item(n) for n in range(9))],
            [("rule", "lessons", 9, 9, tuple(range(9)))],
            [("manual", "log", 1, 1)],
        ),
        (
            {"step": D(3)},
            [item(1)],
            [("rule", "lessons", 1, 0, (1,))],
            [("manual", "log", 1, 2), ("rule", "lessons", 2, 1)],
        ),
        (
            {"at_least": D(5), "points_per_step": D("0.5")},
            [item(1)],
            [("rule", "lessons", 1, 0, (1,))],
            [("rule", "lessons", 4, "2.5"), ("manual", "log", 1, 2)],
        ),
        # a score cannot pass a hundred
        (
            {"measure": "max_score", "step": D(60), "cap": D(2)},
            [item(1, score=D("0.9"))],
            [("rule", "lessons", 90, 1, (1,))],
            [("manual", "log", 1, 2)],
        ),
        (
            {"measure": "mean_score", "step": D(50), "cap": D(2)},
            [item(1, score=D("0.9"))],
            [("rule", "lessons", 90, 1, (1,))],
            [("manual", "log", 1, 2), ("rule", "lessons", 10, 1)],
        ),
    ],
)
def test_an_answer_says_what_made_the_points_and_what_would_raise_them(rule, items, parts, gaps):
    criteria = replace(with_rule(**rule), manual=(PAPER,))
    found = answer(criteria, items)["A1"]
    assert found.parts == tuple(
        RulePart(kind, rule_id, D(quantity), D(points), evidence) for kind, rule_id, quantity, points, evidence in parts
    )
    assert found.gaps == tuple(RuleGap(kind, rule_id, D(missing), D(gain)) for kind, rule_id, missing, gain in gaps)
    assert (found.indicator, found.maximum) == ("A1", D(10))
    assert found.points == sum(part.points for part in found.parts)


def test_a_kind_of_paper_that_proposes_nothing_is_no_gap():
    criteria = replace(with_rule(cap=D(0)), manual=(replace(PAPER, proposes=D(0)),))
    assert answer(criteria, [])["A1"].gaps == ()


@given(
    st.permutations([item(n, activity=f"a{n % 3}", score=D(n) / 10, minutes=D(n)) for n in range(7)]),
    st.sampled_from(["all", "first", "latest", "best"]),
    st.sampled_from(["count", "distinct_days", "minutes", "mean_score", "max_score"]),
)
def test_the_order_of_the_evidence_does_not_matter(items, take, measure):
    criteria = with_rule(take=take, measure=measure, step=D(1), cap=D(10))
    assert answer(criteria, items) == answer(criteria, sorted(items, key=lambda one: one.id))


@given(st.lists(st.integers(0, 30), max_size=15), st.integers(1, 5), st.integers(0, 6))
def test_a_gap_keeps_its_word(numbers, step, at_least):
    """Doing exactly what a gap asks for brings exactly what it promises."""
    criteria = with_rule(step=D(step), at_least=D(at_least), cap=D(7), measure="count", take="latest")
    items = [item(number) for number in set(numbers)]
    found = answer(criteria, items)["A1"]
    for gap in found.gaps:
        more = [item(100 + n) for n in range(int(gap.missing))]
        assert answer(criteria, items + more)["A1"].points == found.points + gap.gain
    assert sum(part.points for part in found.parts) == found.points
    assert bool(found.gaps) == (found.points < 7)
