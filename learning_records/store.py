"""The only way in: `record()`. One transaction; every statement stored, already there, or the whole batch refused.

Source: xAPI 1.0.3 Communication 2.1 (Statement Resource); shapes and order of work: docs/architecture.md.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import psycopg
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from learning_records import reading
from learning_records.models import Credential, Installation
from learning_records.order import begin_writing
from learning_records.statement import Links, Role, fingerprint, ifi, instant, links, voids
from learning_records.validation import InvalidStatement, validate


class Conflict(Exception):
    """A statement with this id is stored already and says something else; nothing of the batch was stored."""

    def __init__(self, statement_id: UUID) -> None:
        super().__init__(f"a different statement with the id {statement_id} is stored already")
        self.statement_id = statement_id


class WrongInstallation(Exception):
    """IRI_BASE is not the one this store began with."""


@dataclass(frozen=True)
class Outcome:
    """What became of one statement: `stored` (with its seq) or `already_there`."""

    statement_id: UUID
    kind: str
    seq: int | None = None


@dataclass
class _Row:
    statement_id: UUID
    statement: dict
    text: str
    links: Links
    fingerprint: bytes
    version: str
    stored: datetime | None = None
    timestamp: datetime | None = None

    @property
    def actor(self) -> str | None:
        return ifi(self.statement["actor"])


def record(
    statements: Sequence[dict], credential: Credential, *, version: str = "1.0.3", texts: Sequence[str] | None = None
) -> list[Outcome]:
    """Stores statements on behalf of a credential; joins the caller's transaction if one is open.

    `texts` gives each statement's JSON as received (otherwise it is written from the dict); `version` is the xAPI version
    they were sent with. Returns outcomes in the order given. Raises InvalidStatement (path and reason), Conflict,
    WrongInstallation; then nothing was stored.
    """
    rows = [
        _prepare(
            statement,
            texts[number] if texts else None,
            version,
            f"statements[{number}]" if len(statements) > 1 else "statement",
        )
        for number, statement in enumerate(statements)
    ]
    ids = [row.statement_id for row in rows]
    if len(set(ids)) != len(ids):
        twice = next(found for found in ids if ids.count(found) > 1)
        raise InvalidStatement("statements", f"the id {twice} stands twice in one batch")
    if not rows:
        return []
    with transaction.atomic():
        begin_writing()
        _same_installation()
        outcomes = _write(rows, credential)
        if any(outcome.kind == "stored" for outcome in outcomes):
            transaction.on_commit(_nudge)
    return outcomes


def _prepare(statement: dict, text: str | None, version: str, path: str) -> _Row:
    validate(statement, version, path)
    if text is None:
        text = json.dumps(statement, ensure_ascii=False, separators=(",", ":"))
    if any(name in statement for name in reading.LRS_SET):
        text = reading.without(text, reading.LRS_SET)
    statement_id = UUID(statement["id"]) if "id" in statement else uuid4()
    kept = statement.get("version") or ("2.0.0" if version.startswith("2") else "1.0.3")
    return _Row(
        statement_id, statement, text, links(statement), fingerprint(statement), "1.0.0" if kept == "1.0" else kept[:5]
    )


def _same_installation() -> None:
    found = Installation.objects.first()
    if found is None:
        Installation.objects.create(iri_base=settings.IRI_BASE)
    elif found.iri_base != settings.IRI_BASE:
        raise WrongInstallation(
            f"IRI_BASE is {settings.IRI_BASE}, but this store began with {found.iri_base}. Set it back: identifiers are for ever."
        )


def _nudge() -> None:
    """Tells the consumer that there is work. It may be lost: the sweep of beat finds the work all the same."""
    if not settings.RECORD_NUDGE:
        return
    try:
        current_app.send_task(settings.RECORD_NUDGE)
    except (OperationalError, OSError):
        return


def _cursor() -> psycopg.Cursor:
    # Django's own cursor binds on the client and treats %b as text: half the speed (docs/benchmarks.md).
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)


def _write(rows: list[_Row], credential: Credential) -> list[Outcome]:
    authority = ifi(credential.authority)
    with _cursor() as cursor:
        agents, verbs, activities = _canonical(cursor, rows, authority)
        base = timezone.now()
        for number, row in enumerate(rows):
            row.stored = base + timedelta(microseconds=number)
            given = row.statement.get("timestamp")
            row.timestamp = instant(given) if given else row.stored
        new = _insert(cursor, rows, agents, verbs, activities, authority, credential)
        _refuse_conflicts(cursor, [row for row in rows if row.statement_id not in new])
        stored = [row for row in rows if row.statement_id in new]
        _link(cursor, stored, new, agents, activities, authority)
        _void(cursor, stored, new)
    return [
        Outcome(row.statement_id, "stored", new[row.statement_id])
        if row.statement_id in new
        else Outcome(row.statement_id, "already_there")
        for row in rows
    ]


def _ids(
    cursor: psycopg.Cursor, table: str, column: str, values: set[str], definitions: dict | None = None
) -> dict[str, int]:
    """Ids of canonical rows; missing ones are inserted in sorted order and none is updated, so nobody waits in a circle."""
    wanted = sorted(values)
    if not wanted:
        return {}
    find = f"SELECT {column}, id FROM learning_records_{table} WHERE {column} = ANY(%b::text[])"  # noqa: S608 - constant names
    found = dict(cursor.execute(find, [wanted]).fetchall())
    missing = [value for value in wanted if value not in found]
    if missing:
        if definitions is None:
            insert = f"INSERT INTO learning_records_{table} ({column}) SELECT unnest(%b::text[]) ON CONFLICT DO NOTHING"
            cursor.execute(insert, [missing])
        else:
            texts = [json.dumps(definitions[v], ensure_ascii=False) if v in definitions else None for v in missing]
            cursor.execute(
                f"INSERT INTO learning_records_{table} ({column}, definition) "  # noqa: S608 - constant names
                "SELECT * FROM unnest(%b::text[], %b::text[]) ON CONFLICT DO NOTHING",
                [missing, texts],
            )
        found |= dict(cursor.execute(find, [missing]).fetchall())
    return found


def _canonical(cursor: psycopg.Cursor, rows: list[_Row], authority: str) -> tuple[dict, dict, dict]:
    agents = {name for row in rows for name, _role in row.links.agents} | {authority}
    activities = {iri for row in rows for iri, _role in row.links.activities}
    definitions: dict[str, dict] = {}
    for row in rows:
        definitions = row.links.definitions | definitions
    verbs = {row.statement["verb"]["id"] for row in rows}
    return (
        _ids(cursor, "agent", "ifi", agents),
        _ids(cursor, "verb", "iri", verbs),
        _ids(cursor, "activity", "iri", activities, definitions),
    )


def _object_id(row: _Row, activities: dict[str, int]) -> int | None:
    thing = row.statement["object"]
    return activities[thing["id"]] if thing.get("objectType", "Activity") == "Activity" else None


def _registration(row: _Row) -> UUID | None:
    given = row.statement.get("context", {}).get("registration")
    return UUID(given) if given else None


def _insert(cursor, rows, agents, verbs, activities, authority, credential) -> dict[UUID, int]:
    """Inserts what is not there; returns statement id -> seq of the new rows."""
    columns = [
        ("statement_id", "uuid", [row.statement_id for row in rows]),
        ("stored", "timestamptz", [row.stored for row in rows]),
        ("timestamp", "timestamptz", [row.timestamp for row in rows]),
        ("actor_id", "bigint", [agents.get(row.actor) for row in rows]),
        ("verb_id", "bigint", [verbs[row.statement["verb"]["id"]] for row in rows]),
        ("activity_id", "bigint", [_object_id(row, activities) for row in rows]),
        ("registration", "uuid", [_registration(row) for row in rows]),
        ("version", "text", [row.version for row in rows]),
        ("is_reference", "bool", [row.links.reference is not None for row in rows]),
        ("fingerprint", "bytea", [row.fingerprint for row in rows]),
        ("payload", "text", [row.text for row in rows]),
    ]
    names = ", ".join(name for name, _kind, _values in columns)
    arrays = ", ".join(f"%b::{kind}[]" for _name, kind, _values in columns)
    cursor.execute(
        f"INSERT INTO learning_records_statement ({names}, voided, authority_id, authority_json) "  # noqa: S608 - constant names
        f"SELECT t.*, false, %b::bigint, %b::text FROM unnest({arrays}) AS t "
        "ON CONFLICT (statement_id) DO NOTHING RETURNING statement_id, seq",
        [agents[authority], json.dumps(credential.authority), *[values for _name, _kind, values in columns]],
    )
    return dict(cursor.fetchall())


def _refuse_conflicts(cursor: psycopg.Cursor, there: list[_Row]) -> None:
    if not there:
        return
    cursor.execute(
        "SELECT statement_id, fingerprint FROM learning_records_statement WHERE statement_id = ANY(%b::uuid[])",
        [[row.statement_id for row in there]],
    )
    known = {statement_id: bytes(mark) for statement_id, mark in cursor.fetchall()}
    for row in there:
        if known.get(row.statement_id) != row.fingerprint:
            raise Conflict(row.statement_id)


def _link(cursor, stored: list[_Row], new: dict[UUID, int], agents: dict, activities: dict, authority: str) -> None:
    who = sorted(
        {
            (agents[name], new[row.statement_id], int(role))
            for row in stored
            for name, role in [*row.links.agents, (authority, Role.AUTHORITY)]
        }
    )
    what = sorted(
        {(activities[iri], new[row.statement_id], int(role)) for row in stored for iri, role in row.links.activities}
    )
    for table, column, found in (("statementagent", "agent_id", who), ("statementactivity", "activity_id", what)):
        if found:
            cursor.execute(
                f"INSERT INTO learning_records_{table} ({column}, statement_id, role) "  # noqa: S608 - constant names
                "SELECT * FROM unnest(%b::bigint[], %b::bigint[], %b::smallint[])",
                [list(part) for part in zip(*found, strict=True)],
            )
    references = [(new[row.statement_id], UUID(row.links.reference)) for row in stored if row.links.reference]
    if references:
        cursor.execute(
            "INSERT INTO learning_records_statementreference (source_id, target) SELECT * FROM unnest(%b::bigint[], %b::uuid[])",
            [list(part) for part in zip(*references, strict=True)],
        )


def _void(cursor: psycopg.Cursor, stored: list[_Row], new: dict[UUID, int]) -> None:
    """Remembers each wish to void and marks what it meets, whichever of the two came first."""
    wishes = {UUID(target): new[row.statement_id] for row in stored if (target := voids(row.statement))}
    if wishes:
        cursor.execute(
            "SELECT s.statement_id FROM learning_records_statement s JOIN learning_records_voiding v ON v.voider_id = s.seq "
            "WHERE s.statement_id = ANY(%b::uuid[])",
            [list(wishes)],
        )
        if refused := cursor.fetchone():
            raise InvalidStatement(
                "statement.object.id", f"{refused[0]} is a voiding statement; those cannot be voided"
            )
        cursor.execute(
            "INSERT INTO learning_records_voiding (target, voider_id) SELECT * FROM unnest(%b::uuid[], %b::bigint[]) "
            "ON CONFLICT DO NOTHING",
            [list(wishes), list(wishes.values())],
        )
    cursor.execute(
        "UPDATE learning_records_statement s SET voided = true FROM learning_records_voiding v "
        "WHERE v.target = s.statement_id AND NOT s.voided AND v.voider_id <> s.seq "
        "AND (s.statement_id = ANY(%b::uuid[]) OR s.statement_id = ANY(%b::uuid[]))",
        [list(wishes), [row.statement_id for row in stored]],
    )
