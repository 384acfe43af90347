"""Scoring a past year anew from the database: right to the last case, at least 0.4 of the pure fold's rate, linear.

BENCH_PEOPLE (28785) invented people with units and residential groups are written into a database of this process; then the
pure fold of the same evidence in memory (points and verdict under one set) and the trial (reads the copies, scores under both
sets, writes its counts) take turns, a batch each. Processor time of this process, as in `test_simulation`: what the database
does meanwhile is told beside it.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from statistics import median
from time import perf_counter, process_time

import pytest

from recognition.criteria.answer import answer
from recognition.criteria.score import score
from recognition.models import Trial
from recognition.simulation import trials
from tests.builders.changed_set import OLD, Row, changed, rows, subject
from tests.builders.past_campaign import past_year
from tests.builders.recognition import statement, store
from tests.recognition.simulation.test_trials import counted, counted_by_hand, draft_of

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "28785"))
LEAST, AT_ONCE = 0.4, 500
pytestmark = pytest.mark.django_db


def _pure(people: list) -> float:
    begun = process_time()
    for one in people:
        score(OLD, {code: found.points for code, found in answer(OLD, one.items).items()}, one.area_class)
    return process_time() - begun


def _turns(trial: Trial, people: Iterator[Row]) -> list[tuple[int, float, float, float]]:
    """(cases, seconds of the pure fold, seconds of the trial, the same by the clock), batch by batch."""
    spent, more = [], True
    while more:
        held = [subject(row) for row in islice(people, AT_ONCE)]
        pure, clock, begun = _pure(held), perf_counter(), process_time()
        more = trials.count_on(trial.pk, AT_ONCE)
        if held:
            spent.append((len(held), pure, process_time() - begun, perf_counter() - clock))
    return spent


def _trial(year: int) -> Trial:
    draft = draft_of(changed())
    return trials.ask(draft, year, by=draft.made_by)


def test_a_year_is_scored_anew_right_quickly_and_linearly():
    past_year(rows(PEOPLE))
    trial = _trial(2025)
    spent = _turns(trial, rows(PEOPLE))
    trial.refresh_from_db()
    assert (trial.state, trial.counted) == ("done", PEOPLE)
    assert counted(trial) == counted_by_hand(rows(PEOPLE))
    ratios = [pure / anew for _n, pure, anew, _clock in spent[1:-1] or spent]
    quarter = max(len(ratios) // 4, 1)
    first, last = median(ratios[:quarter]), median(ratios[-quarter:])
    people, pure, anew, clock = (sum(column) for column in zip(*spent, strict=True))
    print(
        f"\n{people} cases: pure fold {people / pure:,.0f}/s, scored anew {people / anew:,.0f}/s "
        f"(ratio {median(ratios):.2f}; first quarter {first:.2f}, last {last:.2f}); by the clock {people / clock:,.0f}/s"
    )
    assert median(ratios) >= LEAST
    assert last >= 0.7 * first


def _busy(row: Row) -> Row:
    """The same person with ten times the lessons, each a statement of its own."""
    return replace(row, lessons=row.lessons * 10)


def _cost(year: int, standard: list) -> float:
    """What a trial of the year takes, in pure folds of `standard` made beside each batch: a slower minute does not count."""
    trial, cost, more = _trial(year), 0.0, True
    while more:
        machine, begun = _pure(standard), process_time()
        more = trials.count_on(trial.pk, AT_ONCE)
        cost += (process_time() - begun) / machine
    return cost


def test_ten_times_the_statements_cost_ten_times_and_those_of_others_nothing():
    few = min(PEOPLE, 1500)
    people, busy = list(rows(few)), [_busy(row) for row in rows(few)]
    past_year(people)
    past_year(busy, year=2024)
    standard = [subject(row) for row in people[:AT_ONCE]]
    pieces, pieces10 = (sum(len(subject(row).items) for row in some) for some in (people, busy))
    _cost(2025, standard)  # both sets are read and kept
    cost, cost10 = _cost(2025, standard), _cost(2024, standard)
    print(f"\n{pieces} pieces of evidence: {cost:.2f} standard folds; {pieces10} pieces: {cost10:.2f}")
    assert pieces10 > 3 * pieces
    assert cost10 / pieces10 <= 1.25 * cost / pieces
    chance = random.Random(1)
    store(*[statement(f"00000000-0000-4000-8000-{chance.randrange(16**12):012x}") for _ in range(2000)])
    after = _cost(2025, standard)
    print(f"with 2,000 statements of others in the store: {after:.2f} standard folds, without: {cost:.2f}")
    assert after <= 1.25 * cost
