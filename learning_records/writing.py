"""The SQL of `store.record()`: canonical rows, statements and their links, in binary arrays and a fixed order.

Nothing here updates a canonical row, and keys are inserted in sorted order: writers never wait for each other in a circle.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from learning_records import definitions, driver, reading
from learning_records.driver import plain
from learning_records.statement import Links, Role, fingerprint, ifi, instant, iso


class Conflict(Exception):
    """A statement with this id is stored already and says something else; nothing of the batch was stored."""

    def __init__(self, statement_id: UUID) -> None:
        super().__init__(f"a different statement with the id {statement_id} is stored already")
        self.statement_id = statement_id


@dataclass(slots=True)
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


_FIND = " UNION ALL ".join(
    f"SELECT {number}, {column}, id FROM learning_records_{table} WHERE {column} = ANY(%b::text[])"  # noqa: S608 - constants
    for number, (table, column) in enumerate((("agent", "ifi"), ("verb", "iri"), ("activity", "iri")))
)
_MAKE = (
    "INSERT INTO learning_records_agent (ifi, name) SELECT * FROM unnest(%b::text[], %b::text[]) ON CONFLICT DO NOTHING",
    "INSERT INTO learning_records_verb (iri) SELECT * FROM unnest(%b::text[]) ON CONFLICT DO NOTHING",
    "INSERT INTO learning_records_activity (iri, definition) SELECT * FROM unnest(%b::text[], %b::text[]) ON CONFLICT DO NOTHING "
    "RETURNING iri",
)
_ACTIVITY = 2


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
    for row in rows:
        for name, _role in row.links.agents:
            agents[name] = agents.get(name) or (row.links.names.get(name) if may_define else None)
        for iri, _role in row.links.activities:
            activities[iri] = None
        if may_define:
            for iri, definition in row.links.definitions:
                known = brought.setdefault(iri, definition)
                if known is not definition and known != definition:
                    brought[iri] = definitions.merged(known, definition)
    activities |= brought
    return Wanted(agents, dict.fromkeys(row.statement["verb"]["id"] for row in rows), activities, brought)


def ask(cursor: psycopg.Cursor, kinds: tuple[dict[str, Any], ...]) -> None:
    """Asks for the ids of canonical rows, all kinds at once; `answered` takes the answer."""
    cursor.execute(_FIND, [list(kind) for kind in kinds])


def answered(cursor: psycopg.Cursor) -> list[dict[str, int]]:
    """Ids by identifier, for each kind."""
    found: list[dict[str, int]] = [{}, {}, {}]
    for kind, name, number in cursor.fetchall():
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
                said = [json.dumps(one, ensure_ascii=False) if isinstance(one, dict) else one for one in kind.values()]
                cursor.execute(statement, [list(kind), said][: statement.count("%b")])
        if overtaken:
            overtaken -= {iri for (iri,) in cursor.fetchall()}
        ask(cursor, tuple(missing))
        for there, made in zip(found, answered(cursor), strict=True):
            there |= made
    return Known(*found), overtaken


def _columns(rows: list[Row], known: Known) -> list[tuple[str, str, Any]]:
    return [
        ("statement_id", "uuid", plain(row.statement.get("id") or row.statement_id for row in rows)),
        ("stored", "timestamptz", plain(row.stored for row in rows)),
        ("timestamp", "timestamptz", plain(row.timestamp for row in rows)),
        ("actor_id", "bigint", plain(known.agents.get(ifi(row.statement["actor"]) or "") for row in rows)),
        ("verb_id", "bigint", plain(known.verbs[row.statement["verb"]["id"]] for row in rows)),
        ("activity_id", "bigint", plain(_object_id(row, known) for row in rows)),
        ("registration", "uuid", plain(row.statement.get("context", {}).get("registration") for row in rows)),
        ("version", "text", plain(row.version[:5] for row in rows)),
        ("is_reference", "bool", plain(row.links.reference is not None for row in rows)),
        ("fingerprint", "bytea", [row.fingerprint for row in rows]),
        ("payload", "text", [row.text for row in rows]),
    ]


def _object_id(row: Row, known: Known) -> int | None:
    thing = row.statement["object"]
    return known.activities[thing["id"]] if thing.get("objectType", "Activity") == "Activity" else None


def _complete(row: Row, authority: str, stored: datetime) -> None:
    """Writes what the store sets at the end of the text: what is returned is what lies in the row."""
    row.stored, statement, now = stored, row.statement, f'"{iso(stored)}"'
    added = {}
    if "id" not in statement:
        added["id"] = f'"{row.statement_id}"'
    if "timestamp" in statement:
        row.timestamp = instant(statement["timestamp"])
    else:
        row.timestamp = stored
        added["timestamp"] = now
    added |= {"stored": now, "authority": authority, "version": f'"{row.version}"'}
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


def link(stored: list[Row], new: dict[UUID, int], known: Known, authority: dict) -> None:
    """The link rows of new statements: which agents and activities stand in them, in which role."""
    by = (known.agents[str(ifi(authority))], int(Role.AUTHORITY))
    agents: set[tuple[int, int, int]] = set()
    activities: set[tuple[int, int, int]] = set()
    for row in stored:
        seq = new[row.statement_id]
        agents.add((by[0], seq, by[1]))
        agents.update((known.agents[name], seq, role) for name, role in row.links.agents)
        activities.update((known.activities[iri], seq, role) for iri, role in row.links.activities)
    when = {new[row.statement_id]: str(row.stored) for row in stored}
    for table, column, found in (
        ("statementagent", "agent_id", agents),
        ("statementactivity", "activity_id", activities),
    ):
        if found:
            things, seqs, roles = zip(*sorted(found), strict=True)
            driver.cursor().execute(
                f"INSERT INTO learning_records_{table} ({column}, stored, statement_id, role) "  # noqa: S608 - constant names
                "SELECT * FROM unnest(%b::bigint[], %b::timestamptz[], %b::bigint[], %b::smallint[])",
                [plain(things), plain(when[seq] for seq in seqs), plain(seqs), plain(roles)],
            )
