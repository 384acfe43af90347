"""What the points of ten indicators come to, by each of the three models: tables, without a database."""

from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest

from recognition.criteria.parse import parse, parse_file
from recognition.criteria.score import NotApplicableRefused, score
from recognition.criteria.words import Band, Indicator
from tests.builders.recognition import SMALL

SET = parse(SMALL)
PLAIN = replace(SET, indicators=tuple(Indicator(c, "A", D(10), {"default": c}, "proposed") for c in "XYZ"), rules=())


@pytest.mark.parametrize(
    ("points", "passed", "missing", "below"),
    [
        ((5, 5, 5), True, 0, ()),
        ((4, 10, 10), False, 0, ("X",)),
        ((10, 0, 0), False, 0, ("Y", "Z")),
        ((2, 2, 3), False, 1, ("X", "Y", "Z")),
        (("4.75", 5, 5), False, 0, ("X",)),
    ],
)
def test_points_with_floor(points, passed, missing, below):
    found = score(PLAIN, dict(zip("XYZ", map(D, points), strict=True)))
    assert (found.passed, found.missing, found.below) == (passed, missing, below)
    assert (found.band, found.level, found.open, found.not_applicable, found.unknown) == (None, 0, (), (), ())


def test_the_verdict_names_the_mark_of_the_area_and_the_total():
    marks = {**PLAIN.marks, "disadvantaged": replace(PLAIN.marks["ordinary"], value=6)}
    criteria = replace(PLAIN, marks=marks, floor=None)
    low = {"X": D("4.5"), "Y": D(2)}
    here, there = score(criteria, low), score(criteria, low, "disadvantaged")
    assert (here.total, here.mark, here.missing, here.passed) == (D("6.5"), D(8), D("1.5"), False)
    assert (there.total, there.mark, there.missing, there.passed) == (D("6.5"), D(6), D(0), True)
    assert score(criteria, {"X": D(8)}).passed


@pytest.mark.parametrize(
    ("total", "band", "passed", "missing"),
    [(4, None, False, 3), (5, "low", False, 2), (7, "good", True, 0), (9, "top", True, 0)],
)
def test_points_with_bands(total, band, passed, missing):
    bands = (Band("top", "Tốt", D(9), True), Band("good", "Khá", D(7), True), Band("low", "Thấp", D(5), False))
    found = score(replace(PLAIN, scoring="points_with_bands", bands=bands), {"X": D(total)})
    assert (found.band, found.passed, found.missing) == (band, passed, missing)
    assert (found.total, found.mark, found.below) == (total, 7, ())


def test_bands_of_which_none_is_recognised_end_at_the_highest():
    bands = (Band("top", "Tốt", D(9), False), Band("low", "Thấp", D(5), False))
    found = score(replace(PLAIN, scoring="points_with_bands", bands=bands), {"X": D(9)})
    assert (found.band, found.passed, found.mark, found.missing) == ("top", False, 9, 0)


TARGETS = parse_file(Path("tests/data/criteria/thu_chi_tieu-1.yaml"))


@pytest.mark.parametrize(
    ("levels", "level", "passed", "open_", "of"),
    [
        ((0, 0, 0, 0), 0, False, ("C1", "C3", "C4"), 3),
        ((2, 2, 2, 0), 0, False, ("C4",), 3),
        ((1, 0, 1, 1), 1, True, ("C1", "C2", "C3"), 4),
        ((2, 0, 2, 1), 1, True, ("C2",), 4),
        ((2, 2, 2, 1), 2, True, (), 4),
    ],
)
def test_all_targets_met(levels, level, passed, open_, of):
    found = score(TARGETS, dict(zip(("C1", "C2", "C3", "C4"), map(D, levels), strict=True)))
    assert (found.level, found.passed, found.open, found.below) == (level, passed, open_, ())
    assert (found.total, found.mark, found.missing) == (of - len(open_), of, len(open_))


def test_what_nobody_spoke_of_is_unknown_and_not_a_zero():
    found = score(TARGETS, {"C1": D(0)})
    assert (found.open, found.unknown) == (("C1", "C3", "C4"), ("C3", "C4"))


def test_a_target_is_left_out_where_the_set_allows_it_and_the_assessor_gives_a_reason():
    met = {"C1": D(2), "C2": D(2)}
    found = score(TARGETS, met, not_applicable={"C4": "mới lập", "C3": "không phải trường"})
    assert (found.level, found.passed, found.not_applicable, found.mark) == (2, True, ("C3", "C4"), 2)
    for declared, why in (({"C1": "không có thành viên"}, "does not allow"), ({"C3": " "}, "the reason is missing")):
        with pytest.raises(NotApplicableRefused, match=why):
            score(TARGETS, met, not_applicable=declared)
    with pytest.raises(NotApplicableRefused, match="X cannot be declared"):
        score(PLAIN, {}, not_applicable={"X": "vì thế"})
    with pytest.raises(KeyError):
        score(TARGETS, met, not_applicable={"Q": "vì thế"})


def test_nobody_gets_a_title_because_nothing_applies():
    only = replace(TARGETS, indicators=tuple(one for one in TARGETS.indicators if one.code in ("C3", "C4")))
    found = score(only, {}, not_applicable={"C3": "không phải trường", "C4": "mới lập"})
    assert (found.level, found.passed, found.mark) == (0, False, 0)


def test_thresholds_by_level_and_area():
    share, activities, stage, plan = (one.target for one in TARGETS.indicators)
    assert [share.level_of(D(v)) for v in ("89.99", "90", "94.99", "95", "100")] == [0, 1, 1, 2, 2]
    assert [share.level_of(D(v), "disadvantaged") for v in ("79.99", "80", "87.49", "87.5")] == [0, 1, 1, 2]
    assert [activities.level_of(D(v), "disadvantaged") for v in (2, 3)] == [
        0,
        2,
    ]  # no value of its own: the ordinary one
    assert [stage.level_of(D(v)) for v in range(4)] == [0, 1, 2, 2]
    assert [plan.level_of(D(v)) for v in range(2)] == [0, 1]
    assert [one.needed(level) for one in (share, activities, plan) for level in (1, 2)] == [1, 2, 0, 2, 1, 1]


def test_points_for_an_unknown_indicator_are_an_error():
    with pytest.raises(KeyError):
        score(PLAIN, {"Q": D(1)})
