"""The SQL of looking: a stretch of an index, newest first, and what of it fits the rest of the question.

The store may hold millions of statements, and a person may ask for anything at once. So one index leads (that of the
person, the verb, the activity or the time), at most `STRETCH` of its rows are looked at, and the answer says how far
back that was. No question counts, skips rows or reads the table from end to end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from learning_records.access.rights import COUNTS
from learning_records.spec.statement import Role

STRETCH = 5000  # rows of the leading index


# Several may have voided one statement `t`, some of them without effect: the first who did stands for all.
_FIRST = (
    "v.seq = (SELECT min(w.voider_id) FROM learning_records_voiding w "  # noqa: S608 - a constant
    f"JOIN learning_records_statement voider ON voider.seq = w.voider_id WHERE w.target = t.statement_id AND {COUNTS})"
)


@dataclass(frozen=True)
class Position:
    """A place in the order of arrival: what comes next lies before it."""

    stored: datetime
    seq: int


@dataclass(frozen=True)
class Question:
    """What is asked, in numbers of the tables; None: not asked. Nothing can be of no agent, so an empty `actors` finds nothing.

    `voided`: only statements that were taken back, in the order in which that happened. `among`: only these numbers (seq).
    """

    actors: tuple[int, ...] | None = None
    verb: int | None = None
    activity: int | None = None
    authority: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    voiding_verb: int | None = None
    voided: bool = False
    among: Sequence[int] | None = None


@dataclass(frozen=True)
class Hit:
    """A statement found, and its place in the order it was found in."""

    seq: int
    at: Position


@dataclass(frozen=True)
class Stretch:
    """What was found, and where to go on from: None when the end of the index was reached."""

    hits: list[Hit]
    onward: Position | None


@dataclass
class _Leading:
    """Where the candidates come from: tables, the columns of number, time and order, conditions with values."""

    tables: str
    seq: str
    stored: str
    order: str
    where: list[str]
    values: list[Any]


def _leading(asked: Question, actor: int | None) -> tuple[_Leading, set[str]]:
    """The index that leads, and which parts of the question it answers by itself."""
    statement = "learning_records_statement s"
    if asked.among is not None:
        return _Leading(statement, "s.seq", "s.stored", "s.seq", ["s.seq = ANY(%s)"], [list(asked.among)]), {"among"}
    if asked.voided:
        return _Leading(
            "learning_records_statement v JOIN learning_records_voiding w0 ON w0.voider_id = v.seq "
            "JOIN learning_records_statement t ON t.statement_id = w0.target AND t.voided",
            "t.seq", "v.stored", "v.seq", ["v.verb_id = %s", _FIRST], [asked.voiding_verb],
        ), {"voided"}  # fmt: skip
    if actor is not None and asked.verb is not None:
        where, values = ["s.actor_id = %s", "s.verb_id = %s"], [actor, asked.verb]
        return _Leading(statement, "s.seq", "s.stored", "s.seq", where, values), {"actors", "verb"}
    for table, column, number, role, part in (
        ("statementagent", "agent_id", actor, Role.ACTOR, "actors"),
        ("statementactivity", "activity_id", asked.activity, Role.OBJECT, "activity"),
        ("statementagent", "agent_id", None if asked.verb else asked.authority, Role.AUTHORITY, "authority"),
    ):
        if number is not None:
            where, values = [f"l.{column} = %s", "l.role = %s"], [number, int(role)]
            tables, seq = f"learning_records_{table} l", "l.statement_id"
            return _Leading(tables, seq, "l.stored", seq, where, values), {part}
    if asked.verb is not None:
        return _Leading(statement, "s.seq", "s.stored", "s.seq", ["s.verb_id = %s"], [asked.verb]), {"verb"}
    return _Leading(statement, "s.seq", "s.stored", "s.seq", [], []), set()


def _rest(asked: Question, answered: set[str]) -> tuple[list[str], list[Any]]:
    """What must still hold of a candidate `f`."""
    where: list[str] = []
    values: list[Any] = []
    for part, column, value in (
        ("verb", "verb_id", asked.verb),
        ("activity", "activity_id", asked.activity),
        ("authority", "authority_id", asked.authority),
    ):
        if value is not None and part not in answered:
            where.append(f"f.{column} = %s")
            values.append(value)
    if asked.actors is not None and "actors" not in answered:
        where.append("f.actor_id = ANY(%s)")
        values.append(list(asked.actors))
    if asked.voided and "voided" not in answered:
        where.append("f.voided")
    return where, values


def _candidates(asked: Question, lead: _Leading, before: Position | None, most: int) -> tuple[str, list[Any]]:
    where, values = list(lead.where), list(lead.values)
    # Statements put aside have no index by time among themselves; their numbers are the order.
    by_number = asked.among is not None
    for sign, moment in ((">=", asked.since), ("<", asked.until)):
        if moment is not None:
            where.append(f"{lead.stored} {sign} %s")
            values.append(moment)
    if before is not None:
        where.append(f"{lead.order} < %s" if by_number else f"({lead.stored}, {lead.order}) < (%s, %s)")
        values += [before.seq] if by_number else [before.stored, before.seq]
    order = f"{lead.order} DESC" if by_number else f"{lead.stored} DESC, {lead.order} DESC"
    # Every name comes from this module; what a person typed travels as a value.
    text = (
        f"SELECT {lead.seq} AS number, {lead.stored} AS stored, {lead.order} AS place "  # noqa: S608
        f"FROM {lead.tables} WHERE {' AND '.join(where) or 'true'} ORDER BY {order} LIMIT {most:d}"
    )
    return text, values


def read(asked: Question, before: Position | None, limit: int) -> Stretch:
    """The next `limit` statements that fit, at most, after looking at no more than `STRETCH` candidates.

    Source: keyset paging; `before` is the `onward` of the answer before.
    """
    actors: Sequence[int | None] = [None] if asked.actors is None else asked.actors
    if asked.among is not None or asked.voided:
        actors = [None] if asked.actors is None or asked.actors else []
    if not actors:
        return Stretch([], None)
    parts, values, answered = [], [], set()
    exact = not _rest(asked, _leading(asked, actors[0])[1])[0]
    most = limit + 1 if exact else STRETCH
    for actor in actors:
        lead, answered = _leading(asked, actor)
        text, given = _candidates(asked, lead, before, most)
        parts.append(f"({text})")
        values += given
    order = "place DESC" if asked.among is not None else "stored DESC, place DESC"
    rest, more = _rest(asked, answered)
    fits = " AND ".join(rest) or "true"
    with connection.cursor() as look:
        look.execute(
            f"WITH c AS MATERIALIZED (SELECT * FROM ({' UNION ALL '.join(parts)}) u ORDER BY {order} LIMIT {most:d}), "  # noqa: S608
            f"marked AS (SELECT c.*, row_number() OVER (ORDER BY {order}) AS nth, count(*) OVER () AS looked FROM c), "
            f"good AS (SELECT m.* FROM marked m JOIN learning_records_statement f ON f.seq = m.number WHERE {fits}) "
            "SELECT number, stored, place, looked FROM good "
            "UNION ALL (SELECT NULL, stored, place, looked FROM marked WHERE nth = looked) "
            f"ORDER BY {order}, 1 NULLS LAST LIMIT {limit + 2:d}",
            values + more,
        )
        rows = look.fetchall()
    return _stretch(rows, limit, most)


def _stretch(rows: list[tuple], limit: int, most: int) -> Stretch:
    """Rows of what fits, and one without a number for the last candidate."""
    found = [Hit(number, Position(stored, place)) for number, stored, place, _looked in rows if number is not None]
    hits = found[:limit]
    if len(found) > limit:
        return Stretch(hits, hits[-1].at)
    last = next((row for row in rows if row[0] is None), None)
    full = last is not None and last[3] >= most
    return Stretch(hits, Position(last[1], last[2]) if full and last is not None else None)
