"""How often two assessors agree: against the formula written out, and at its edges."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.assessment.second.agreement import FEW, agreement, kappa

POINTS = st.sampled_from([Decimal(n) for n in (5, 6, 7, 8)])
PAIRS = st.lists(st.tuples(POINTS, POINTS), min_size=1, max_size=40)


def by_the_book(pairs) -> float:
    many = len(pairs)
    observed = sum(a == b for a, b in pairs) / many
    values = {value for pair in pairs for value in pair}
    chance = sum(
        sum(a == value for a, _b in pairs) / many * sum(b == value for _a, b in pairs) / many for value in values
    )
    return 1.0 if observed == 1 else (observed - chance) / (1 - chance)


@given(PAIRS)
def test_kappa_is_what_the_formula_says(pairs) -> None:
    assert kappa(pairs) == pytest.approx(by_the_book(pairs))
    assert -1 <= kappa(pairs) <= 1
    assert (kappa(pairs) == 1) == all(a == b for a, b in pairs)
    assert kappa([(b, a) for a, b in pairs]) == pytest.approx(kappa(pairs))


def test_a_worked_example() -> None:
    yes, no = Decimal(1), Decimal(0)
    pairs = [(yes, yes)] * 20 + [(yes, no)] * 5 + [(no, yes)] * 10 + [(no, no)] * 15
    assert kappa(pairs) == pytest.approx(0.4)


def test_nobody_differs_and_nobody_is_there() -> None:
    assert kappa([(Decimal(8), Decimal(8))] * 5) == 1
    assert kappa([]) is None
    (one,) = agreement([], ["A1"])
    assert (one.pairs, one.percent, one.kappa, one.few) == (0, 0, None, True)


def test_few_pairs_are_said_to_be_few_and_each_indicator_counts_its_own() -> None:
    rows = [({"A1": Decimal(8), "A2": Decimal(5)}, {"A1": Decimal(7)})] * FEW
    first, second = agreement(rows, ["A1", "A2"])
    assert (first.pairs, first.same, first.percent, first.few, first.apart) == (FEW, 0, 0, False, Decimal(1))
    assert second.pairs == 0
    assert agreement(rows[1:], ["A1"])[0].few
