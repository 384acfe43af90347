"""Statements about statements: references, the chains they form, and voiding (Data 2.3.2, Communication 2.1.3).

A reference and its target may arrive in either order, and in two transactions that do not see each other. The first case is
handled where a statement is written (`connect`); for the second a reference stays unsettled until every writer that was at
work when it was committed has ended, and `settle` looks again.
"""

from collections.abc import Iterable
from uuid import UUID

import psycopg
from django.db import connection, transaction

from learning_records.access.rights import COUNTS, VOID, Forbidden
from learning_records.consumers.order import oldest_writer, take_number
from learning_records.driver import cursor, plain
from learning_records.ingest.insert_sql import Row
from learning_records.spec.limits import REFERENCES
from learning_records.spec.statement import voids
from learning_records.spec.validation import InvalidStatement
from learning_records.vocabulary import VERBS

_EDGES = (
    "SELECT r.source_id, t.seq FROM learning_records_statementreference r "
    "JOIN learning_records_statement t ON t.statement_id = r.target WHERE "
)
# What a new reference lengthens: the chains of all that lead to it (up), each walked to its end again (down), by the references
# themselves and never by chains written before: those of a transaction still at work could not be seen. A statement has one
# target, so the work is at most REFERENCES steps for each statement that leads here, and each pair is written once.
_CHAIN = f"""
    WITH RECURSIVE up (seq, name, steps) AS (
        SELECT seq, statement_id, 0 FROM learning_records_statement WHERE seq = ANY(%(sources)s::bigint[])
        UNION
        SELECT s.seq, s.statement_id, up.steps + 1
        FROM up JOIN learning_records_statementreference r ON r.target = up.name
        JOIN learning_records_statement s ON s.seq = r.source_id
        WHERE up.steps < {REFERENCES - 1}
    ), down (source, seq, next, steps) AS (
        SELECT r.source_id, r.source_id, r.target, 0
        FROM (SELECT DISTINCT seq FROM up) AS one JOIN learning_records_statementreference r ON r.source_id = one.seq
        UNION ALL
        SELECT down.source, t.seq, r.target, down.steps + 1
        FROM down JOIN learning_records_statement t ON t.statement_id = down.next
        LEFT JOIN learning_records_statementreference r ON r.source_id = t.seq
        WHERE down.steps < {REFERENCES}
    )
    INSERT INTO learning_records_referencechain (target_id, source_id)
    SELECT DISTINCT seq, source FROM down WHERE steps > 0
    ORDER BY 1, 2 ON CONFLICT DO NOTHING
"""  # noqa: S608 - a constant of our own
_VOID = f"""
    UPDATE learning_records_statement t SET voided = true
    FROM learning_records_voiding w, learning_records_statement voider, learning_records_verb verb
    WHERE t.seq = ANY(%(targets)s) AND NOT t.voided AND w.target = t.statement_id AND voider.seq = w.voider_id
      AND {COUNTS} AND verb.id = t.verb_id AND verb.iri <> %(voided)s
"""  # noqa: S608 - a constant
# Of the statements that new ones wish to void: whether they are voiding ones themselves, whether of the same authority.
_TARGETS = """
    SELECT t.statement_id::text, verb.iri = %b, t.authority_id = new.authority_id
    FROM learning_records_statement t JOIN learning_records_verb verb ON verb.id = t.verb_id
      JOIN learning_records_statement new ON new.seq = %b::bigint
    WHERE t.statement_id = ANY(%b::uuid[])
"""


def ask_waiting(cursor: psycopg.Cursor, rows: list[Row]) -> None:
    """Asks which references wait for these statements, once they are inserted; `waiting` takes the answer."""
    cursor.execute(_EDGES + "r.target = ANY(%b::uuid[])", [plain(row.statement_id for row in rows)])


def waiting(cursor: psycopg.Cursor, new: dict[str, int]) -> set[tuple[int, int]]:
    """Source and target (seq) of the references that waited for these new statements."""
    edges = cursor.fetchall()
    if not edges:
        return set()
    seqs = set(new.values())
    return {(source, target) for source, target in edges if target in seqs}


def connect(
    cursor: psycopg.Cursor,
    edges: set[tuple[int, int]],
    stored: list[Row],
    new: dict[str, int],
    may_void: bool,
) -> None:
    """Keeps the references of new statements and joins them, and those that waited for them (`edges`), to their targets.

    `may_void`: their key voids what others stored. Raises InvalidStatement and Forbidden for what cannot be voided.
    """
    sources = [(new[row.statement_id], UUID(row.links.reference)) for row in stored if row.links.reference]
    if sources:
        cursor.execute(
            "INSERT INTO learning_records_statementreference (source_id, target, settled) "
            "SELECT s, t, false FROM unnest(%b::bigint[], %b::uuid[]) AS u(s, t)",
            [list(part) for part in zip(*sources, strict=True)],
        )
        _keep_wishes(cursor, stored, new, may_void)
        found = cursor.execute(
            _EDGES + "r.source_id = ANY(%b::bigint[])", [[source for source, _target in sources]]
        ).fetchall()
        # Among the new statements themselves: a reference may stand in the same batch as what it points to.
        edges = edges | set(found)
    _join(cursor, edges)


def _keep_wishes(cursor: psycopg.Cursor, stored: list[Row], new: dict[str, int], may_void: bool) -> None:
    wishes = [(new[row.statement_id], target, row.path) for row in stored if (target := voids(row.statement))]
    if not wishes:
        return
    cursor.execute(_TARGETS, [VERBS["voided"], wishes[0][0], [target for _seq, target, _path in wishes]])
    there = {target: (voiding, same) for target, voiding, same in cursor.fetchall()}
    for _seq, target, path in wishes:
        voiding, same = there.get(target, (False, True))
        if voiding:
            raise InvalidStatement(f"{path}.object.id", f"{target} is a voiding statement; those cannot be voided")
        if not (same or may_void):
            raise Forbidden(
                f"{path}.object.id",
                f"{target} was stored by another authority; that one voids it, or a key with the scope {VOID}",
            )
    cursor.execute(
        "INSERT INTO learning_records_voiding (voider_id, target, any_authority) "
        "SELECT s, t, %b::bool FROM unnest(%b::bigint[], %b::uuid[]) AS u(s, t)",
        [may_void, [seq for seq, _target, _path in wishes], [UUID(target) for _seq, target, _path in wishes]],
    )


def _join(cursor: psycopg.Cursor, edges: Iterable[tuple[int, int]]) -> None:
    edges = sorted(edges)
    if edges:
        cursor.execute(_CHAIN, {"sources": sorted({source for source, _target in edges})})
        cursor.execute(_VOID, {"targets": sorted({target for _source, target in edges}), "voided": VERBS["voided"]})


_ALL = 2**63 - 1
_UNSETTLED = "SELECT EXISTS (SELECT 1 FROM learning_records_statementreference WHERE NOT settled)"


def ask_unsettled(cursor: psycopg.Cursor) -> psycopg.Cursor:
    """Asks whether `settle` has anything to do; `any_unsettled` takes the answer."""
    return cursor.execute(_UNSETTLED)


def any_unsettled(asked: psycopg.Cursor) -> bool:
    """The answer to `ask_unsettled`."""
    answer = asked.fetchone()
    return bool(answer and answer[0])


def settle() -> None:
    """Looks again at references whose targets may have been written at the same time; safe to run at any moment.

    A reference is settled once no writer is at work that began before the reference was committed: every later writer sees
    it. To know that, the first look takes a number from the sequence; writers that begin later stand above it.
    """
    with connection.cursor() as look:
        look.execute(_UNSETTLED)
        if not look.fetchone()[0]:
            return
    with transaction.atomic(), cursor() as work:
        rows = work.execute(
            "SELECT source_id, settled_above FROM learning_records_statementreference "
            "WHERE NOT settled AND (settled_above IS NULL OR settled_above <= %b::bigint) "
            "ORDER BY source_id LIMIT 1000 FOR UPDATE SKIP LOCKED",
            [_ALL if (oldest := oldest_writer()) is None else oldest],
        ).fetchall()
        oldest = oldest_writer()  # of now: between the first question and the rows a writer may have begun
        sources = [source for source, _above in rows]
        _join(work, set(work.execute(_EDGES + "r.source_id = ANY(%b::bigint[])", [sources]).fetchall()))
        done = [source for source, above in rows if oldest is None or (above is not None and oldest >= above)]
        first = [source for source, above in rows if source not in done and above is None]
        work.execute(
            "UPDATE learning_records_statementreference SET settled = true WHERE source_id = ANY(%b::bigint[])", [done]
        )
        if first:
            work.execute(
                "UPDATE learning_records_statementreference SET settled_above = %b::bigint WHERE source_id = ANY(%b::bigint[])",
                [take_number(), first],
            )
