"""What holds for every set and whatever evidence: more never takes away, order does not matter, twice is the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.criteria.answer import Item, answer
from recognition.criteria.parse import parse_file
from recognition.criteria.score import score
from recognition.criteria.words import Criteria

SHIPPED, INVENTED = Path("recognition/criteria/sets"), Path("tests/data/criteria")
CITIZEN, OULAD = (parse_file(SHIPPED / f"{name}.yaml") for name in ("cong_dan_hoc_tap-2022.1", "oulad_demo-1"))
FLOOR, BANDS, TARGETS = (
    parse_file(INVENTED / f"{name}-1.yaml") for name in ("thu_diem_san", "thu_xep_loai", "thu_chi_tieu")
)
DAY = datetime(2026, 3, 1, 8, tzinfo=UTC)
AREAS = st.sampled_from(["ordinary", "disadvantaged"])


def rank(criteria: Criteria, points, area: str) -> int:
    """How high a verdict stands: the level, the band from below, or whether the title is reached."""
    found = score(criteria, points, area)
    bands = [band.code for band in reversed(criteria.bands or ())]
    return found.level or (bands.index(found.band) + 1 if found.band else 0) or int(found.passed)


@st.composite
def evidence(draw, criteria: Criteria) -> list[Item]:
    """Whatever may be accepted: of every rule and kind, several times about one activity, on any day."""
    made = []
    for number in range(draw(st.integers(0, 14))):
        at = DAY + timedelta(days=draw(st.integers(0, 5)))
        one = draw(st.sampled_from([*criteria.rules, *criteria.manual]))
        manual = one in criteria.manual
        codes = one.indicators if manual else (one.indicator,)
        item = Item(number, one.id, (draw(st.sampled_from(codes)),), at, at.date(), str(number), manual=manual)
        if not manual:
            score_, minutes = draw(st.integers(0, 100)), draw(st.integers(0, 90))
            item = item._replace(activity=f"a{draw(st.integers(0, 2))}", score=D(score_) / 100, minutes=D(minutes))
        made.append(item)
    return made


def points(criteria, items):
    return {code: one.points for code, one in answer(criteria, items).items()}


def of(criteria):
    return st.tuples(st.just(criteria), evidence(criteria))


@settings(max_examples=60, deadline=None)
@given(st.one_of(of(CITIZEN), of(FLOOR), of(BANDS), of(TARGETS)), st.data())
def test_more_accepted_evidence_never_takes_points_or_the_title_away(case, data):
    criteria, items = case
    left_out = data.draw(st.sets(st.sampled_from(range(len(items))))) if items else set()
    fewer = [item for place, item in enumerate(items) if place not in left_out]
    less, more = points(criteria, fewer), points(criteria, items)
    assert all(less[code] <= more[code] for code in less)
    area = data.draw(AREAS)
    assert rank(criteria, less, area) <= rank(criteria, more, area)


@settings(max_examples=40, deadline=None)
@given(st.one_of(*map(of, (CITIZEN, FLOOR, BANDS, TARGETS, OULAD))), st.randoms(use_true_random=False))
def test_neither_order_nor_a_second_reading_changes_anything(case, chance):
    criteria, items = case
    shuffled = list(items)
    chance.shuffle(shuffled)
    first = answer(criteria, items)
    assert answer(criteria, shuffled) == first == answer(criteria, items)
    assert all(0 <= one.points <= one.maximum and one.points % D("0.25") == 0 for one in first.values())


@settings(max_examples=60, deadline=None)
@given(st.data(), AREAS)
def test_a_higher_value_of_a_target_never_lowers_the_level(data, area):
    low = {one.code: D(data.draw(st.integers(0, 400))) / 4 for one in TARGETS.indicators}
    high = {code: value + D(data.draw(st.integers(0, 80))) / 4 for code, value in low.items()}
    reached = [
        {one.code: D(one.target.level_of(values[one.code], area)) for one in TARGETS.indicators}
        for values in (low, high)
    ]
    assert all(reached[0][code] <= reached[1][code] for code in low)
    assert score(TARGETS, reached[0], area).level <= score(TARGETS, reached[1], area).level


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(range(3)), min_size=4, max_size=4), st.sets(st.sampled_from(["C3", "C4"])))
def test_declaring_a_target_not_applicable_never_lowers_the_level(levels, declared):
    held = dict(zip(TARGETS.by_code, map(D, levels), strict=True))
    found = score(TARGETS, held, not_applicable=dict.fromkeys(declared, "vì thế"))
    assert found.level >= score(TARGETS, held).level
    assert not set(found.open) & declared


@pytest.mark.parametrize("criteria", [CITIZEN, FLOOR, BANDS, TARGETS], ids=lambda one: one.key)
def test_of_each_kind_of_paper_as_many_count_as_the_set_says_and_not_one_more(criteria):
    for kind in criteria.manual:
        for code in kind.indicators:
            most = criteria.indicator(code).maximum
            for many in (1, kind.at_most - 1, kind.at_most, kind.at_most + 1, kind.at_most + 7):
                papers = [Item(n, kind.id, (code,), DAY, DAY.date(), str(n), manual=True) for n in range(many)]
                expected = min(kind.proposes * min(many, kind.at_most), most)
                assert points(criteria, papers)[code] == expected, (kind.id, code, many)


@pytest.mark.parametrize("criteria", [CITIZEN, FLOOR], ids=lambda one: one.key)
def test_every_rule_of_a_title_only_grows(criteria):
    assert [rule.id for rule in criteria.rules if not rule.only_grows] == []


RULE = CITIZEN.rules[0]


@pytest.mark.parametrize(
    ("measure", "grows"),
    [
        ("count", {"all", "first", "latest", "best", "longest"}),
        ("distinct_days", {"all"}),
        ("minutes", {"all", "longest"}),
        ("max_score", {"all", "best"}),
        ("mean_score", set()),
    ],
)
def test_which_rules_only_grow(measure, grows):
    takes = ("all", "first", "latest", "best", "longest")
    assert {take for take in takes if replace(RULE, measure=measure, take=take).only_grows} == grows


def test_two_declarations_of_one_lesson_the_longest_counts():
    rule = next(one for one in CITIZEN.rules if one.id == "a3-minutes")
    made = [
        Item(n, rule.id, ("A3",), DAY + timedelta(n), (DAY + timedelta(n)).date(), str(n), "club", minutes)
        for n, minutes in enumerate([D(30), D(90), None, D(60), D(90)])
    ]
    (part,) = [one for one in answer(CITIZEN, made)["A3"].parts if one.rule_id == rule.id]
    assert (part.quantity, part.points, part.evidence) == (90, 3, (1,))
    (part,) = [one for one in answer(CITIZEN, made[2:3])["A3"].parts if one.rule_id == rule.id]
    assert (part.quantity, part.evidence) == (0, (2,))
