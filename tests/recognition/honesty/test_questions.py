"""Questions: planted patterns are asked about, honest numbers are not, few cases ask nothing."""

import random
from dataclasses import replace

import pytest

from recognition.figures.honesty.questions import Counts, questions, thresholds

HONEST = Counts(
    pairs={"A1": (72, 60)},
    unopened=(4, 100),
    full={"A1": (40, 100)},
    years=(50, 61),
    same_files={},
    groups={"age": {"18_34": (60, 100), "from_60": (52, 100)}},
)


def _asked(**changes) -> list[tuple[str, str]]:
    return [(one.key, one.about) for one in questions(replace(HONEST, **changes))]


def test_honest_numbers_ask_nothing() -> None:
    assert _asked() == []


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"pairs": {"A1": (12, 30)}}, ("agreement", "A1")),
        ({"unopened": (20, 100)}, ("unopened", "")),
        ({"full": {"B2": (95, 100)}}, ("full", "B2")),
        ({"years": (20, 40)}, ("jump", "more")),
        ({"years": (40, 20)}, ("jump", "fewer")),
        ({"same_files": {"abc": 5}}, ("same_file", "")),
        ({"groups": {"age": {"18_34": (60, 100), "from_60": (40, 100)}}}, ("gap_age", "from_60")),
        ({"groups": {"area": {"ordinary": (30, 30), "disadvantaged": (20, 30)}}}, ("gap_area", "disadvantaged")),
    ],
)
def test_planted_patterns_are_asked_about(changes: dict, asked: tuple[str, str]) -> None:
    assert _asked(**changes) == [asked]


@pytest.mark.parametrize(
    "changes",
    [
        {"pairs": {"A1": (0, 29)}},
        {"pairs": {"A1": (40, 60)}},
        {"unopened": (29, 29)},
        {"unopened": (19, 100)},
        {"full": {"B2": (29, 29)}},
        {"full": {"B2": (94, 100)}},
        {"years": (1, 19)},
        {"years": (20, 39)},
        {"same_files": {"abc": 4}},
        {"groups": {"age": {"18_34": (29, 29), "from_60": (0, 29)}}},
        {"groups": {"age": {"18_34": (60, 100), "from_60": (41, 100)}}},
        {"groups": {}},
        {"years": (0, 0)},
    ],
)
def test_few_cases_and_what_lies_below_a_bound_ask_nothing(changes: dict) -> None:
    assert _asked(**changes) == []


def test_a_year_that_is_not_over_is_not_asked_why_it_has_fewer() -> None:
    counts = replace(HONEST, years=(40, 0))
    assert [one.about for one in questions(counts)] == ["fewer"]
    assert questions(counts, running=True) == []


def test_chance_alone_asks_little() -> None:
    """Two groups of the same people, a hundred each: of 400 invented places hardly any is asked."""
    dice, asked = random.Random(11), 0
    for _place in range(400):
        parts = {name: (sum(dice.random() < 0.6 for _one in range(100)), 100) for name in ("18_34", "from_60")}
        asked += bool(_asked(groups={"age": parts}))
    assert asked <= 8


def test_the_thresholds_are_said_to_be_proposed() -> None:
    assert thresholds()["judged_at_least"] >= 30
