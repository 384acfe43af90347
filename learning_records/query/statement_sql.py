"""The SQL of a page: lists in the order of the answer, of which one leads and the others are asked about each of its rows.

Every filter names a list that an index holds in order of (stored, seq): the statements of a verb, of a registration, of a
person and a verb, of an agent or activity in a role, and what an authority stored. The rarest leads (`paging` asks how far back
the next few rows of each lie), at most `STRETCH` of its rows are looked at, and the page ends where the looking ended.

A page has two sides: statements that match, and statements that refer, over however many steps, to one that matches. The
times and the position apply to the statement returned, the other filters to the one that matches. The sides are asked
separately, and the second only when there are references at all: each stays a text that the server plans once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any
from uuid import UUID

from psycopg.types.numeric import Int2, Int8

from learning_records.spec.limits import PAGE_REFERENCES as REFERENCES
from learning_records.spec.limits import PAGE_ROWS as STRETCH
from learning_records.spec.statement import Role

_AGENT = (
    *(Role.ACTOR, Role.OBJECT, Role.AUTHORITY, Role.INSTRUCTOR, Role.TEAM),
    *(Role.CONTEXT_AGENT, Role.CONTEXT_GROUP),
)
_ACTIVITY = (Role.OBJECT, Role.PARENT, Role.GROUPING, Role.CATEGORY, Role.OTHER)
# In which roles an agent or activity is found, and in which with related_agents or related_activities.
OWN_AGENT = [int(role) + member for role in (Role.ACTOR, Role.OBJECT) for member in (0, int(Role.MEMBER))]
OWN_ACTIVITY = [int(Role.OBJECT)]
ANY_AGENT = [sum(places) for places in product(map(int, _AGENT), (0, int(Role.SUB)), (0, int(Role.MEMBER)))]
ANY_ACTIVITY = [sum(places) for places in product(map(int, _ACTIVITY), (0, int(Role.SUB)))]
# A text of more than 4,000 bytes as it lies there, packed, does not come with its row: a page of the largest would fill the
# memory. What is packed smaller has less than 400,000 bytes (pglz packs to a ninetieth at best).
COLUMNS = "s.seq, s.stored, s.version, CASE WHEN pg_column_size(s.payload) <= 4000 THEN s.payload::text END"
_FEW = 2 * REFERENCES  # at most so many are followed, which the server has to know when it plans
SAMPLE = 200  # rows: how far back so many lie says which list is the rarest
_STATEMENTS = "learning_records_statement"


@dataclass(frozen=True)
class Filters:
    """What was asked for, with agents, verbs and activities as numbers, and the roles in which those stand anywhere."""

    agent: int | None = None
    agent_roles: tuple[int, ...] = ()
    verb: int | None = None
    activity: int | None = None
    activity_roles: tuple[int, ...] = ()
    referred: bool = True  # there are references in the store
    registration: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    ascending: bool = False

    @property
    def way(self) -> str:
        """The direction of the answer in SQL."""
        return "ASC" if self.ascending else "DESC"


@dataclass(frozen=True)
class Query:
    """A text for the server and its values."""

    text: str
    values: list[Any]


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


@dataclass(frozen=True)
class Place:
    """Between which times, behind which position and up to which one (`last`, included) the statements of a page stand."""

    filters: Filters
    after: tuple[datetime, int] | None = None
    bound: datetime | None = None
    last: tuple[datetime, int] | None = None

    def add_to(self, where: _Conditions, stored: str, seq: str) -> None:
        if self.filters.since is not None:
            where.add(f"{stored} > %s", self.filters.since)
        if self.filters.until is not None:
            where.add(f"{stored} <= %s", self.filters.until)
        if self.bound is not None:
            where.add(f"{stored} <= %s", self.bound)
        if self.after is not None:
            sign = ">" if self.filters.ascending else "<"
            where.add(f"({stored}, {seq}) {sign} (%s, %s)", self.after[0], _number(self.after[1]))
        if self.last is not None:
            sign = "<=" if self.filters.ascending else ">="
            where.add(f"({stored}, {seq}) {sign} (%s, %s)", self.last[0], _number(self.last[1]))


def _together(arms: Sequence[Query], ending: str) -> Query:
    text = " UNION ALL ".join(f"({arm.text}{ending})" for arm in arms)
    return Query(text, [value for arm in arms for value in arm.values])


def _order(filters: Filters, name: str = "") -> str:
    """By the columns `stored` and `seq` of `name`, or of what is selected."""
    return f"ORDER BY {name}stored {filters.way}, {name}seq {filters.way}"


@dataclass(frozen=True)
class Listed:
    """The statements that a filter names, as an index holds them in order.

    `equal` are columns with their values; a list of links has `roles`, one index range each; `column` is what says the same
    of a statement by itself (None: its links have to be asked).
    """

    table: str
    equal: tuple[tuple[str, Any], ...] = ()
    roles: tuple[int, ...] = ()
    column: tuple[str, Any] | None = None
    only_references: bool = False

    @property
    def of_links(self) -> bool:
        return self.table != _STATEMENTS

    @property
    def never(self) -> bool:
        """Whether nothing stands in it: links of something that stands in none of the roles."""
        return self.of_links and not self.roles

    @property
    def _seq(self) -> str:
        return "statement_id" if self.of_links else "seq"

    def entries(self) -> Query:
        """(stored, seq) of all of the list; what stands in it in several roles comes as often."""
        return _together([self._arm(role, None, "") for role in self.roles or (None,)], "")

    def in_order(self, place: Place, columns: str = "") -> Query:
        """The same, or these `columns` of the statement, in the order of the answer, each statement once.

        Several roles: the server merges ranges of an index only when each is asked for in its order by itself.
        """
        arms, order = [self._arm(role, place, columns) for role in self.roles or (None,)], _order(place.filters)
        if len(arms) == 1:
            return Query(f"{arms[0].text} {order}", arms[0].values)
        all_arms = _together(arms, f" {order} LIMIT {STRETCH:d}")
        return Query(f"SELECT DISTINCT u.stored, u.seq FROM ({all_arms.text}) u {order}", all_arms.values)  # noqa: S608 - constants

    def _arm(self, role: int | None, place: Place | None, columns: str) -> Query:
        where = _Conditions()
        for column, value in self.equal:
            where.add(f"k.{column} = %s", value)
        if role is not None:
            where.add("k.role = %s", Int2(role))
        if self.only_references:
            where.add("k.is_reference")
        if place is not None:
            place.add_to(where, "k.stored", f"k.{self._seq}")
        chosen = columns or f"k.stored, k.{self._seq} AS seq"
        return Query(f"SELECT {chosen} FROM {self.table} k WHERE {where}", where.values)  # noqa: S608 - constants

    def test(self, where: _Conditions, name: str) -> None:
        """Adds what says of the statement called `name` that it stands in this list."""
        if self.column is not None:
            where.add(f"{name}.{self.column[0]} = %s", self.column[1])
        elif self.of_links:
            ((column, value),) = self.equal
            # OFFSET 0: it is asked of one statement after the other, and never turned into a list that is sorted.
            where.add(
                f"EXISTS (SELECT 1 FROM {self.table} k WHERE k.{column} = %s "  # noqa: S608 - constant names
                f"AND k.role IN ({', '.join(['%s'] * len(self.roles))}) "
                f"AND k.stored = {name}.stored AND k.statement_id = {name}.seq OFFSET 0)",
                value,
                *map(Int2, self.roles),
            )
        else:
            for column, value in self.equal:
                where.add(f"{name}.{column} = %s", value)


EVERYTHING = Listed(_STATEMENTS)
REFERRING = Listed(_STATEMENTS, only_references=True)  # all statements about statements


def _links(kind: str, number: int, roles: tuple[int, ...], alone: tuple[int, str]) -> Listed:
    role, column = alone
    return Listed(
        f"learning_records_statement{kind}",
        ((f"{kind}_id", _number(number)),),
        roles,
        (column, _number(number)) if roles == (role,) else None,
    )


def stored_by(authority: int) -> Listed:
    """What this authority stored."""
    return _links("agent", authority, (int(Role.AUTHORITY),), (Role.AUTHORITY, "authority_id"))


def lists_of(filters: Filters) -> list[Listed]:
    """The lists that a statement must stand in, all of them; none when only times were asked for."""
    found = []
    verb = filters.verb
    if filters.agent is not None:
        agent = _links("agent", filters.agent, filters.agent_roles, (Role.ACTOR, "actor_id"))
        if verb is not None and agent.column is not None:  # one index holds just these, in order
            found.append(Listed(_STATEMENTS, (agent.column, ("verb_id", _number(verb)))))
            verb = None
        else:
            found.append(agent)
    if filters.activity is not None:
        found.append(_links("activity", filters.activity, filters.activity_roles, (Role.OBJECT, "activity_id")))
    if filters.registration is not None:
        found.append(Listed(_STATEMENTS, (("registration", filters.registration),)))
    if verb is not None:
        found.append(Listed(_STATEMENTS, (("verb_id", _number(verb)),)))
    return found


@dataclass(frozen=True)
class Side:
    """One query for (seq, stored, version, payload) in the order of the answer.

    `edge` asks for the (stored, seq) of the last row that was looked at, for a side that found less than was wanted; it gives
    nothing when that was all there is. None: this side always looks at everything.
    """

    text: str
    values: list[Any]
    edge: Query | None = None


def nth(of: Listed, place: Place, number: int) -> Query:
    """The (stored, seq) of the statement that stands in this place of the list, counted from 1; nothing when there are fewer."""
    found = of.in_order(place)
    return Query(f"{found.text} OFFSET {number - 1:d} LIMIT 1", found.values)


def samples(lists: Sequence[Listed], place: Place) -> Query:
    """One row: for each list when the last of its next `SAMPLE` statements was stored, NULL when there are fewer."""
    asked = [nth(one, place, SAMPLE) for one in lists]
    columns = ", ".join(f"(SELECT n.stored FROM ({one.text}) n)" for one in asked)  # noqa: S608 - constants
    return Query(f"SELECT {columns}", [value for one in asked for value in one.values])


def counts(lists: Sequence[Listed]) -> Query:
    """One row: how many statements each list has, up to one more than `REFERENCES`."""
    asked = [one.entries() for one in lists]
    columns = ", ".join(
        f"(SELECT count(*) FROM ({one.text} LIMIT {REFERENCES + 1}) n)"  # noqa: S608 - constants
        for one in asked
    )
    return Query(f"SELECT {columns}", [value for one in asked for value in one.values])


def count_of_sources(of: Listed) -> Query:
    """How many references lead to the statements of a list, up to one more than `REFERENCES`."""
    entries = of.entries()
    return Query(
        f"SELECT count(*) FROM (SELECT 1 FROM ({entries.text} LIMIT {_FEW}) e "  # noqa: S608 - constants
        f"JOIN learning_records_referencechain c ON c.target_id = e.seq LIMIT {REFERENCES + 1}) n",
        entries.values,
    )


def walk(
    leading: Listed, others: Sequence[Listed], place: Place, limit: int, *, referring_to: Sequence[Listed] = ()
) -> Side:
    """Down the leading list: what stands in the others too and is not voided.

    With `referring_to`: only references that lead to a statement that stands in all of these.
    """
    where = _Conditions()
    where.add("NOT s.voided")
    for one in others:
        one.test(where, "s")
    if referring_to:
        _refer_to(where, referring_to)
    stretch = REFERENCES if referring_to else STRETCH
    found = leading.in_order(place, "" if leading.of_links else "k.*")
    candidates = f"({found.text} LIMIT {stretch:d})"
    tables, name = f"{candidates} s", "s."
    if leading.of_links:
        # OFFSET 0: one statement after the other until the page is full. Whoever has many links looks to the server as if
        # all of them were worth a join with the whole table.
        one = f"CROSS JOIN LATERAL (SELECT s.* FROM {_STATEMENTS} s WHERE s.seq = c.seq OFFSET 0) s"  # noqa: S608 - constants
        tables, name = f"{candidates} c {one}", "c."
    return Side(
        f"SELECT {COLUMNS} FROM {tables} WHERE {where} {_order(place.filters, name)} LIMIT {limit:d}",  # noqa: S608 - constants
        [*found.values, *where.values],
        nth(leading, place, stretch),
    )


def _refer_to(where: _Conditions, lists: Sequence[Listed]) -> None:
    targets = _Conditions()
    for one in lists:
        one.test(targets, "t")
    where.add("s.is_reference")
    where.add(
        "EXISTS (SELECT 1 FROM learning_records_referencechain c "  # noqa: S608 - constants
        f"JOIN {_STATEMENTS} t ON t.seq = c.target_id WHERE c.source_id = s.seq AND {targets} OFFSET 0)",
        *targets.values,
    )


def follow(start: Listed, others: Sequence[Listed], readable: Sequence[Listed], place: Place, limit: int) -> Side:
    """From the few statements of a list, those that stand in the others too, to all that refer to them.

    `readable`: in which lists the referring ones must stand.
    """
    where, entries = _Conditions(), start.entries()
    where.add("NOT s.voided")
    for lists, name in ((others, "t"), (readable, "s")):
        for one in lists:
            one.test(where, name)
    place.add_to(where, "s.stored", "s.seq")
    return Side(
        f"SELECT {COLUMNS} FROM (SELECT s.stored, s.seq FROM ({entries.text} LIMIT {_FEW}) e "  # noqa: S608 - constant names
        "JOIN learning_records_referencechain c ON c.target_id = e.seq "
        f"JOIN {_STATEMENTS} s ON s.seq = c.source_id JOIN {_STATEMENTS} t ON t.seq = c.target_id "
        f"WHERE {where} GROUP BY s.stored, s.seq {_order(place.filters, 's.')} LIMIT {limit:d}) AS hit "
        f"JOIN {_STATEMENTS} s ON s.seq = hit.seq {_order(place.filters, 's.')}",
        [*entries.values, *where.values],
    )
