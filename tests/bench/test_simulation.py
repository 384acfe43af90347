"""A changed set on as many people as OULAD has learners: right to the last person, at least 0.4 of the pure fold, linear.

Processor time, not the clock: the pure fold (evidence -> points -> verdict under one set) and the comparison (under two) take
turns on the same people, so a busy machine slows both alike.
"""

import os
from itertools import islice
from time import process_time

from recognition.criteria.answer import answer
from recognition.criteria.score import score
from recognition.simulation.comparison import Comparison
from recognition.simulation.tally import Tally
from tests.builders.changed_set import NEW, OLD, counted, expected, rows, subject

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "28785"))
AT_ONCE = 500
LEAST = 0.4


def fold(people) -> None:
    """The pure fold of everybody under the set as it is."""
    for one in people:
        points = {code: found.points for code, found in answer(OLD, one.items).items()}
        score(OLD, points, one.area_class)


def test_a_changed_set_on_everybody():
    comparison, found, spent = Comparison(OLD, NEW), Tally(), []
    waiting = rows(PEOPLE)
    while people := [subject(row) for row in islice(waiting, AT_ONCE)]:
        begun = process_time()
        fold(people)
        folded = process_time()
        for one in people:
            found.add(comparison.outcome(one))
        spent.append((len(people), folded - begun, process_time() - folded))
    assert counted(found) == expected(rows(PEOPLE))
    people, pure, compared = (sum(column) for column in zip(*spent, strict=True))
    ratio = pure / compared
    quarter = max(len(spent) // 4, 1)
    first, last = (
        sum(n for n, _, _ in part) / sum(t for _, _, t in part) for part in (spent[:quarter], spent[-quarter:])
    )
    print(
        f"\n{people} people: pure fold {people / pure:,.0f}/s, both sets {people / compared:,.0f}/s (ratio {ratio:.2f}), "
        f"first quarter {first:,.0f}/s, last {last:,.0f}/s"
    )
    print(
        f"gains {found.total.gains}, loses {found.total.loses}, keeps {found.total.keeps}, without {found.total.without}"
    )
    assert people == PEOPLE
    assert ratio >= LEAST
    assert last >= 0.7 * first
