"""What no source says: it parses, is named, and nothing is scored with it."""

from decimal import Decimal as D
from pathlib import Path

import pytest

from recognition.criteria.answer import answer
from recognition.criteria.golden import read_cases, run
from recognition.criteria.match import Terms
from recognition.criteria.parse import parse
from recognition.criteria.reading import CriteriaProblem
from recognition.criteria.score import score
from recognition.criteria.unknown import NotKnown, Unknown

FOLDER = Path("tests/data/criteria")
FLOOR, BANDS, TARGETS = (
    (FOLDER / f"{name}-1.yaml").read_text(encoding="utf-8") for name in ("thu_diem_san", "thu_xep_loai", "thu_chi_tieu")
)
TERMS = Terms("https://thu.example.vn", {}, {})
_C2 = "asks: [{level: 2, at_least: 3, confidence: proposed}]"


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (FLOOR, "maximum: 10,", "maximum: null,", "maximum of A1"),
        (FLOOR, "maximum: 10,", "maximum: ,", "maximum of A1"),
        (FLOOR, "wording: {default: Chỉ số hai}", "wording: {default: null}", "wording of A2"),
        (FLOOR, "ordinary: {value: 12.5,", "ordinary: {value: null,", "mark of ordinary"),
        (FLOOR, "disadvantaged: {value: 10,", "disadvantaged: {value: null,", "mark of disadvantaged"),
        (FLOOR, "floor: {value: 4,", "floor: {value: null,", "floor"),
        (FLOOR, "documents: []", "documents: []\nknown: part", "groups"),
        (FLOOR, "{code: A, name", "{code: A, known: part, name", "indicators of A"),
        (BANDS, "at_least: 20,", "at_least: null,", "band of fair"),
        (TARGETS, _C2, "asks: null", "threshold of C2"),
        (TARGETS, "at_least: 3,", "at_least: null,", "threshold of C2"),
        (TARGETS, "disadvantaged: 80}", "disadvantaged: null}", "threshold of C1"),
    ],
)
def test_it_is_named_and_blocks_scoring(text, old, new, said):
    assert old in text
    found = parse(text.replace(old, new, 1))
    assert [str(one) for one in found.unknown] == [said]
    for blocked in (lambda: score(found, {}), lambda: answer(found, [])):
        with pytest.raises(NotKnown, match=f"{found.key} 1 cannot be scored, not known: {said}") as refused:
            blocked()
        assert refused.value.unknown == found.unknown


def test_unknown_bands_and_every_unknown_value_by_name():
    begin, end = BANDS.index("bands:"), BANDS.index("groups:")
    found = parse(f"{BANDS[:begin]}bands: null\n{BANDS[end:]}".replace("maximum: 30,", "maximum: null,"))
    assert found.unknown == (Unknown("maximum", "B1"), Unknown("bands"))
    with pytest.raises(NotKnown, match="not known: maximum of B1, bands"):
        score(found, {"B1": D(3)})


def test_who_counts_with_an_unknown_value_is_stopped_there():
    found = parse(
        FLOOR.replace("maximum: 10,", "maximum: null,")
        .replace("floor: {value: 4,", "floor: {value: null,")
        .replace("disadvantaged: {value: 10,", "disadvantaged: {value: null,")
    )
    assert found.mark() == D("12.5")
    for asked in (lambda: found.indicator("A1").maximum, found.floor_points, lambda: found.mark("disadvantaged")):
        with pytest.raises(NotKnown):
            asked()
    band = parse(BANDS.replace("at_least: 20,", "at_least: null,")).bands[1]
    with pytest.raises(NotKnown):
        band.at_least  # noqa: B018 - asking is what is tested
    targets = parse(TARGETS.replace(_C2, "asks: null").replace("disadvantaged: 80}", "disadvantaged: null}"))
    for one, area in ((targets.indicator("C2"), "ordinary"), (targets.indicator("C1"), "disadvantaged")):
        with pytest.raises(NotKnown):
            one.target.level_of(D(100), area)
    assert targets.indicator("C1").target.level_of(D(90)) == 1


def test_a_word_left_out_is_not_an_unknown_value():
    for old in ("maximum: 10, ", "floor: {value: 4, confidence: proposed}\n"):
        with pytest.raises(CriteriaProblem, match="is missing"):
            parse(FLOOR.replace(old, "", 1))
    with pytest.raises(CriteriaProblem, match="“asks” is missing"):
        parse(TARGETS.replace(f"      {_C2}\n", ""))


def test_what_is_known_of_an_unknown_set_must_still_be_possible():
    with pytest.raises(CriteriaProblem, match="“total_points” is 20.5, the indicators that are known alone have 30"):
        parse(FLOOR.replace("maximum: 10,", "maximum: 30,").replace("maximum: 10.5,", "maximum: null,"))
    with pytest.raises(CriteriaProblem, match="marks, ordinary: 30 is more than all indicators have together"):
        parse(
            FLOOR.replace("maximum: 10.5,", "maximum: null,").replace("ordinary: {value: 12.5", "ordinary: {value: 30")
        )
    with pytest.raises(CriteriaProblem, match="must be under that of the band before"):
        parse(BANDS.replace("at_least: 20,", "at_least: null,").replace("at_least: 10,", "at_least: 27,"))


def test_a_golden_case_says_what_is_not_known():
    unknown = parse(FLOOR.replace("maximum: 10,", "maximum: null,"))
    for criteria, expect, wrong in (
        (unknown, "{not_known: [maximum of A1]}", []),
        (unknown, "{not_known: []}", ["not_known: expected nothing, got maximum of A1"]),
        (unknown, "{total: 0}", ["not_known: expected nothing, got maximum of A1"]),
        (parse(FLOOR), "{not_known: [floor]}", ["not_known: expected floor, got nothing"]),
    ):
        (case,) = read_cases(f"cases: [{{name: thử, expect: {expect}}}]", "thu.yaml", criteria, TERMS)
        assert run(criteria, TERMS, case) == wrong


def test_the_forms_of_the_groups_of_people():
    found = parse(FLOOR).indicator("A1")
    assert [found.words(group) for group in ("N1", "N2", "N4", "")] == [
        "Chỉ số một cho nhóm một",
        "Chỉ số một cho nhóm hai",
        "Chỉ số một",
        "Chỉ số một",
    ]
    assert parse(FLOOR.replace("{default: Chỉ số hai}", "{default: null}")).indicator("A2").words("N1") == ""
    assert [one.name for one in parse(FLOOR).subject_groups][-1] == ""  # a group whose name no source has
