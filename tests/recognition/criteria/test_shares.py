"""Shares of holders in a set: what is read, what is refused, and that the last count alone gives points."""

from decimal import Decimal as D

import pytest
from django.conf import settings

from learning_records import public as records
from recognition.criteria.answer import answer, percent
from recognition.criteria.golden import read_cases, run
from recognition.criteria.match import Terms
from recognition.criteria.parse import CriteriaProblem, parse

TERMS = Terms(settings.IRI_BASE, records.VERBS, records.ACTIVITY_TYPES)
HEAD = """
key: bia_ra
version: "1"
title: {vi: bịa ra}
confidence: proposed
issuer: {value: thử, confidence: proposed}
documents: []
valid_from: null
valid_to: null
groups: [{code: G, name: {vi: Nhóm}, confidence: proposed}]
"""
POINTS = (
    HEAD
    + """
scoring: points_with_bands
subject: household
bands: [{code: good, name: {vi: Tốt}, at_least: 8, recognised: true}]
indicators: [{code: G1, group: G, maximum: 10, wording: {default: Người lớn là công dân học tập}, wording_confidence: proposed}]
shares:
  - {id: adults, indicator: G1, of: adults, title: cong_dan_hoc_tap, confidence: proposed,
     steps: [{at_least: 50, points: 5}, {at_least: 100, points: 10}]}
"""
)
TARGETS = (
    HEAD
    + """
scoring: all_targets_met
subject: residential_group
levels: [{level: 1, name: {vi: Mức 1}, confidence: proposed}, {level: 2, name: {vi: Mức 2}, confidence: proposed}]
indicators:
  - code: G1
    group: G
    wording: {default: Hộ là gia đình học tập}
    wording_confidence: proposed
    target:
      unit: percent
      asks: [{level: 1, at_least: 60, confidence: proposed}, {level: 2, at_least: 80, confidence: proposed}]
shares: [{id: homes, indicator: G1, of: households, title: gia_dinh_hoc_tap, confidence: proposed}]
"""
)
CASES = """
cases:
  - {name: never counted, expect: {points: {G1: 0}}}
  - name: half is exactly enough for five
    shares: [{id: adults, count: 1, base: 2}]
    expect: {points: {G1: 5}, parts: {G1: {adults: 5}}}
  - {name: one of three is not half, shares: [{id: adults, count: 1, base: 3}], expect: {points: {G1: 0}}}
  - {name: all, shares: [{id: adults, count: 3, base: 3}], expect: {points: {G1: 10}, band: good}}
  - name: the last count alone counts
    shares: [{id: adults, count: 2, base: 2, day: 2026-05-01}, {id: adults, count: 1, base: 2, day: 2026-06-01}]
    expect: {points: {G1: 5}}
"""
TARGET_CASES = """
cases:
  - {name: two of three are level one, shares: [{id: homes, count: 2, base: 3}], expect: {points: {G1: 1}, level: 1}}
  - {name: four of five are exactly level two, shares: [{id: homes, count: 4, base: 5}], expect: {points: {G1: 2}, level: 2}}
  - {name: nobody yet, shares: [{id: homes, count: 0, base: 5}], expect: {open: [G1]}}
"""


@pytest.mark.parametrize(("text", "cases"), [(POINTS, CASES), (TARGETS, TARGET_CASES)])
def test_golden_cases_hold(text, cases):
    criteria = parse(text)
    for case in read_cases(cases, "cases", criteria, TERMS):
        assert run(criteria, TERMS, case) == [], case.name


def test_what_is_missing_is_the_way_to_the_next_step():
    criteria = parse(POINTS)
    found = answer(criteria, [])["G1"].gaps
    assert [(one.kind, one.missing, one.gain) for one in found] == [("share", D(50), D(5))]
    assert percent(1, 3) < D("33.34")


def test_a_target_lends_its_thresholds():
    assert parse(TARGETS).shares[0].steps == ((D(60), D(1)), (D(80), D(2)))


REFUSED = [
    (POINTS, "of: adults", "of: residents", "does not fit the subject household"),
    (POINTS, "title: cong_dan_hoc_tap", "title: gia_dinh_hoc_tap", "is not one of a person"),
    (POINTS, "title: cong_dan_hoc_tap", "title: none_such", "“title” does not know “none_such”"),
    (POINTS, "at_least: 100", "at_least: 40", "must rise"),
    (POINTS, "{at_least: 100, points: 10}", "{at_least: 100, points: 11}", "more than indicator G1"),
    (POINTS, "at_least: 100", "at_least: 101", "at most 100"),
    (POINTS, ",\n     steps: [{at_least: 50, points: 5}, {at_least: 100, points: 10}]", "", "“steps” is missing"),
    (POINTS, "indicator: G1, of", "indicator: G9, of", "G9"),
    (POINTS, "of: adults", "off: adults", "of"),
    (TARGETS, "of: households", "of: members", "does not fit the subject residential_group"),
    (TARGETS, "title: gia_dinh_hoc_tap", "title: cong_dan_hoc_tap", "is not one of a household"),
    (
        TARGETS,
        "confidence: proposed}]\n",
        "confidence: proposed, steps: [{at_least: 60, points: 0.5}]}]\n",
        "whole levels",
    ),
]


@pytest.mark.parametrize(("text", "old", "new", "why"), REFUSED)
def test_a_wrong_share_is_refused_with_its_place(text, old, new, why):
    assert old in text
    start, _, rest = text.rpartition(old)
    with pytest.raises(CriteriaProblem) as problem:
        parse(start + new + rest, "wrong.yaml")
    assert why in " ".join(one.reason for one in problem.value.every)


def test_a_share_named_like_a_paper_is_refused():
    points = "{least: 0, most: 1, proposes: 1}"
    paper = f"manual: [{{id: adults, indicators: [G1], confidence: proposed, name: {{vi: x}}, points: {points}}}]\n"
    with pytest.raises(CriteriaProblem, match="name of a rule or a kind of evidence too"):
        parse(POINTS + paper)
