"""Requirement sets: every shipped one with its golden cases, and what the reading refuses."""

from decimal import Decimal as D
from pathlib import Path

import pytest
from django.conf import settings

from learning_records import public as records
from recognition.criteria.match import Terms
from recognition.criteria.reading import CriteriaProblem
from recognition.skills.golden import read_cases, run
from recognition.skills.parse import parse, parse_file, shipped_files
from recognition.skills.percent import percent_of

TERMS = Terms(settings.IRI_BASE, records.VERBS, records.ACTIVITY_TYPES)
CIRCULAR = next(path for path in shipped_files() if path.name.startswith("tt02"))


def all_cases():
    for path in shipped_files():
        requirements, cases = parse_file(path), path.with_suffix(".cases.yaml")
        for case in read_cases(cases.read_text(encoding="utf-8"), cases.name, requirements, TERMS):
            yield pytest.param(requirements, case, id=f"{requirements.key}: {case.name}")


@pytest.mark.parametrize(("requirements", "case"), list(all_cases()))
def test_golden_case(requirements, case):
    assert run(requirements, TERMS, case) == []


def test_a_golden_case_can_fail():
    requirements = parse_file(CIRCULAR)
    text = 'cases: [{name: w, expect: {shown: 1, required: 21, percent: 4.2, reached: {"1.1": 1}, since: {"1.1": 2026-01-01}}}]'
    (case,) = read_cases(text, "wrong.yaml", requirements, TERMS)
    assert [one.split(":")[0] for one in run(requirements, TERMS, case)] == [
        "shown", "required", "percent", "reached", "since",
    ]  # fmt: skip


def test_what_is_shipped_says_how_sure_it_is():
    sets = {one.key: one for one in map(parse_file, shipped_files())}
    assert {key: (len(one.competences), one.known, one.confidence) for key, one in sets.items()} == {
        "tt02_2025-default": (24, "all", "proposed"),
        "digcomp_2_2-default": (21, "all", "proposed"),
        "qd757_2025": (0, "nothing", "uncertain"),
    }
    assert "hệ thống giáo dục quốc dân" in sets["tt02_2025-default"].notice
    assert {one.confidence for key in sets for one in sets[key].competences} == {"proposed"}
    assert sets["tt02_2025-default"].level_name(1) == "CB1"


@pytest.mark.parametrize(
    ("shown", "required", "percent"),
    [
        (0, 24, "0.0"),
        (9, 24, "37.5"),
        (10, 24, "41.7"),
        (1, 16, "6.3"),
        (1, 8, "12.5"),
        (1, 80, "1.3"),
        (24, 24, "100.0"),
    ],
)
def test_percent_is_half_up_to_a_tenth(shown, required, percent):
    assert percent_of(shown, required) == D(percent)


def test_of_nothing_there_is_no_share():
    assert percent_of(0, 0) is None


REFUSED = [
    ('code: "1.1"', 'code: "9.9"', "no competence of tt02_2025"),
    ('{code: "1.1", level: 1', '{code: "1.1", level: 9', "none of the framework's 8"),
    ('{code: "1.2", level: 1', '{code: "1.1", level: 1', "stands twice"),
    ("framework: tt02_2025", "framework: digcomp_9", "does not know “digcomp_9”"),
    ("subject_group: default", "subject_group: N9", "N9"),
    ("verb: answered", "verb: liked", "liked"),
    ("measure: count, at_least: 5", "measure: mean_score, at_least: 5", "mean_score"),
    ("measure: count, at_least: 5", "measure: max_score, at_least: 101", "at most 100"),
    ("at_least: 5,", "at_least: 0,", "greater than 0"),
    ("success: true, level: 1", "success: true, level: 99", "none of the framework's 8"),
    ("id: answers", "id: lesson", "rule “lesson” stands twice"),
    ("success: true,", "sucess: true,", "sucess"),
    ("valid_to: null", "valid_to: 2020-01-01", "before valid_from"),
    ("{id: shown, level: 1", "{id: shown, level: 0", "greater than 0"),
    ("level: 1, measure: count, at_least: 5", "competences: [x1], level: 1, measure: count, at_least: 5", "x1"),
    ("confidence: proposed\nnotice", "confidence: sure\nnotice", "sure"),
    ('version: "1"', 'version: "1"\nexpression: 1+1', "unknown word “expression”"),
    ('version: "1"', 'version: "1"\nauthorities: []', "nobody's statements"),
]


@pytest.mark.parametrize(("old", "new", "why"), REFUSED)
def test_a_wrong_set_is_refused_with_its_place(old, new, why):
    text = CIRCULAR.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(CriteriaProblem, match="(?s)^wrong.yaml: ") as problem:
        parse(text.replace(old, new, 1), "wrong.yaml")
    assert why in " ".join(one.reason for one in problem.value.every)


def test_what_is_not_known_asks_for_nothing():
    text = (
        Path(CIRCULAR)
        .read_text(encoding="utf-8")
        .replace("framework: tt02_2025", "framework: tt02_2025\nknown: nothing")
    )
    with pytest.raises(CriteriaProblem):
        parse(text)
