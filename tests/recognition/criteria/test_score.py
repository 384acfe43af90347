"""What the points of ten indicators come to, by each of the three models: tables, without a database."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from recognition.criteria.parse import parse
from recognition.criteria.score import score
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


@pytest.mark.parametrize(
    ("points", "level", "passed", "below", "missing"),
    [
        ((0, 0, 10), 0, False, ("X", "Y"), 20),
        ((10, 9, 10), 0, False, ("Y",), 1),
        ((10, 10, 3), 1, True, ("Z",), 7),
        ((10, 10, 10), 2, True, (), 0),
    ],
)
def test_all_targets_met(points, level, passed, below, missing):
    first, second, third = PLAIN.indicators
    criteria = replace(PLAIN, scoring="all_targets_met", indicators=(first, second, replace(third, level=2)))
    found = score(criteria, dict(zip("XYZ", map(D, points), strict=True)))
    assert (found.level, found.passed, found.below, found.missing) == (level, passed, below, missing)
    assert (found.total, found.mark) == (sum(points), 20)  # the first level is what the title takes


def test_points_for_an_unknown_indicator_are_an_error():
    with pytest.raises(KeyError):
        score(PLAIN, {"Q": D(1)})
