"""Criteria files are read strictly: the error names the file, the entry and the reason."""

import pytest

from recognition.criteria.parse import CriteriaProblem, parse
from tests.builders.recognition import SMALL


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new, 1)


def test_the_small_set_is_fine():
    found = parse(SMALL)
    assert (found.key, found.version, found.authorities) == ("small", "1", ("portal",))
    assert found.rules[0].step == 1


WRONG = [
    ("scoring: points_with_floor", "scoring: points", "the file", "“scoring” does not know “points”"),
    ("scoring: points_with_floor", "scoring: points_with_bands", "the file", "“bands” is missing"),
    ("scoring: points_with_floor", "scoring: all_targets_met", "indicators A1", "“target” is missing"),
    ("key: small", "key: Small Set", "the file", "“key” must be small letters"),
    ("key: small", "keys: small", "the file", "“keys” is no word here: write “key”"),
    ('version: "1"', "version: 1", "the file", "“version” must be a text"),
    ('version: "1"', 'version: "1"\nversion: "2"', "line 4", "the word “version” stands twice"),
    ('version: "1"', 'version: "1"\non: x', "line 4", "“on” must be a text as a word; put it in quotes"),
    ("verb: completed", "verb: watched", "rules lessons", "“verb” does not know “watched”"),
    ("activity_type: lesson", "activity_type: video", "rules lessons", "“activity_type” does not know “video”"),
    ("measure: count", "measure: seconds", "rules lessons", "“measure” does not know “seconds”"),
    ("take: latest", "take: last", "rules lessons", "“take” does not know “last”"),
    ("points_per_step: 1", "points_per_step: -1", "rules lessons", "“points_per_step” must be a number, 0 or more"),
    ("points_per_step: 1", "points_per_step: 0", "rules lessons", "“points_per_step” must be greater than 0"),
    ("points_per_step: 1", "points_per_step: .nan", "rules lessons", "“points_per_step” must be a number"),
    ("cap: 8", "cap: true", "rules lessons", "“cap” must be a number"),
    ("cap: 8", "cap: 11", "rules lessons", "“cap” 11 is more than indicator A1 can have (10)"),
    ("cap: 8", "cap: 8, formula: 1+1", "rules lessons", "unknown word “formula”"),
    (
        "measure: count",
        "measure: count, category: indicator Z9",
        "rules lessons",
        "“category” does not know “indicator Z9”",
    ),
    ("measure: count", "measure: count, category: A1", "rules lessons", "“category” does not know “A1”"),
    ("measure: count", "measure: count, having: [browser]", "rules lessons", "“having” does not know “browser”"),
    ("indicator: A1", "indicator: A2", "rules lessons", "“indicator” does not know “A2”"),
    ("confidence: proposed, verb", "confidence: sure, verb", "rules lessons", "“confidence” does not know “sure”"),
    ("group: A,", "group: B,", "indicators A1", "“group” does not know “B”"),
    ("wording: {default: Đọc}", "wording: {vi: Đọc}", "indicators A1, wording", "“default” is missing"),
    ("marks: {ordinary:", "marks: {usual:", "marks", "“ordinary” is missing"),
    ("floor: {value: 5,", "floor: {values: 5,", "the file, floor", "“values” is no word here: write “value”"),
    ("subject: person", "subject: robot", "the file", "“subject” does not know “robot”"),
    ("title: {vi: Nhỏ}", "title: Nhỏ", "title", "must be words with values"),
    ("rules:\n", "rules: {}\nold:\n", "the file", "“rules” must be a list"),
    (
        "documents: []",
        "documents: []\nmanual: [{id: lessons, indicators: [A1], confidence: proposed, name: {vi: Giấy},"
        " points: {least: 0, most: 2, proposes: 1}}]",
        "the file",
        "“lessons” is both a rule and a kind of evidence",
    ),
    (
        "documents: []",
        "documents: []\nmanual: [{id: paper, indicators: [A1], confidence: proposed, name: {vi: Giấy},"
        " points: {least: 0, most: 2, proposes: 3}}]",
        "manual paper",
        "least, proposes and most must be in this order",
    ),
    (
        "documents: []",
        "documents: []\ntotal_points: {value: 9, confidence: proposed}",
        "the file",
        "“total_points” is 9, the indicators add up to 10",
    ),
    (
        "issuer: {value: thử, confidence: proposed}",
        "issuer: {value: thử, confidence: proposed, source: XX}",
        "the file",
        "“sources” does not know “XX”",
    ),
    ("valid_from: null", "valid_from: hôm qua", "the file", "“valid_from” must be a date"),
]


@pytest.mark.parametrize(("old", "new", "entry", "reason"), WRONG, ids=[row[1][:40] for row in WRONG])
def test_wrong_files_are_refused_with_place_and_reason(old, new, entry, reason):
    with pytest.raises(CriteriaProblem) as refused:
        parse(changed(old, new), "thu.yaml")
    assert refused.value.file == "thu.yaml"
    (found,) = [one for one in refused.value.every if one.entry == entry and reason in one.reason]
    assert str(found).startswith(f"thu.yaml: {entry}: ")
    assert found.line


@pytest.mark.parametrize(
    "text", ["", "[]", "just a text", "a: [", "a: &x [*x]\n? [1]\n: 2", "!!python/object:os.system {}"]
)
def test_not_even_a_set(text):
    with pytest.raises(CriteriaProblem):
        parse(text, "thu.yaml")


def test_two_rules_of_one_name_are_refused():
    line = SMALL[SMALL.index("  - {id: lessons") :].rstrip()
    with pytest.raises(CriteriaProblem, match="rule “lessons” stands twice"):
        parse(SMALL + line + "\n")
