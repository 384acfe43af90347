"""The SQL of `store.record()`: canonical rows, statements and their links, in binary arrays and a fixed order.

Nothing here updates a canonical row, and keys are inserted in sorted order: writers never wait for each other in a circle.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from learning_records import definitions, reading
from learning_records.statement import Links, Role, fingerprint, ifi, instant


class Conflict(Exception):
    """A statement with this id is stored already and says something else; nothing of the batch was stored."""

    def __init__(self, statement_id: UUID) -> None:
        super().__init__(f"a different statement with the id {statement_id} is stored already")
        self.statement_id = statement_id


@dataclass
class Row:
    """A statement on its way in; `hashes` are the SHA-2 of its attachments."""

    statement_id: UUID
    statement: dict
    text: str
    links: Links
    fingerprint: bytes
    version: str
    hashes: list[str] = field(default_factory=list)
    stored: datetime = datetime.min
    timestamp: datetime = datetime.min


@dataclass(frozen=True)
class Known:
    """Ids of the canonical rows that a batch needs."""

    agents: dict[str, int]
    verbs: dict[str, int]
    activities: dict[str, int]


def iso(moment: datetime) -> str:
    """UTC with microseconds and Z, as the store writes its own times."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def cursor() -> psycopg.Cursor:
    """A cursor of the driver's own on Django's connection (and in its transaction).

    Django's cursor binds on the client and treats %b as text: half the speed.
    """
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)


def _ids(
    cursor: psycopg.Cursor, table: str, column: str, wanted: dict[str, str | None], extra: str | None = None
) -> dict[str, int]:
    """Ids of canonical rows; missing ones are inserted, with `extra` filled from the values of `wanted`."""
    if not wanted:
        return {}
    find = f"SELECT {column}, id FROM learning_records_{table} WHERE {column} = ANY(%b::text[])"  # noqa: S608 - constant names
    found = dict(cursor.execute(find, [list(wanted)]).fetchall())
    missing = sorted(value for value in wanted if value not in found)
    if missing:
        names, arrays, values = column, "%b::text[]", [missing]
        if extra:
            names, arrays, values = (
                f"{column}, {extra}",
                "%b::text[], %b::text[]",
                [missing, [wanted[v] for v in missing]],
            )
        cursor.execute(
            f"INSERT INTO learning_records_{table} ({names}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING",  # noqa: S608
            values,
        )
        found |= dict(cursor.execute(find, [missing]).fetchall())
    return found


def canonical(
    cursor: psycopg.Cursor, rows: list[Row], authority: dict, *, may_define: bool
) -> tuple[Known, dict[str, dict]]:
    """Canonical rows of a batch, made if missing; and the definitions that say more than what is known (merged later)."""
    agents: dict[str, str | None] = {str(ifi(authority)): authority.get("name")}
    activities: dict[str, str | None] = {}
    brought: dict[str, dict] = {}
    for row in rows:
        for name, _role in row.links.agents:
            agents[name] = agents.get(name) or row.links.names.get(name)
        activities.update(dict.fromkeys(iri for iri, _role in row.links.activities))
        if may_define:
            for iri, definition in row.links.definitions:
                brought[iri] = definitions.merged(brought[iri], definition) if iri in brought else definition
    activities |= {iri: json.dumps(definition, ensure_ascii=False) for iri, definition in brought.items()}
    known = Known(
        _ids(cursor, "agent", "ifi", agents, "name"),
        _ids(cursor, "verb", "iri", dict.fromkeys(row.statement["verb"]["id"] for row in rows)),
        _ids(cursor, "activity", "iri", activities, "definition"),
    )
    return known, definitions.news(cursor, brought)


def _columns(rows: list[Row], known: Known) -> list[tuple[str, str, list]]:
    return [
        ("statement_id", "uuid", [row.statement_id for row in rows]),
        ("stored", "timestamptz", [row.stored for row in rows]),
        ("timestamp", "timestamptz", [row.timestamp for row in rows]),
        ("actor_id", "bigint", [known.agents.get(ifi(row.statement["actor"]) or "") for row in rows]),
        ("verb_id", "bigint", [known.verbs[row.statement["verb"]["id"]] for row in rows]),
        ("activity_id", "bigint", [_object_id(row, known) for row in rows]),
        ("registration", "uuid", [_registration(row) for row in rows]),
        ("version", "text", [row.version for row in rows]),
        ("is_reference", "bool", [row.links.reference is not None for row in rows]),
        ("fingerprint", "bytea", [row.fingerprint for row in rows]),
        ("payload", "text", [row.text for row in rows]),
    ]


def _object_id(row: Row, known: Known) -> int | None:
    thing = row.statement["object"]
    return known.activities[thing["id"]] if thing.get("objectType", "Activity") == "Activity" else None


def _registration(row: Row) -> UUID | None:
    given = row.statement.get("context", {}).get("registration")
    return UUID(given) if given else None


def _complete(row: Row, authority: str, stored: datetime) -> None:
    """Writes what the store sets at the end of the text: what is returned is what lies in the row."""
    row.stored, statement = stored, row.statement
    added = {}
    if "id" not in statement:
        added["id"] = f'"{row.statement_id}"'
    if "timestamp" in statement:
        row.timestamp = instant(statement["timestamp"])
    else:
        row.timestamp = stored
        added["timestamp"] = f'"{iso(stored)}"'
    added |= {"stored": f'"{iso(stored)}"', "authority": authority, "version": f'"{row.version}"'}
    row.text = reading.with_members(row.text, added)


def insert(cursor: psycopg.Cursor, rows: list[Row], known: Known, authority: dict, stored: datetime) -> dict[UUID, int]:
    """Inserts what is not there, one microsecond apart; returns statement id -> seq of the new rows."""
    text = json.dumps(authority, ensure_ascii=False, separators=(",", ":"))
    received = [row.text for row in rows]
    for number, row in enumerate(rows):
        _complete(row, text, stored + timedelta(microseconds=number))
    columns = _columns(rows, known)
    for row, again in zip(rows, received, strict=True):
        row.text = again  # a second try after a deadlock starts from the text received
    names = ", ".join(name for name, _kind, _values in columns)
    arrays = ", ".join(f"%b::{kind}[]" for _name, kind, _values in columns)
    picked = ", ".join("t.payload::json" if name == "payload" else f"t.{name}" for name, _kind, _values in columns)
    cursor.execute(
        f"INSERT INTO learning_records_statement ({names}, voided, authority_id) "  # noqa: S608 - constant names
        f"SELECT {picked}, false, %b::bigint FROM unnest({arrays}) AS t({names}) "
        "ON CONFLICT (statement_id) DO NOTHING RETURNING statement_id, seq",
        [known.agents[str(ifi(authority))], *[values for _name, _kind, values in columns]],
    )
    return dict(cursor.fetchall())


def refuse_conflicts(cursor: psycopg.Cursor, there: list[Row]) -> None:
    """Raises Conflict when a statement with one of these ids says something else."""
    if not there:
        return
    cursor.execute(
        "SELECT statement_id, fingerprint, timestamp, stored FROM learning_records_statement WHERE statement_id = ANY(%b::uuid[])",
        [[row.statement_id for row in there]],
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


def link(cursor: psycopg.Cursor, stored: list[Row], new: dict[UUID, int], known: Known, authority: dict) -> None:
    """The link rows of new statements: which agents and activities stand in them, in which role."""
    by = (known.agents[str(ifi(authority))], int(Role.AUTHORITY))
    agents: set[tuple[Any, ...]] = set()
    activities: set[tuple[Any, ...]] = set()
    for row in stored:
        seq = new[row.statement_id]
        agents.add((by[0], row.stored, seq, by[1]))
        agents.update((known.agents[name], row.stored, seq, role) for name, role in row.links.agents)
        activities.update((known.activities[iri], row.stored, seq, role) for iri, role in row.links.activities)
    for table, column, found in (
        ("statementagent", "agent_id", agents),
        ("statementactivity", "activity_id", activities),
    ):
        if found:
            cursor.execute(
                f"INSERT INTO learning_records_{table} ({column}, stored, statement_id, role) "  # noqa: S608 - constant names
                "SELECT * FROM unnest(%b::bigint[], %b::timestamptz[], %b::bigint[], %b::smallint[])",
                [list(part) for part in zip(*sorted(found), strict=True)],
            )
