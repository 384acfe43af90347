"""Numbers and words that cannot be: each is refused with file, entry and reason, in every scoring model."""

from pathlib import Path

import pytest

from recognition.criteria.parse import CriteriaProblem, parse

FOLDER = Path("tests/data/criteria")
FLOOR, BANDS, TARGETS = (
    (FOLDER / f"{name}-1.yaml").read_text(encoding="utf-8") for name in ("thu_diem_san", "thu_xep_loai", "thu_chi_tieu")
)
_LESSON = "verb: completed, activity_type: lesson, measure: count, take: latest, points_per_step: 0.25, cap: 3"
_BEST = "measure: max_score, take: best, at_least: 50, step: 25, points_per_step: 0.5, cap: 2"
_PAPER = "points: {least: 1, most: 1, proposes: 1}, at_most: 12"
_GROUP = "{code: A, name: {vi: Nhóm bịa ra}, confidence: proposed}"
_LEVEL_1 = "{level: 1, name: {vi: Mức độ 1}, confidence: proposed}"
_HALF = "{id: half, indicator: C4, confidence: proposed, verb: completed, measure: count, points_per_step: 0.5, cap: 1}"
_C1_ASKS = "indicators C1, target, asks 1, at_least"
_C1 = "{level: 1, at_least: {ordinary: 90, disadvantaged: 80}, confidence: proposed}"

WITH_FLOOR = [
    # more, or finer, than a case can hold and its form takes
    ("maximum: 10,", "maximum: 100,", "indicators A1", "“maximum” must be at most 99.75: not 100"),
    ("maximum: 10,", "maximum: 10.3,", "indicators A1", "“maximum” must be in steps of 0.25"),
    ("maximum: 10,", "maximum: 0,", "indicators A1", "“maximum” must be greater than 0"),
    ("maximum: 10,", "maximum: -1,", "indicators A1", "“maximum” must be a number, 0 or more: not -1"),
    ("maximum: 10,", 'maximum: "10",', "indicators A1", "“maximum” must be a number, 0 or more: not '10'"),
    ("maximum: 10,", "maximum: 012,", "indicators A1", "not '012'"),
    ("maximum: 10,", "maximum: 1:30,", "indicators A1", "not '1:30'"),
    ("maximum: 10,", "maximum: 1e1,", "indicators A1", "not '1e1'"),
    ("maximum: 10,", "maximum: .inf,", "indicators A1", "not '.inf'"),
    ("maximum: 10,", "maximum: 0x10,", "indicators A1", "not '0x10'"),
    ("maximum: 10,", f"maximum: {'9' * 5000},", "indicators A1", "“maximum” must be a number"),
    ("maximum: 10,", "", "indicators A1", "“maximum” is missing"),
    (
        "points_per_step: 0.25, cap: 3",
        "points_per_step: 0.3, cap: 3",
        "rules a1-lessons",
        "“points_per_step” must be in steps",
    ),
    ("points_per_step: 0.25, cap: 3", "points_per_step: 0.25, cap: 3.1", "rules a1-lessons", "“cap” must be in steps"),
    (
        "points_per_step: 0.25, cap: 3",
        "points_per_step: 0.25, cap: 10.25",
        "rules a1-lessons",
        "“cap” 10.25 is more than",
    ),
    (_PAPER, _PAPER.replace(" most: 1", " most: 1.1"), "manual whole, points", "“most” must be in steps of 0.25"),
    (
        _PAPER,
        _PAPER.replace(" most: 1", " most: 10.25"),
        "manual whole",
        "“points” 10.25 is more than indicator A1 can have",
    ),
    (_PAPER, _PAPER.replace("proposes: 1", "proposes: 0.9"), "manual whole, points", "“proposes” must be in steps"),
    (
        _PAPER,
        _PAPER.replace("least: 1", "least: 1.25"),
        "manual whole",
        "least, proposes and most must be in this order",
    ),
    ("at_most: 12", "at_most: 1.5", "manual whole", "“at_most” must be a whole number: not 1.5"),
    ("at_most: 12", "at_most: 0", "manual whole", "“at_most” must be greater than 0"),
    ("at_most: 12", "at_most: 1001", "manual whole", "“at_most” must be at most 1000"),
    # marks, floor and total against the maxima
    (
        "ordinary: {value: 12.5,",
        "ordinary: {value: 900,",
        "marks, ordinary",
        "900 is more than all indicators have together (20.5)",
    ),
    ("disadvantaged: {value: 10,", "disadvantaged: {value: 20.75,", "marks, disadvantaged", "20.75 is more than all"),
    ("ordinary: {value: 12.5,", "ordinary: {value: 12.6,", "marks, ordinary", "“value” must be in steps of 0.25"),
    ("ordinary: {value: 12.5,", "ordinary: {value: 0,", "marks, ordinary", "“value” must be greater than 0"),
    ("ordinary: {value: 12.5,", "ordinary: {value: tám mươi,", "marks, ordinary", "“value” must be a number"),
    ("floor: {value: 4,", "floor: {value: năm,", "the file, floor", "“value” must be a number, 0 or more: not 'năm'"),
    ("floor: {value: 4,", "floor: {value: -4,", "the file, floor", "“value” must be a number, 0 or more: not -4"),
    ("floor: {value: 4,", "floor: {value: 10.25,", "floor", "10.25 is more than indicator A1 can have (10)"),
    (
        "total_points: {value: 20.5,",
        "total_points: {value: 20,",
        "the file",
        "“total_points” is 20, the indicators add up to 20.5",
    ),
    ("total_points: {value: 20.5,", "total_points: {value: true,", "the file, total_points", "not true"),
    # what is known and unknown must fit together
    (
        _GROUP,
        _GROUP.replace("proposed", "proposed, known: nothing"),
        "groups A",
        "“known” is nothing, but it has indicators",
    ),
    (_GROUP, f"{_GROUP}\n  - {_GROUP.replace('A,', 'Z,')}", "groups Z", "has no indicator"),
    ("documents: []", "documents: []\nknown: nothing", "the file", "“known” is nothing, but “groups” has some"),
    ("documents: []", "documents: []\nknown: little", "the file", "“known” does not know “little”"),
    # days
    (
        "valid_from: null\nvalid_to: null",
        "valid_from: 2022-02-02\nvalid_to: 2022-02-01",
        "the file",
        "“valid_to” 2022-02-01 is before",
    ),
    ("valid_from: null", "valid_from: 2022-02-30", "the file", "day is out of range"),
    ("valid_from: null", "valid_from: 2022-02-02 10:00:00", "the file", "“valid_from” must be a date"),
    # rules that could never give points, or not what they say
    (
        _BEST,
        _BEST.replace("at_least: 50", "at_least: 101"),
        "rules a2-best",
        "a score goes up to 100: it could never give points",
    ),
    (
        _BEST,
        _BEST.replace("step: 25", "step: 101"),
        "rules a2-best",
        "a score goes up to 100: it could never give points",
    ),
    (
        _BEST,
        _BEST.replace("cap: 2", "cap: 2.25"),
        "rules a2-best",
        "“cap” 2.25 is more than a score of 100 gives (2.0)",
    ),
    (_LESSON, f"{_LESSON}, min_score: 101", "rules a1-lessons", "“min_score” must be at most 100"),
    (_LESSON, f"{_LESSON}, at_least: 1000001", "rules a1-lessons", "“at_least” must be at most 1000000"),
    (
        _LESSON,
        f"{_LESSON}, having: minutes, lacking: [banked, minutes]",
        "rules a1-lessons",
        "“having” and “lacking” name the same",
    ),
    (
        _LESSON,
        _LESSON.replace("measure: count", "measure: minutes, lacking: minutes"),
        "rules a1-lessons",
        "it could never give points",
    ),
    (
        _LESSON,
        _LESSON.replace("verb: completed", "verb: [completed, completed]"),
        "rules a1-lessons",
        "“verb” holds “completed” twice",
    ),
    (_LESSON, _LESSON.replace("verb: completed", "verb: []"), "rules a1-lessons", "“verb” is empty"),
    (
        "documents: []",
        "documents: []\nauthorities: []",
        "the file",
        "“authorities” is empty: no statement could ever count",
    ),
    # duplicates, and names that no column holds or no IRI bears
    ("code: A2,", "code: A1,", "the file", "indicator “A1” stands twice"),
    ("code: A2,", "code: A 2,", "indicators A 2", "“code” must be letters, digits"),
    ("code: A2,", f"code: {'A' * 21},", f"indicators {'A' * 21}", "“code” is longer than 20 characters"),
    ("key: thu_diem_san", f"key: {'a' * 61}", "the file", "“key” is longer than 60 characters"),
    ('version: "1"', f'version: "{"1" * 31}"', "the file", "“version” is longer than 30 characters"),
    ("id: a1-lessons,", f"id: {'a' * 61},", f"rules {'a' * 61}", "“id” is longer than 60 characters"),
    (
        "indicators: [A1, A2], confidence: proposed, name: {vi: Giấy một điểm}",
        "indicators: [A1, A1], confidence: proposed, name: {vi: Giấy}",
        "manual whole",
        "“indicators” holds “A1” twice",
    ),
    ("code: N1,", "code: N5,", "subject_groups N5", "“code” does not know “N5”"),
    ("subject: person", "subject: clan", "the file", "“subject_groups” are groups of people"),
    ("N2: Chỉ số một cho nhóm hai", "N3: Chỉ số một cho nhóm ba", "indicators A1, wording", "unknown word “N3”"),
    ("documents: []", "documents: 5", "the file", "“documents” must be a list"),
    ("documents: []", f"documents: {'[' * 3000}{']' * 3000}", "the file", "values inside values without end"),
    ("documents: []", "documents: []\nnotice: " + "a" * 1_000_000, "the file", "is longer than 1000000 characters"),
]
WITH_BANDS = [
    ("at_least: 25.5", "at_least: 30.25", "bands good", "30.25 is more than all indicators have together (30)"),
    ("at_least: 25.5", "at_least: 20", "bands fair", "“at_least” 20 must be under that of the band before (20)"),
    ("at_least: 25.5", "at_least: 12", "bands fair", "“at_least” 20 must be under that of the band before (12)"),
    ("at_least: 25.5", "at_least: 25.4", "bands good", "“at_least” must be in steps of 0.25"),
    ("at_least: 25.5", 'at_least: "25"', "bands good", "“at_least” must be a number"),
    (
        "at_least: 10, recognised: false",
        "at_least: 0, recognised: false",
        "bands weak",
        "“at_least” must be greater than 0",
    ),
    (
        "at_least: 25.5, recognised: true",
        "at_least: 25.5, recognised: false",
        "bands fair",
        "is recognised, but a higher band is not",
    ),
    ("code: fair", "code: good", "the file", "band “good” stands twice"),
    ("bands:\n", "bands: []\nold:\n", "the file", "“bands” is empty; write null when they are not known"),
    ("documents: []", "documents: []\nfloor: {value: 5, confidence: proposed}", "the file", "unknown word “floor”"),
]
WITH_TARGETS = [
    ("level: 2, name", "level: 3, name", "the file", "“levels” must be 1, 2, … without holes: not 1, 3"),
    ("level: 2, name", "level: 1, name", "the file", "level “1” stands twice"),
    ("level: 2, name", "level: 1.5, name", "levels 2", "“level” must be a whole number"),
    (f"  - {_LEVEL_1}\n", "", "the file", "“levels” must be 1, 2, … without holes: not 2"),
    (
        f"  - {_LEVEL_1}\n",
        f"  - {_LEVEL_1}\n  - {_LEVEL_1.replace('1', '3')}\n",
        "the file",
        "without holes: not 1, 3, 2",
    ),
    (_C1, _C1.replace("level: 1", "level: 3"), "indicators C1, level 3", "this level does not stand in “levels”"),
    (_C1, _C1.replace("level: 1", "level: 2"), "indicators C1, level 2", "must come before level 2, each level once"),
    (_C1, _C1.replace("90", "96"), "indicators C1, level 2", "asks for less than level 1 (ordinary area)"),
    (_C1, _C1.replace("80", "88"), "indicators C1, level 2", "asks for less than level 1 (disadvantaged area)"),
    (_C1, _C1.replace("90", "100.5"), _C1_ASKS, "“ordinary” must be at most 100"),
    (_C1, _C1.replace("90", "0"), _C1_ASKS, "“ordinary” must be greater than 0"),
    (_C1, _C1.replace("90", "nhiều"), _C1_ASKS, "“ordinary” must be a number"),
    (_C1, _C1.replace("ordinary", "usual"), _C1_ASKS, "unknown word “usual”"),
    (_C1, _C1.replace("ordinary: 90, ", ""), _C1_ASKS, "“ordinary” is missing"),
    (
        "at_least: 3,",
        "at_least: 2.5,",
        "indicators C2, target, asks 1, at_least",
        "“ordinary” is a count and must be a whole number: not 2.5",
    ),
    (
        "at_least: basic,",
        "at_least: perfect,",
        "indicators C3, target, asks 1, at_least",
        "“ordinary” does not know 'perfect'; known",
    ),
    ("at_least: satisfactory,", "at_least: basic,", None, None),  # the same again is not less
    (
        "stages: [basic, satisfactory, full]",
        "stages: [basic, basic]",
        "indicators C3, target",
        "“stages” holds “basic” twice",
    ),
    ("stages: [basic, satisfactory, full]", "stages: []", "indicators C3, target", "“stages” is empty"),
    ("unit: count", "unit: dozen", "indicators C2, target", "“unit” does not know “dozen”"),
    (
        "unit: yes_no\n      asks: [{level: 1,",
        "unit: yes_no\n      asks: [{level: 1, at_least: 1,",
        "indicators C4, target, asks 1",
        "unknown word “at_least”",
    ),
    (
        "asks: [{level: 2, at_least: 3, confidence: proposed}]",
        "asks: []",
        "indicators C2, target",
        "“asks” is empty; write null",
    ),
    ("unit: count", "unit: count\n      maximum: 3", "indicators C2, target", "unknown word “maximum”"),
    ("proposes: 1}", "proposes: 0.5}", "manual plan", "a target is met at whole levels: “points” must be whole"),
    (
        "most: 1, proposes: 1}",
        "most: 2, proposes: 1}",
        "manual plan",
        "“points” 2 is more than indicator C4 can have (1)",
    ),
    ("documents: []", "documents: []\nbands: null", "the file", "unknown word “bands”"),
    (
        "not_applicable: đơn vị mới lập trong năm",
        "not_applicable: true",
        "indicators C4, target",
        "“not_applicable” must be a text",
    ),
    (
        "manual:\n",
        f"rules: [{_HALF}]\nmanual:\n",
        "rules half",
        "a target is met at whole levels: “cap” and “points_per_step” must be whole",
    ),
]
ALL = [
    (text, *row) for text, rows in ((FLOOR, WITH_FLOOR), (BANDS, WITH_BANDS), (TARGETS, WITH_TARGETS)) for row in rows
]


@pytest.mark.parametrize(("text", "old", "new", "entry", "reason"), ALL, ids=[f"{row[2][:30]!a}" for row in ALL])
def test_what_cannot_be_is_refused(text, old, new, entry, reason):
    assert old in text
    changed = text.replace(old, new, 1)
    if entry is None:
        parse(changed, "thu.yaml")
        return
    with pytest.raises(CriteriaProblem) as refused:
        parse(changed, "thu.yaml")
    assert (refused.value.file, refused.value.entry) == ("thu.yaml", entry)
    assert reason in refused.value.reason
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("text", [FLOOR, BANDS, TARGETS], ids=["floor", "bands", "targets"])
def test_the_same_sets_unchanged_are_fine(text):
    assert parse(text).unknown == ()


def test_a_level_for_which_no_target_asks_is_refused():
    alone = TARGETS.replace(", {level: 2, at_least: satisfactory, confidence: proposed}", "")
    alone = alone.replace("asks: [{level: 2, at_least: 3,", "asks: [{level: 1, at_least: 3,")
    alone = "\n".join(line for line in alone.splitlines() if "ordinary: 95" not in line)
    with pytest.raises(CriteriaProblem, match="“levels”: no target asks for anything at level 2"):
        parse(alone)


def test_levels_must_be_named():
    begin, end = TARGETS.index("levels:"), TARGETS.index("groups:")
    with pytest.raises(CriteriaProblem, match="“levels” must be 1, 2, … without holes: not empty"):
        parse(f"{TARGETS[:begin]}levels: []\n{TARGETS[end:]}")


def test_bands_of_which_none_brings_the_title_are_refused():
    with pytest.raises(CriteriaProblem, match="none of them is recognised, so nobody could get the title"):
        parse(BANDS.replace("recognised: true", "recognised: false"))


def test_a_number_is_kept_as_it_is_written():
    found = parse(FLOOR.replace("maximum: 10,", "maximum: 10.250,").replace("value: 20.5,", "value: 20.75,"))
    assert str(found.indicator("A1").maximum) == "10.250"


def test_a_tag_does_not_bring_in_what_is_no_number():
    for said in ("!!float .nan", "!!int 0x1F", "!!float 1e9"):
        with pytest.raises(CriteriaProblem, match="is not a number"):
            parse(FLOOR.replace("maximum: 10,", f"maximum: {said},"))
