"""Which voidings have an effect, asked by those who act on them.

The flag of a statement is set where both were written, but two transactions that did not see each other leave it to a later
look (`ingest.references.settle`). A consumer must not depend on that look: here the rows themselves are compared.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from learning_records.access.rights import COUNTS
from learning_records.models import Statement
from learning_records.vocabulary import VERBS

_EFFECTS = (
    "FROM learning_records_voiding w JOIN learning_records_statement voider ON voider.seq = w.voider_id "
    "JOIN learning_records_statement t ON t.statement_id = w.target "
    f"JOIN learning_records_verb verb ON verb.id = t.verb_id WHERE verb.iri <> %s AND {COUNTS} AND "
)


def taken_back(statements: Collection[UUID]) -> set[UUID]:
    """Those of these statements that were voided by somebody who may."""
    if not statements:
        return set()
    flagged = Statement.objects.filter(statement_id__in=statements, voided=True).values_list("statement_id", flat=True)
    return set(flagged) | {one for (one,) in _rows("t.statement_id", "w.target = ANY(%s::uuid[])", statements)}


def in_effect(seqs: Collection[int]) -> dict[int, UUID]:
    """The voiding statements among these (seq) that have an effect, with what they void; the target has come."""
    return dict(_rows("voider.seq, w.target", "w.voider_id = ANY(%s)", seqs))


def taken_back_before_they_came(seqs: Collection[int]) -> set[int]:
    """Those of these statements (seq) whose voiding, which has an effect, came before them."""
    return {seq for (seq,) in _rows("t.seq", "w.voider_id < t.seq AND t.seq = ANY(%s)", seqs)}


def voider_of(statement_id: UUID) -> int | None:
    """The first statement (seq) that voided this one with effect."""
    return min((seq for (seq,) in _rows("voider.seq", "w.target = ANY(%s::uuid[])", [statement_id])), default=None)


def _rows(columns: str, condition: str, values: Collection) -> list[tuple]:
    if not values:
        return []
    with connection.cursor() as look:
        look.execute(f"SELECT {columns} {_EFFECTS}{condition}", [VERBS["voided"], list(values)])
        return look.fetchall()
