"""The SQL of `store.record()`: canonical rows, statements and their links, in binary arrays and a fixed order.

Nothing here updates a canonical row, and keys are inserted in sorted order: writers never wait for each other in a circle.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import psycopg

from learning_records.consumers import order
from learning_records.driver import plain
from learning_records.ingest import activity_definitions
from learning_records.spec import strict_json
from learning_records.spec.comparison import fingerprint
from learning_records.spec.statement import Links, Role, ifi, instant, iso


class Conflict(Exception):
    """A statement with this id is stored already and says something else; nothing of the batch was stored."""

    def __init__(self, statement_id: str) -> None:
        super().__init__(f"a different statement with the id {statement_id} is stored already")
        self.statement_id = UUID(statement_id)


@dataclass(slots=True)
class Row:
    """A statement on its way in; `path` says where it stood, `hashes` are the SHA-2 of its attachments."""

    statement_id: str  # lower case
    statement: dict
    text: str
    links: Links
    fingerprint: bytes
    version: str
    path: str = "statement"
    hashes: list[str] = field(default_factory=list)
    timestamp: datetime | None = None


@dataclass(frozen=True)
class Known:
    """Ids of the canonical rows that a batch needs."""

    agents: dict[str, int]
    verbs: dict[str, int]
    activities: dict[str, int]


@dataclass(frozen=True)
class Beginning:
    """What a writing transaction starts from.

    When its statements are stored, the store's base IRI (None: none yet), the ids of canonical rows that are there by
    identifier, for each kind, and what is known of the activities among them (JSON, or None).
    """

    stored: datetime
    iri_base: str | None
    found: list[dict[str, int]]
    definitions: dict[str, str | None]


_FIND = " UNION ALL ".join(
    f"SELECT {number}, {column}, id, {more} FROM learning_records_{table} WHERE {column} = ANY(%b::text[])"  # noqa: S608 - constants
    for number, (table, column, more) in enumerate(
        (("agent", "ifi", "NULL"), ("verb", "iri", "NULL"), ("activity", "iri", "definition"))
    )
)
_BEGIN = f"SELECT -1, {order.BEGINNING} UNION ALL {_FIND}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAKE = (
    "INSERT INTO learning_records_agent (ifi, name) SELECT * FROM unnest(%b::text[], %b::text[]) ON CONFLICT DO NOTHING",
    "INSERT INTO learning_records_verb (iri) SELECT * FROM unnest(%b::text[]) ON CONFLICT DO NOTHING",
    "INSERT INTO learning_records_activity (iri, definition) SELECT * FROM unnest(%b::text[], %b::text[]) ON CONFLICT DO NOTHING "
    "RETURNING iri",
)
_ACTIVITY = 2
_LATER = "moment.began + ({} - 1) * interval '1 microsecond'"
_PICKED = {"payload": "t.payload::json", "timestamp": f"coalesce(t.timestamp, {_LATER.format('t.number')})"}
# The seqs stand in a list by the number of their row: a join would be looked through for every link.
_LINKS = ", ".join(
    f"{table} AS (INSERT INTO learning_records_statement{table} ({table}_id, stored, statement_id, role) "  # noqa: S608 - constants
    f"SELECT l.thing, {_LATER.format('l.number')}, seqs.list[l.number], l.role "
    "FROM moment, seqs, unnest(%b::bigint[], %b::integer[], %b::smallint[]) AS l(thing, number, role) "
    "WHERE seqs.list[l.number] IS NOT NULL)"
    for table in ("agent", "activity")
)
_COLUMNS = {
    "statement_id": "uuid",
    "timestamp": "timestamptz",
    "actor_id": "bigint",
    "verb_id": "bigint",
    "activity_id": "bigint",
    "registration": "uuid",
    "version": "text",
    "is_reference": "bool",
    "fingerprint": "bytea",
    "payload": "text",
}
_INSERT = (
    f"WITH moment AS (SELECT %b::timestamptz AS began), new AS ("  # noqa: S608 - constant names
    f"INSERT INTO learning_records_statement ({', '.join(_COLUMNS)}, stored, voided, authority_id) "
    f"SELECT {', '.join(_PICKED.get(name, f't.{name}') for name in _COLUMNS)}, {_LATER.format('t.number')}, false, %b::bigint "
    f"FROM moment, unnest({', '.join(f'%b::{kind}[]' for kind in _COLUMNS.values())}) "
    f"WITH ORDINALITY AS t({', '.join(_COLUMNS)}, number) "
    "ON CONFLICT (statement_id) DO NOTHING RETURNING statement_id, seq, stored), "
    "seqs AS (SELECT array_agg(seq ORDER BY stored) AS list FROM new HAVING count(*) = %b::bigint), "
    f"{_LINKS} SELECT statement_id::text, seq FROM new"
)


@dataclass
class Wanted:
    """What a batch names: agents with a name, verbs, activities with a definition; and all definitions it brings."""

    agents: dict[str, str | None]
    verbs: dict[str, str | None]
    activities: dict[str, dict | None]
    brought: dict[str, dict]

    @property
    def kinds(self) -> tuple[dict[str, Any], ...]:
        return self.agents, self.verbs, self.activities


def wanted(rows: list[Row], authority: dict, *, may_define: bool) -> Wanted:
    """The canonical rows that a batch needs, each once. Without `define` identifiers are kept, and what they are called is not."""
    agents: dict[str, str | None] = {str(ifi(authority)): authority.get("name")}
    activities: dict[str, dict | None] = {}
    brought: dict[str, dict] = {}
    several: dict[str, list[dict]] = {}
    for row in rows:
        links = row.links
        for name, _role in links.agents:
            if not agents.get(name):
                agents[name] = links.names.get(name) if may_define else None
        for iri, _role in links.activities:
            activities[iri] = None
        if may_define:
            for iri, definition in links.definitions:
                known = brought.setdefault(iri, definition)
                if known is not definition and known != definition:
                    several.setdefault(iri, [known]).append(definition)
    for iri, definitions in several.items():
        brought[iri] = activity_definitions.all_merged(definitions)
    activities |= brought
    return Wanted(agents, dict.fromkeys(row.statement["verb"]["id"] for row in rows), activities, brought)


def begin(cursor: psycopg.Cursor, needed: Wanted) -> None:
    """Begins to write, and asks for the canonical rows that are there; `beginning` takes the answer."""
    cursor.execute(_BEGIN, [list(kind) for kind in needed.kinds])


def beginning(cursor: psycopg.Cursor) -> Beginning:
    """The answer to `begin`."""
    (_kind, _lock, moment, iri_base), *rows = cursor.fetchall()
    known = {name: more for kind, name, _id, more in rows if kind == _ACTIVITY}
    return Beginning(_EPOCH + timedelta(microseconds=moment), iri_base, _by_kind(rows), known)


def _by_kind(rows: Iterable[tuple]) -> list[dict[str, int]]:
    found: list[dict[str, int]] = [{}, {}, {}]
    for kind, name, number, _more in rows:
        found[kind][name] = number
    return found


def complete(cursor: psycopg.Cursor, found: list[dict[str, int]], needed: Wanted) -> tuple[Known, set[str]]:
    """Makes the canonical rows that are missing, in sorted order; a row that is there is never touched.

    Returns the ids, and the activities that another writer made in the meantime (with its definition, not ours).
    """
    missing = [
        {name: kind[name] for name in sorted(kind) if name not in there}
        for kind, there in zip(needed.kinds, found, strict=True)
    ]
    overtaken = set(missing[_ACTIVITY])
    if any(missing):
        for statement, kind in zip(_MAKE, missing, strict=True):
            if kind:
                said = [activity_definitions.written(one) if isinstance(one, dict) else one for one in kind.values()]
                cursor.execute(statement, [list(kind), said][: statement.count("%b")])
        if overtaken:
            overtaken -= {iri for (iri,) in cursor.fetchall()}
        cursor.execute(_FIND, [list(kind) for kind in missing])
        for there, made in zip(found, _by_kind(cursor.fetchall()), strict=True):
            there |= made
    return Known(*found), overtaken


def _values(rows: list[Row], known: Known) -> list[Any]:
    """The values of `_COLUMNS`, in that order."""
    return [
        plain(row.statement_id for row in rows),
        plain(row.timestamp for row in rows),
        plain(known.agents.get(ifi(row.statement["actor"]) or "") for row in rows),
        plain(known.verbs[row.statement["verb"]["id"]] for row in rows),
        plain(_object_id(row, known) for row in rows),
        plain(row.statement.get("context", {}).get("registration") for row in rows),
        plain(row.version[:5] for row in rows),
        plain(row.links.reference is not None for row in rows),
        [row.fingerprint for row in rows],
        [row.text for row in rows],
    ]


def _object_id(row: Row, known: Known) -> int | None:
    thing = row.statement["object"]
    return known.activities[thing["id"]] if thing.get("objectType", "Activity") == "Activity" else None


def _complete(row: Row, authority: str, stored: str) -> None:
    """Writes what the store sets at the end of the text: what is returned is what lies in the row."""
    statement = row.statement
    added = "" if "id" in statement else f'"id":"{row.statement_id}",'
    if "timestamp" in statement:
        row.timestamp = instant(statement["timestamp"])
    else:
        added += f'"timestamp":"{stored}",'
    added += f'"stored":"{stored}","authority":{authority},"version":"{row.version}"'
    row.text = strict_json.with_more(row.text, added)


def insert(cursor: psycopg.Cursor, rows: list[Row], known: Known, authority: dict, stored: datetime) -> None:
    """Inserts what is not there, one microsecond apart; `inserted` takes the answer.

    With them go their links, if all are new; otherwise `link_some` is to follow.
    """
    text = json.dumps(authority, ensure_ascii=False, separators=(",", ":"))
    received = [row.text for row in rows]
    for row, moment in zip(rows, _moments(stored), strict=False):
        _complete(row, text, moment)
    values = _values(rows, known)
    for row, again in zip(rows, received, strict=True):
        row.text = again  # a second try after a deadlock starts from the text received
    by = known.agents[str(ifi(authority))]
    cursor.execute(_INSERT, [stored, by, *values, len(rows), *_links(rows, known, authority)])


def _moments(first: datetime) -> Iterator[str]:
    """This moment and those that follow it, a microsecond apart, as the texts have them."""
    second, start = iso(first)[:-7], first.microsecond
    for number in count(start):
        yield f"{second}{number:06d}Z" if number < 1_000_000 else iso(first + timedelta(microseconds=number - start))


def inserted(cursor: psycopg.Cursor) -> dict[str, int]:
    """Statement id (text) -> seq of the rows that `insert` made."""
    return dict(cursor.fetchall())


def refuse_conflicts(cursor: psycopg.Cursor, there: list[Row]) -> None:
    """Raises Conflict when a statement with one of these ids says something else."""
    if not there:
        return
    cursor.execute(
        "SELECT statement_id::text, fingerprint, timestamp, stored FROM learning_records_statement "
        "WHERE statement_id = ANY(%b::uuid[])",
        [plain(row.statement_id for row in there)],
    )
    known = {
        statement_id: (bytes(mark), timestamp, stored) for statement_id, mark, timestamp, stored in cursor.fetchall()
    }
    for row in there:
        mark, timestamp, stored = known[row.statement_id]
        if mark != row.fingerprint and not _came_back(row, mark, timestamp, stored):
            raise Conflict(row.statement_id)


def _came_back(row: Row, mark: bytes, timestamp: datetime, stored: datetime) -> bool:
    """A statement that was sent without timestamp, and sent again with the one the store had set, is the same."""
    given = row.statement.get("timestamp")
    if given is None or timestamp != stored or instant(given) != timestamp:
        return False
    return fingerprint({k: v for k, v in row.statement.items() if k != "timestamp"}) == mark


def link_some(
    cursor: psycopg.Cursor,
    rows: list[Row],
    new: dict[str, int],
    known: Known,
    authority: dict,
    stored: datetime,
) -> None:
    """The links of those of a batch's statements that are new."""
    seqs = plain(new.get(row.statement_id) for row in rows)
    cursor.execute(
        f"WITH moment AS (SELECT %b::timestamptz AS began), seqs AS (SELECT %b::bigint[] AS list), {_LINKS} SELECT",
        [stored, seqs, *_links(rows, known, authority)],
    )


def _links(rows: list[Row], known: Known, authority: dict) -> list[str]:
    """Which agents and activities stand in which row (counted from 1), in which role: the arrays of `_LINKS`."""
    by, role = known.agents[str(ifi(authority))], int(Role.AUTHORITY)
    agents: set[tuple[int, int, int]] = set()
    activities: set[tuple[int, int, int]] = set()
    for number, row in enumerate(rows, 1):
        agents.add((by, number, role))
        for name, place in row.links.agents:
            agents.add((known.agents[name], number, place))
        for iri, place in row.links.activities:
            activities.add((known.activities[iri], number, place))
    return [*_arrays(agents), *_arrays(activities)]


def _arrays(found: set[tuple[int, int, int]]) -> list[str]:
    return [plain(column) for column in zip(*sorted(found), strict=True)] or ["{}"] * 3
