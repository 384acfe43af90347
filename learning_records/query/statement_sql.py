"""The SQL of a page. Every part is read from an index in the order of the answer and stops after `limit` rows.

A page has two sides: statements that match, and statements that refer, over however many steps, to one that matches. The
times and the position apply to the statement returned, the other filters to the one that matches. The sides are asked
separately, and the second only when there are references at all: each stays a text that the server plans once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.numeric import Int8

from learning_records.spec.statement import Role

_OWN_AGENT = [int(role) + member for role in (Role.ACTOR, Role.OBJECT) for member in (0, int(Role.MEMBER))]
_OWN_ACTIVITY = [int(Role.OBJECT)]
# A text of more than 4,000 bytes as it lies there, packed, does not come with its row: a page of the largest would fill the
# memory. What is packed smaller has less than 400,000 bytes (pglz packs to a ninetieth at best).
COLUMNS = "s.seq, s.stored, s.version, CASE WHEN pg_column_size(s.payload) <= 4000 THEN s.payload::text END"
# Where an agent can match the filter `agent` besides being the actor; the index statement_agent_other holds just these.
OTHER_ROLES = tuple(role for role in _OWN_AGENT if role != Role.ACTOR)


@dataclass(frozen=True)
class Filters:
    """What was asked for, with agents, verbs and activities as numbers."""

    agent: int | None = None
    verb: int | None = None
    activity: int | None = None
    only_actor: bool = False  # the agent stands in no other place that counts
    referred: bool = True  # there are references in the store
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


def _number(value: int) -> Int8:
    """Always eight bytes: the driver would choose by the value, and the server would plan each size for itself."""
    return Int8(value)


def _links(filters: Filters) -> list[tuple[str, str, int, list[int] | None]]:
    """Tables of links to be asked: (table, column, number, roles or None for all)."""
    found: list[tuple[str, str, int, list[int] | None]] = []
    if filters.agent is not None:
        found.append(("statementagent", "agent_id", filters.agent, None if filters.related_agents else _OWN_AGENT))
    if filters.activity is not None:
        roles = None if filters.related_activities else _OWN_ACTIVITY
        found.append(("statementactivity", "activity_id", filters.activity, roles))
    return found


def _roles(name: str, roles: list[int] | None) -> str:
    return f" AND {name}.role IN ({', '.join(map(str, roles))})" if roles else ""


def _matches(where: _Conditions, filters: Filters, name: str, links: list) -> None:
    """The filters that say what a statement is about."""
    if filters.verb is not None:
        where.add(f"{name}.verb_id = %s", _number(filters.verb))
    if filters.registration is not None:
        where.add(f"{name}.registration = %s", filters.registration)
    for table, column, number, roles in links:
        where.add(
            f"EXISTS (SELECT 1 FROM learning_records_{table} k WHERE k.{column} = %s "  # noqa: S608 - constant names
            f"AND k.stored = {name}.stored AND k.statement_id = {name}.seq{_roles('k', roles)})",
            _number(number),
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
        where.add(f"({stored}, {seq}) {'>' if filters.ascending else '<'} (%s, %s)", after[0], _number(after[1]))


@dataclass(frozen=True)
class Side:
    """One query for (seq, stored, version, payload) in the order of the answer."""

    text: str
    values: list[Any]


def _order(filters: Filters, stored: str, seq: str, limit: int) -> str:
    way = "ASC" if filters.ascending else "DESC"
    return f"ORDER BY {stored} {way}, {seq} {way} LIMIT {int(limit)}"


def _readable(mine: int | None) -> _Conditions:
    where = _Conditions()
    where.add("NOT s.voided")
    if mine is not None:
        where.add("s.authority_id = %s", _number(mine))
    return where


def _own(filters: Filters, mine: int | None, after: Any, bound: datetime | None, limit: int) -> Side:
    where, links = _readable(mine), _links(filters)
    if filters.agent is not None and filters.verb is not None and filters.only_actor and not filters.related_agents:
        where.add("s.actor_id = %s", _number(filters.agent))  # with the verb, one index holds just these, in order
        links = links[1:]
    elif links:
        return _own_by_link(where, filters, links, after, bound, limit)
    _matches(where, filters, "s", links)
    _position(where, filters, "s.seq", "s.stored", after, bound)
    tail = _order(filters, "s.stored", "s.seq", limit)
    return Side(f"SELECT {COLUMNS} FROM learning_records_statement s WHERE {where} {tail}", where.values)  # noqa: S608


def _own_by_link(
    where: _Conditions, filters: Filters, links: list, after: Any, bound: datetime | None, limit: int
) -> Side:
    """Down the links of an agent or activity; a statement may have several, which lie side by side."""
    (table, column, number, roles), *others = links
    _matches(where, filters, "s", others)
    where.add(f"l.{column} = %s{_roles('l', roles)}", _number(number))
    _position(where, filters, "l.statement_id", "l.stored", after, bound)
    return Side(
        f"SELECT DISTINCT ON (l.stored, l.statement_id) {COLUMNS} "  # noqa: S608 - constant names
        f"FROM learning_records_{table} l JOIN learning_records_statement s ON s.seq = l.statement_id "
        f"WHERE {where} {_order(filters, 'l.stored', 'l.statement_id', limit)}",
        where.values,
    )


def _referring(filters: Filters, mine: int | None, after: Any, bound: datetime | None, limit: int) -> Side:
    where = _readable(mine)
    _matches(where, filters, "t", _links(filters))
    _position(where, filters, "s.seq", "s.stored", after, bound)
    return Side(
        f"SELECT {COLUMNS} FROM (SELECT s.seq FROM learning_records_referencechain c "  # noqa: S608 - constant names
        "JOIN learning_records_statement s ON s.seq = c.source_id JOIN learning_records_statement t ON t.seq = c.target_id "
        f"WHERE {where} GROUP BY s.stored, s.seq {_order(filters, 's.stored', 's.seq', limit)}) AS hit "
        f"JOIN learning_records_statement s ON s.seq = hit.seq {_order(filters, 's.stored', 's.seq', limit)}",
        where.values,
    )


def sides(
    filters: Filters, *, mine: int | None, after: tuple[datetime, int] | None, bound: datetime | None, limit: int
) -> list[Side]:
    """The queries of a page: each gives at most `limit` statements; the first `limit` of both together are the page."""
    found = [_own(filters, mine, after, bound, limit)]
    if filters.chosen and filters.referred:
        found.append(_referring(filters, mine, after, bound, limit))
    return found
