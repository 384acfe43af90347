"""Every shipped set, and an openly invented one for each model, with the golden cases that come with it."""

from pathlib import Path

import pytest
from django.conf import settings

from learning_records import public as records
from recognition.criteria.frameworks import SHIPPED, framework
from recognition.criteria.golden import read_cases, run
from recognition.criteria.match import Terms
from recognition.criteria.parse import parse_file
from recognition.criteria.reading import CriteriaProblem
from recognition.criteria.score import score
from recognition.criteria.words import Category

FOLDER = Path("recognition/criteria/sets")
INVENTED = Path("tests/data/criteria")
SETS = sorted(p for folder in (FOLDER, INVENTED) for p in folder.glob("*.yaml") if not p.name.endswith(".cases.yaml"))
TERMS = Terms(settings.IRI_BASE, records.VERBS, records.ACTIVITY_TYPES)


def all_cases():
    for path in SETS:
        criteria, cases = parse_file(path), path.with_suffix(".cases.yaml")
        for case in read_cases(cases.read_text(encoding="utf-8"), cases.name, criteria, TERMS):
            yield pytest.param(criteria, case, id=f"{criteria.key}: {case.name}")


@pytest.mark.parametrize(("criteria", "case"), list(all_cases()))
def test_golden_case(criteria, case):
    assert run(criteria, TERMS, case) == []


def test_a_golden_case_can_fail():
    criteria = parse_file(FOLDER / "oulad_demo-1.yaml")
    text = "cases: [{name: wrong, expect: {points: {T1: 3}, total: 1, passed: true, below: [T1], parts: {K1: {k1-mean: 1}}}}]"
    (case,) = read_cases(text, "wrong.yaml", criteria, TERMS)
    assert run(criteria, TERMS, case) == [
        "T1: expected 3 points, got 0",
        "K1: expected the parts k1-mean 1, got none",
        "total: expected 1, got 0",
        "passed: expected True, got False",
        "below: expected ['T1'], got []",
    ]


@pytest.mark.parametrize(
    ("expect", "why"),
    [
        ("{pased: true, totall: 99}", "totall"),
        ("{points: {Z9: 1}}", "Z9"),
        ("{parts: {T1: {no-such-rule: 1}}}", "no-such-rule"),
        ("{parts: {Z9: {limit: 1}}}", "Z9"),
        ("{points: {T1: many}}", "T1"),
        ("{points: {T1: 010}}", "T1"),
        ("{open: [Z9]}", "Z9"),
        ("{level: 1.5}", "whole number"),
        ("{}", "could not fail"),
        ("{passed: perhaps}", "passed"),
        ("{band: best}", "best"),
        ("{below: [Z9]}", "Z9"),
        ("true", "words with values"),
    ],
)
def test_an_expectation_that_nobody_compares_is_refused(expect, why):
    criteria = parse_file(FOLDER / "oulad_demo-1.yaml")
    with pytest.raises(CriteriaProblem, match=why):
        read_cases(f"cases: [{{name: wrong, expect: {expect}}}]", "wrong.yaml", criteria, TERMS)


@pytest.mark.parametrize("evidence", ["{kind: no-such-kind, indicators: A1}", "{kind: library-card, indicators: Z9}"])
def test_evidence_that_the_set_does_not_know_is_refused(evidence):
    criteria = parse_file(FOLDER / "cong_dan_hoc_tap-2022.1.yaml")
    with pytest.raises(CriteriaProblem, match="does not know"):
        read_cases(f"cases: [{{name: wrong, evidence: [{evidence}], expect: {{}}}}]", "wrong.yaml", criteria, TERMS)


def _mark(criteria, case):
    """The points of the mark; with targets, all that are asked for at the highest level reached."""
    points = case.levels if criteria.levels else {}
    return score(criteria, points, case.area_class, case.not_applicable).mark


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_set_ships_accepted_refused_and_exactly_at_the_mark(path):
    criteria, cases = parse_file(path), path.with_suffix(".cases.yaml")
    found = read_cases(cases.read_text(encoding="utf-8"), cases.name, criteria, TERMS)
    if criteria.unknown:  # nothing can be scored: its cases say what is not known
        assert [one.expected["not_known"] for one in found] == [[str(one) for one in criteria.unknown]]
        return
    assert {one.expected.get("passed") for one in found} >= {True, False}
    at_the_mark = [
        one
        for one in found
        if one.expected.get("passed") and one.expected.get("total") == _mark(criteria, one)  # not a point more
    ]
    assert at_the_mark, "no case reaches the mark exactly"


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_every_mark_has_a_case_on_it_and_one_just_under_it(path):
    """For points every mark of its own and every band that is recognised; for targets each level that a target asks for twice."""
    criteria, cases = parse_file(path), path.with_suffix(".cases.yaml")
    if criteria.unknown:
        return
    found = [one.expected for one in read_cases(cases.read_text(encoding="utf-8"), cases.name, criteria, TERMS)]
    if criteria.levels:
        just_under = [one for one in found if one.get("level") == 0 and len(one.get("open", ())) == 1]
        on_it = {one["level"] for one in found if "level" in one}
        assert just_under
        assert on_it >= {0, *(one.level for one in criteria.levels)}
        return
    marks = {criteria.mark(area) for area in ("ordinary", "disadvantaged")} - {0}
    marks |= {band.at_least for band in criteria.bands or () if band.recognised}
    totals = {(one["total"], one.get("passed")) for one in found if "total" in one}
    for mark in [min(marks)] if criteria.bands else sorted(marks):
        assert (mark, True) in totals, mark
        assert any(mark - 1 <= total < mark and not passed for total, passed in totals), mark
    reached = {(one["total"], one["band"]) for one in found if {"total", "band"} <= set(one)}
    for band in criteria.bands or ():
        assert (band.at_least, band.code) in reached, band.code
        assert any(band.at_least - 1 <= total < band.at_least and code != band.code for total, code in reached), (
            band.code
        )


def test_the_identifiers_are_those_of_the_record_store():
    assert TERMS.category("x", Category("indicator", "A1")) == (records.indicator_iri("x", "A1"), False)
    assert TERMS.category("x", Category("competence", "f/1.1")) == (records.competence_iri("f", "1.1"), False)
    assert TERMS.category("x", Category("framework", "f")) == (records.competence_iri("f", ""), True)
    assert TERMS.extension("minutes") == records.extension_iri("minutes")


def test_the_citizen_set_says_what_is_sure_and_what_is_not():
    criteria = parse_file(FOLDER / "cong_dan_hoc_tap-2022.1.yaml")
    assert [one.code for one in criteria.indicators] == ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2"]
    assert {one.maximum for one in criteria.indicators} == {10}
    assert (criteria.mark(), criteria.mark("disadvantaged"), criteria.floor_points()) == (80, 70, 5)
    assert {one.wording_confidence for one in criteria.indicators} == {"uncertain"}
    assert {one.confidence for one in (*criteria.rules, *criteria.manual)} == {"proposed"}
    assert {one.code: one.confidence for one in criteria.subject_groups}["N4"] == "uncertain"
    assert "324" in str(criteria.conflict.value)
    assert any("244" in str(one.value) for one in criteria.documents)
    assert criteria.marks["ordinary"].source == ("QB", "TN", "TB")
    assert all(criteria.manual_of(one.code) for one in criteria.indicators)
    for code in ("A4", "B2", "B3", "B4", "C1", "C2"):
        assert sum(rule.cap for rule in criteria.rules_of(code)) < criteria.floor_points()


@pytest.mark.parametrize(("key", "count"), [("tt02_2025", 24), ("digcomp_2_2", 21)])
def test_frameworks(key, count):
    assert key in SHIPPED
    found = framework(key)
    assert len(found.competences) == count
    assert len(found.levels) == 8
    assert found.competences[0].code == "1.1"
    assert all(one.name and one.area for one in found.competences)


def test_the_shared_competences_have_one_code():
    ours = {one.code for one in framework("tt02_2025").competences}
    assert {one.same_as for one in framework("digcomp_2_2").competences} <= {f"tt02_2025/{code}" for code in ours}
