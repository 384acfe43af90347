"""Rules of a place: what they say of a person, what stays unknown, what the reading refuses."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.skills.place_rules.parse import CriteriaProblem, parse
from recognition.skills.place_rules.words import SAID, Level, PersonFacts, PlaceRule, Points, Said, SetFacts
from recognition.skills.place_rules.writing import text_of
from recognition.titles.sources import Sourced

SET = "tt02_2025-default"
TEXT = """
key: p1-thu
version: "2026.1"
measure: p1
title: {vi: Tỷ lệ người có kỹ năng số}
confidence: proposed
document: {value: "Kế hoạch thử", confidence: proposed, source: [bịa ra]}
valid_from: 2026-01-01
any:
  - level: {set: tt02_2025-default, at_least_percent: 50}
  - level: {set: tt02_2025-default, competences: ["4.1", "4.2"]}
  - qd757: true
  - indicator: {title: cong_dan_hoc_tap, code: B1, at_least: 5}
  - judgement: true
"""


def shown(*codes: str, seen: bool = True, required: int = 24) -> PersonFacts:
    return PersonFacts({SET: SetFacts(frozenset(codes), required, seen)})


def rule(*conditions, join="any", trained=False) -> PlaceRule:
    return PlaceRule("r", "1", "p1", "t", "proposed", "", None, date(2026, 1, 1), join, conditions, trained)


HALF = Level(SET, D(50), ())
CASES = [
    (rule(HALF), shown(*map(str, range(12))), True),  # exactly half
    (rule(HALF), shown(*map(str, range(11))), False),
    (rule(HALF), shown(), False),
    (rule(HALF), shown(seen=False), None),  # nothing was ever recorded: not known, not no
    (rule(HALF), PersonFacts(), None),
    (rule(HALF), shown("1", required=0), None),  # a set of which nothing is known
    (rule(Level(SET, D("12.5"), ())), shown("1", "2", "3"), True),
    (rule(Level(SET, None, ("4.1", "4.2"))), shown("4.1", "4.2", "9"), True),
    (rule(Level(SET, None, ("4.1", "4.2"))), shown("4.1"), False),
    (rule(Said("qd757")), PersonFacts(said={"qd757": True}), True),
    (rule(Said("qd757")), PersonFacts(said={"course": True}), None),
    (rule(Said("judgement")), PersonFacts(said={"judgement": False}), False),
    (rule(Points("t", "B1", D(5))), PersonFacts(points={("t", "B1"): D(5)}), True),
    (rule(Points("t", "B1", D(5))), PersonFacts(points={("t", "B1"): D("4.75")}), False),
    (rule(Points("t", "B1", D(5))), PersonFacts(points={("t", "B2"): D(9)}), None),
    # Any: one yes settles it; all no is no; else it is open.
    (rule(HALF, Said("course")), PersonFacts(shown().skills, {"course": True}), True),
    (rule(HALF, Said("course")), shown(), None),
    (rule(HALF, Said("course")), PersonFacts(shown().skills, {"course": False}), False),
    # All: one no settles it.
    (rule(HALF, Said("course"), join="all"), shown(), False),
    (rule(HALF, Said("course"), join="all"), PersonFacts(said={"course": True}), None),
    (rule(HALF, Said("course"), join="all"), PersonFacts(shown(*"abcdefghijklm").skills, {"course": True}), True),
    # Trained as well, from 2030 on.
    (rule(Said("course"), trained=True), PersonFacts(said={"course": True}), None),
    (rule(Said("course"), trained=True), PersonFacts(said={"course": True, "trained": True}), True),
    (rule(Said("course"), trained=True), PersonFacts(said={"course": True, "trained": False}), False),
    (rule(Said("course"), trained=True), PersonFacts(said={"course": False, "trained": True}), False),
]


@pytest.mark.parametrize(("asked", "facts", "answer"), CASES)
def test_what_a_rule_says_of_a_person(asked, facts, answer):
    assert asked.judge(facts) is answer


def test_the_file_is_read_and_says_what_it_needs():
    found = parse(TEXT)
    assert (found.join, len(found.conditions), found.trained, found.valid_from) == ("any", 5, False, date(2026, 1, 1))
    assert (found.sets, found.indicators) == ((SET,), (("cong_dan_hoc_tap", "B1"),))
    assert parse(TEXT + "trained: true\n").trained


REFUSED = [
    ("valid_from: 2026-01-01\n", "", "valid_from"),
    ("measure: p1", "measure: p9", "p9"),
    ("any:", "some:", "one of “any” and “all”"),
    ("  - qd757: true", "  - qd757: false", "must be true"),
    ("  - qd757: true", "  - python: true", "does not know “python”"),
    ("  - qd757: true", "  - {qd757: true, course: true}", "one condition"),
    ("  - qd757: true", "  - judgement: true", "the same condition twice"),
    ("at_least_percent: 50", "at_least_percent: 101", "at most 100"),
    ("at_least_percent: 50", "at_least_percent: 0", "greater than 0"),
    ("at_least_percent: 50", 'at_least_percent: 50, competences: ["1.1"]', "one of “at_least_percent”"),
    (", at_least_percent: 50", "", "one of “at_least_percent”"),
    ("title: cong_dan_hoc_tap", "title: no_such", "no_such"),
    ("at_least: 5", "at_least: 5.1", "steps of 0.25"),
    ("confidence: proposed\ndoc", "confidence: sure\ndoc", "sure"),
    ("version:", "exec: x\nversion:", "unknown word “exec”"),
]


@pytest.mark.parametrize(("old", "new", "why"), REFUSED)
def test_a_wrong_rule_is_refused_with_its_reason(old, new, why):
    assert old in TEXT
    with pytest.raises(CriteriaProblem, match="^wrong.yaml: ") as problem:
        parse(TEXT.replace(old, new, 1), "wrong.yaml")
    assert why in problem.value.reason


@pytest.mark.parametrize(
    "many",
    [
        "any: []",
        "any:\n" + "".join(f"  - indicator: {{title: cong_dan_hoc_tap, code: X{n}, at_least: 1}}\n" for n in range(21)),
    ],
)
def test_none_and_too_many_conditions_are_refused(many):
    with pytest.raises(CriteriaProblem):
        parse(TEXT[: TEXT.index("any:")] + many)


CODES = st.lists(st.sampled_from(["1.1", "4.2"]), min_size=1, unique=True).map(tuple)
conditions = st.one_of(
    st.builds(Level, st.just(SET), st.integers(1, 100).map(D), st.just(())),
    st.builds(Level, st.just("digcomp_2_2-default"), st.none(), CODES),
    st.sampled_from(SAID).map(Said),
    st.builds(Points, st.just("cong_dan_hoc_tap"), st.sampled_from(["B1", "A3"]), st.integers(1, 40).map(lambda n: D(n) / 4)),
)  # fmt: skip
rules = st.builds(
    PlaceRule, st.just("p1-tinh"), st.just("2"), st.just("p1"), st.just("Có: kỹ năng số"), st.just("proposed"),
    st.sampled_from(["", "cổng đề nghị"]), st.none() | st.just(Sourced("QĐ", "uncertain", ("x",), "n")), st.dates(),
    st.sampled_from(["any", "all"]), st.lists(conditions, min_size=1, max_size=5, unique=True).map(tuple), st.booleans(),
)  # fmt: skip
facts = st.builds(
    PersonFacts,
    st.dictionaries(
        st.sampled_from([SET, "digcomp_2_2-default"]),
        st.builds(SetFacts, st.frozensets(st.sampled_from(["1.1", "4.2", "5.1"])), st.just(4), st.booleans()),
    ),
    st.dictionaries(st.sampled_from(SAID), st.booleans()),
    st.dictionaries(st.sampled_from([("cong_dan_hoc_tap", "B1")]), st.integers(0, 10).map(D)),
)


@settings(max_examples=60, deadline=None)
@given(rules)
def test_what_is_written_is_read_back_the_same(one):
    assert parse(text_of(one)) == one


@settings(max_examples=100, deadline=None)
@given(rules, facts, st.sampled_from(SAID), st.booleans())
def test_what_becomes_known_settles_what_was_open_and_turns_nothing_over(one, known, kind, said):
    more = PersonFacts(known.skills, {kind: said} | dict(known.said), known.points)
    before, after = one.judge(known), one.judge(more)
    assert before is None or after is before
