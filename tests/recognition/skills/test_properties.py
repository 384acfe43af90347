"""What holds for every set and whatever evidence: order and repetition do not matter, more never takes away."""

from datetime import date, timedelta
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.skills.parse import parse, parse_file, shipped_files
from recognition.skills.percent import Piece, measured, reached, share

SETS = [one for one in map(parse_file, shipped_files()) if one.is_known]
# No shipped set measures days, minutes or scores, or asks for different levels: an invented one does.
SETS.append(
    parse("""
key: invented
version: "1"
framework: tt02_2025
subject_group: N2
title: {vi: bịa ra}
confidence: proposed
competences:
  - {code: "1.1", level: 2, confidence: proposed}
  - {code: "1.2", level: 1, confidence: proposed}
  - {code: "4.1", level: 3, confidence: proposed}
rules:
  - {id: days, verb: completed, level: 1, measure: distinct_days, at_least: 2, confidence: proposed}
  - {id: hours, verb: completed, level: 2, measure: minutes, at_least: 60, confidence: proposed, competences: ["1.1", "4.1"]}
  - {id: best, verb: passed, level: 3, measure: max_score, at_least: 80, confidence: proposed, competences: ["4.1"]}
papers: [{id: paper, level: 3, confidence: proposed, name: {vi: giấy}}]
""")
)


@st.composite
def evidence(draw, requirements) -> list[Piece]:
    made = []
    for number in range(draw(st.integers(0, 18))):
        day = date(2026, 3, 1) + timedelta(days=draw(st.integers(0, 4)))
        code = draw(st.sampled_from([*requirements.by_code, "no-such"]))
        rule = draw(st.sampled_from(["", *requirements.by_rule, "gone"]))
        made.append(
            Piece(
                number, code, day, rule, f"a{draw(st.integers(0, 3))}",
                draw(st.none() | st.integers(0, 50).map(D)), draw(st.none() | st.integers(0, 100).map(lambda n: D(n) / 100)),
                0 if rule else draw(st.integers(1, 8)),
            )
        )  # fmt: skip
    return made


known = st.sampled_from(SETS).flatmap(lambda one: st.tuples(st.just(one), evidence(one)))


@settings(max_examples=80, deadline=None)
@given(known, st.randoms())
def test_order_and_repetition_do_not_matter(case, random):
    requirements, pieces = case
    shuffled = pieces + pieces[: len(pieces) // 2]
    random.shuffle(shuffled)
    assert reached(requirements, shuffled) == reached(requirements, pieces)


@settings(max_examples=80, deadline=None)
@given(known, st.data())
def test_more_accepted_evidence_never_takes_away(case, data):
    requirements, pieces = case
    fewer = [one for one in pieces if data.draw(st.booleans())]
    less, more = reached(requirements, fewer), reached(requirements, pieces)
    for code, held in less.items():
        assert more[code].level >= held.level
        if held.required_since:
            assert more[code].required_since <= held.required_since
    assert share(requirements, more).shown >= share(requirements, less).shown


@settings(max_examples=60, deadline=None)
@given(known)
def test_the_share_adds_up(case):
    requirements, pieces = case
    found = reached(requirements, pieces)
    said = share(requirements, found)
    assert said.shown + len(said.missing) == said.required == len(requirements.competences)
    assert [sum(part) for part in zip(*said.by_area.values(), strict=True)] == [said.shown, said.required]
    assert set(found) <= set(requirements.by_code)


@settings(max_examples=60, deadline=None)
@given(known, st.integers(0, 4))
def test_what_held_on_a_day_is_what_had_happened_by_then(case, days):
    """The day on which a level was reached is told by all the evidence as by the evidence of that day alone."""
    requirements, pieces = case
    day = date(2026, 3, 1) + timedelta(days=days)
    whole = reached(requirements, pieces)
    then = reached(requirements, [one for one in pieces if one.day <= day])
    enough_then = {code for code, one in then.items() if one.level >= requirements.by_code[code].level}
    assert enough_then == {c for c, one in whole.items() if one.required_since and one.required_since <= day}


def test_each_activity_counts_once_at_its_longest():
    pieces = [
        Piece(n, "1.1", date(2026, 3, 1), "r", name, D(m)) for n, (name, m) in enumerate([("a", 5), ("a", 9), ("b", 3)])
    ]
    assert (measured("minutes", pieces), measured("count", pieces), measured("distinct_days", pieces)) == (12, 2, 1)
    assert measured("max_score", pieces) == 0
