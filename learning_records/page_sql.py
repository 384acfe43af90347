"""The SQL of a page. Every part is read from an index in the order of the answer and stops after `limit` rows.

A page has two sides: statements that match, and statements that refer, over however many steps, to one that matches. The
times and the position apply to the statement returned, the other filters to the one that matches.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from learning_records.statement import Role

_OWN_AGENT = [int(role) + member for role in (Role.ACTOR, Role.OBJECT) for member in (0, int(Role.MEMBER))]
_OWN_ACTIVITY = [int(Role.OBJECT)]


@dataclass(frozen=True)
class Filters:
    """What was asked for, with agents, verbs and activities as numbers."""

    agent: int | None = None
    verb: int | None = None
    activity: int | None = None
    registration: UUID | None = None
    related_agents: bool = False
    related_activities: bool = False
    since: datetime | None = None
    until: datetime | None = None
    ascending: bool = False

    @property
    def chosen(self) -> bool:
        """Whether anything but times was asked for: only then can a reference match where its statement does not."""
        return any(value is not None for value in (self.agent, self.verb, self.activity, self.registration))


class _Conditions:
    """Conditions and their values, in step."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.values: list[Any] = []

    def add(self, text: str, *values: Any) -> None:
        self.texts.append(text)
        self.values += values

    def __str__(self) -> str:
        return " AND ".join(self.texts) or "true"


def _links(filters: Filters) -> list[tuple[str, str, int, list[int] | None]]:
    """Tables of links to be asked: (table, column, number, roles or None for all)."""
    found: list[tuple[str, str, int, list[int] | None]] = []
    if filters.agent is not None:
        found.append(("statementagent", "agent_id", filters.agent, None if filters.related_agents else _OWN_AGENT))
    if filters.activity is not None:
        roles = None if filters.related_activities else _OWN_ACTIVITY
        found.append(("statementactivity", "activity_id", filters.activity, roles))
    return found


def _matches(where: _Conditions, filters: Filters, name: str, links: list) -> None:
    """The filters that say what a statement is about."""
    if filters.verb is not None:
        where.add(f"{name}.verb_id = %s", filters.verb)
    if filters.registration is not None:
        where.add(f"{name}.registration = %s", filters.registration)
    for table, column, number, roles in links:
        chosen = " AND k.role = ANY(%s)" if roles else ""
        where.add(
            f"EXISTS (SELECT 1 FROM learning_records_{table} k WHERE k.{column} = %s "  # noqa: S608 - constant names
            f"AND k.stored = {name}.stored AND k.statement_id = {name}.seq{chosen})",
            number,
            *([roles] if roles else []),
        )


def _position(where: _Conditions, filters: Filters, seq: str, stored: str, after: Any, bound: datetime | None) -> None:
    """Where in the order, and between which times, the returned statement stands."""
    if filters.since is not None:
        where.add(f"{stored} > %s", filters.since)
    if filters.until is not None:
        where.add(f"{stored} <= %s", filters.until)
    if bound is not None:
        where.add(f"{stored} <= %s", bound)
    if after is not None:
        where.add(f"({stored}, {seq}) {'>' if filters.ascending else '<'} (%s, %s)", *after)


def _own(filters: Filters, mine: int | None, after: Any, bound: datetime | None, tail: str) -> tuple[str, list[Any]]:
    where, links = _Conditions(), _links(filters)
    where.add("NOT s.voided")
    if mine is not None:
        where.add("s.authority_id = %s", mine)
    if not links:
        _matches(where, filters, "s", [])
        _position(where, filters, "s.seq", "s.stored", after, bound)
        return f"SELECT s.seq, s.stored FROM learning_records_statement s WHERE {where} {tail}", where.values  # noqa: S608
    (table, column, number, roles), *others = links
    _matches(where, filters, "s", others)
    where.add(f"l.{column} = %s", number)
    if roles:
        where.add("l.role = ANY(%s)", roles)
    _position(where, filters, "l.statement_id", "l.stored", after, bound)
    return (
        f"SELECT l.statement_id AS seq, l.stored FROM learning_records_{table} l "  # noqa: S608 - constant names
        f"JOIN learning_records_statement s ON s.seq = l.statement_id WHERE {where} GROUP BY l.stored, l.statement_id {tail}",
        where.values,
    )


def _referring(
    filters: Filters, mine: int | None, after: Any, bound: datetime | None, tail: str
) -> tuple[str, list[Any]]:
    where = _Conditions()
    where.add("NOT s.voided")
    if mine is not None:
        where.add("s.authority_id = %s", mine)
    _matches(where, filters, "t", _links(filters))
    _position(where, filters, "s.seq", "s.stored", after, bound)
    return (
        "SELECT s.seq, s.stored FROM learning_records_referencechain c "  # noqa: S608 - constant names
        "JOIN learning_records_statement s ON s.seq = c.source_id JOIN learning_records_statement t ON t.seq = c.target_id "
        f"WHERE {where} GROUP BY s.stored, s.seq {tail}",
        where.values,
    )


def sql(
    filters: Filters, *, mine: int | None, after: tuple[datetime, int] | None, bound: datetime | None, limit: int
) -> tuple[str, list[Any]]:
    """Text and values of a query for (seq, stored, version, payload) of at most `limit` statements, in order."""
    order = "ASC" if filters.ascending else "DESC"
    tail = f"ORDER BY stored {order}, seq {order} LIMIT {int(limit)}"
    text, values = _own(filters, mine, after, bound, tail)
    if filters.chosen:
        referring, more = _referring(filters, mine, after, bound, tail)
        text, values = f"(({text}) UNION ({referring}) {tail})", [*values, *more]
    else:
        text = f"({text})"
    return (
        "SELECT p.seq, p.stored, p.version, p.payload::text "  # noqa: S608 - parts from this module
        f"FROM {text} AS hit JOIN learning_records_statement p ON p.seq = hit.seq "
        f"ORDER BY hit.stored {order}, hit.seq {order}",
        values,
    )
