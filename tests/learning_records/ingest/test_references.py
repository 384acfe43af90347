"""Chains of references: found over sixteen steps, in whatever order they come, at a cost that grows with their number."""

import random
from itertools import pairwise
from uuid import uuid4

import psycopg
import pytest

from learning_records.models import ReferenceChain, Statement, StatementReference
from learning_records.public import portal_credential, record
from learning_records.spec.limits import REFERENCES
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db

LIKED = {"id": "https://example.vn/v/liked"}


def chain(length: int, number: int = 1) -> list[dict]:
    """A statement about an activity, one about that statement, one about that, and so on: `length` references."""
    found = [make_statement(number)]
    for _step in range(length):
        found.append(make_statement(verb=LIKED, object={"objectType": "StatementRef", "id": found[-1]["id"]}))
    return found


def found(xapi, statements: list[dict]) -> set[int]:
    """Which of them the activity of the first one finds."""
    answer = xapi("GET", "statements", {"activity": statements[0]["object"]["id"]}).json()["statements"]
    ids = [one["id"] for one in statements]
    return {ids.index(one["id"]) for one in answer}


@pytest.mark.parametrize("order", ["forwards", "backwards", "shuffled", "middle last"])
@pytest.mark.parametrize("size", [1, 5, 100])
def test_sixteen_steps_in_any_order(xapi, order: str, size: int) -> None:
    statements = chain(REFERENCES + 4)
    sent = statements[:]
    if order == "backwards":
        sent.reverse()
    elif order == "shuffled":
        random.Random(size).shuffle(sent)
    elif order == "middle last":
        sent.append(sent.pop(REFERENCES // 2))
    for start in range(0, len(sent), size):
        record(sent[start : start + size], portal_credential())
    assert found(xapi, statements) == set(range(REFERENCES + 1))


def _all_chains() -> set[tuple[int, int]]:
    """What must stand there, found by walking from each reference alone."""
    by_id = dict(Statement.objects.values_list("statement_id", "seq"))
    target = {source: by_id.get(to) for source, to in StatementReference.objects.values_list("source_id", "target")}
    expected = set()
    for source in target:
        at: int | None = source
        for _step in range(REFERENCES):
            at = target.get(at) if at is not None else None
            if at is None:
                break
            expected.add((at, source))
    return expected


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_trees_and_loops(seed: int) -> None:
    dice = random.Random(seed)
    ids = [str(uuid4()) for _number in range(60)]
    sent = [
        make_statement(number, id=name)
        | (
            {"object": {"objectType": "StatementRef", "id": dice.choice(ids)}, "verb": LIKED}
            if dice.random() < 0.8
            else {}
        )
        for number, name in enumerate(ids)
    ]
    dice.shuffle(sent)
    for start in range(0, len(sent), 7):
        record(sent[start : start + 7], portal_credential())
    assert set(ReferenceChain.objects.values_list("target_id", "source_id")) == _all_chains()


class Counted(psycopg.Cursor):
    """A cursor that counts what is asked."""

    asked = 0

    def execute(self, *args, **kwargs):
        type(self).asked += 1
        return super().execute(*args, **kwargs)


def test_a_batch_of_chained_statements_costs_as_many_questions_as_a_short_one(monkeypatch) -> None:
    monkeypatch.setattr("learning_records.driver.psycopg.Cursor", Counted)
    record(chain(1, number=9), portal_credential())
    asked, rows = [], []
    for length in (30, 60, 120):
        Counted.asked, before = 0, ReferenceChain.objects.count()
        record(chain(length, number=9), portal_credential())
        asked.append(Counted.asked)
        rows.append(ReferenceChain.objects.count() - before)
    assert len(set(asked)) == 1
    assert rows == [REFERENCES * length - REFERENCES * (REFERENCES - 1) // 2 for length in (30, 60, 120)]


def test_a_chain_that_grows_link_by_link_costs_the_same_at_each_link() -> None:
    key, statements = portal_credential(), chain(50)
    rows = []
    for statement in statements:
        record([statement], key)
        rows.append(ReferenceChain.objects.count())
    assert {new - old for old, new in pairwise(rows[REFERENCES + 1 :])} == {REFERENCES}
