"""The only way in: `record()`. One transaction; every statement stored, already there, or the whole batch refused.

Source: xAPI 1.0.3 Communication 2.1 (Statement Resource); the SQL stands in `insert_sql.py`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

import psycopg
from django.conf import settings
from django.db import transaction

from learning_records import driver
from learning_records.access import launch_limits
from learning_records.access.credentials import may
from learning_records.access.rights import VOID
from learning_records.ingest import activity_definitions, announcing, attachments, insert_sql, references
from learning_records.ingest.insert_sql import Conflict, Row
from learning_records.models import Credential
from learning_records.spec import limits, strict_json
from learning_records.spec.comparison import fingerprint
from learning_records.spec.statement import links
from learning_records.spec.validation import InvalidStatement, check_lengths, too_long, validate

_LRS_SET = frozenset(strict_json.LRS_SET)


class WrongInstallation(Exception):
    """IRI_BASE is not the one this store began with."""


@dataclass(slots=True)
class Outcome:
    """What became of the statement with this id: `stored` (with its seq) or `already_there`."""

    id: str
    kind: str
    seq: int | None = None

    @property
    def statement_id(self) -> UUID:
        return UUID(self.id)


def record(
    statements: Sequence[dict],
    credential: Credential,
    *,
    version: str = "1.0.3",
    texts: Sequence[str] | None = None,
    parts: Mapping[str, attachments.Arrived] | None = None,
) -> list[Outcome]:
    """Stores statements on behalf of a credential; joins the caller's transaction if one is open.

    `texts` gives each statement's JSON as received (otherwise it is written from the dict); `version` is the xAPI version
    of a statement that names none; `parts` holds what arrived as attachments by its SHA-2. Returns outcomes in the order
    given. Raises InvalidStatement (path and reason), Conflict, WrongInstallation, and Forbidden for a statement that the
    credential's launch may not store, or that voids what is another authority's; then nothing was stored.
    """
    parts = parts or {}
    if len(statements) > limits.BATCH:
        raise InvalidStatement("statements", f"a list has no more than {limits.BATCH} statements; send it in parts")
    paths = ["statement"] if len(statements) == 1 else [f"statements[{number}]" for number in range(len(statements))]
    rows = [
        _prepare(statement, texts[number] if texts else None, version, paths[number], parts)
        for number, statement in enumerate(statements)
    ]
    if credential.limit is not None:
        for row, path in zip(rows, paths, strict=True):
            launch_limits.check_statement(row.statement, credential.limit, path)
    _all_different([row.statement_id for row in rows])
    attachments.nothing_left_over(rows, parts)
    if not rows:
        return []
    return _in_a_transaction(rows, credential, parts)


def examine(statement: dict, version: str, text: str | None = None) -> None:
    """Raises InvalidStatement (path and reason) when `record` would refuse this statement for what it is."""
    _prepare(statement, text, version, "statement", {})


def _prepare(
    statement: dict, text: str | None, version: str, path: str, parts: Mapping[str, attachments.Arrived]
) -> Row:
    if text is None:
        text = json.dumps(statement, ensure_ascii=False, separators=(",", ":"))
    if too_long(text, limits.STATEMENT):
        raise InvalidStatement(path, f"has more than {limits.STATEMENT} bytes; send what is large as an attachment")
    validate(statement, version, path)
    if not _LRS_SET.isdisjoint(statement):
        text = strict_json.without(text, strict_json.LRS_SET)
    found = links(statement)
    check_lengths(statement, found, path)
    if found.single_activities:
        text = strict_json.with_activity_lists(text)
    hashes = attachments.check(statement, parts, path)
    kept = statement.get("version") or version
    return Row(
        statement_id=statement["id"].lower() if "id" in statement else str(uuid4()),
        statement=statement,
        text=text,
        links=found,
        fingerprint=fingerprint(statement),
        version="1.0.0" if kept == "1.0" else kept,
        path=path,
        hashes=hashes,
    )


def _all_different(ids: list[str]) -> None:
    seen: set[str] = set()
    for found in ids:
        if found in seen:
            raise InvalidStatement("statements", f"the id {found} stands twice in one batch")
        seen.add(found)


def _in_a_transaction(
    rows: list[Row], credential: Credential, parts: Mapping[str, attachments.Arrived]
) -> list[Outcome]:
    if not driver.alone():
        with transaction.atomic():
            with driver.pipeline():
                new, changed = _write(driver.cursor(), rows, credential, parts)
            _after_commit(new, changed)
        return _outcomes(rows, new)
    new, changed, loose = driver.patiently(partial(_write_and_commit, rows, credential, parts))
    _after_commit(new, changed, loose=loose)
    return _outcomes(rows, new)


def _write_and_commit(
    rows: list[Row], credential: Credential, parts: Mapping[str, attachments.Arrived]
) -> tuple[dict[str, int], dict[str, dict], bool]:
    """`_write` in a transaction of its own. BEGIN and COMMIT travel with the other questions of the pipeline: around it, as
    Django sends them, they would be three more waits for the database, a sixth of the time of a single statement.
    """
    driver.ready()
    try:
        with driver.pipeline():
            line = driver.cursor()
            driver.beside(line).execute("BEGIN")  # a cursor that holds an answer does not look for the next one
            new, changed = _write(line, rows, credential, parts)
            ended = driver.commit(line)
            loose = references.ask_unsettled(driver.beside(line))
        driver.committed(ended)
    except BaseException:
        driver.roll_back()
        raise
    return new, changed, references.any_unsettled(loose)


def _write(
    find: psycopg.Cursor, rows: list[Row], credential: Credential, parts: Mapping[str, attachments.Arrived]
) -> tuple[dict[str, int], dict[str, dict]]:
    """Inside a pipeline; `find` is a cursor of its connection. Returns seq by id of what was stored, and the definitions with
    news of known activities.
    """
    authority = credential.authority.agent
    needed = insert_sql.wanted(rows, authority, may_define=may(credential, "define"))
    wait = driver.beside(find)
    insert_sql.begin(find, needed)
    began = insert_sql.beginning(find)
    _same_installation(began.iri_base)
    changed = activity_definitions.news(began.definitions, needed.brought)
    known, overtaken = insert_sql.complete(find, began.found, needed)
    changed |= {iri: needed.brought[iri] for iri in overtaken & set(needed.brought)}
    insert_sql.insert(find, rows, known, authority, began.stored)
    references.ask_waiting(wait, rows)
    new, stored = insert_sql.inserted(find), rows
    if len(new) < len(rows):
        insert_sql.refuse_conflicts(find, [row for row in rows if row.statement_id not in new])
        stored = [row for row in rows if row.statement_id in new]
        insert_sql.link_some(find, rows, new, known, authority, began.stored)
    if stored:
        references.connect(find, references.waiting(wait, new), stored, new, may(credential, VOID))
        attachments.connect(find, stored, new, parts)
    return new, changed


def _outcomes(rows: list[Row], new: dict[str, int]) -> list[Outcome]:
    return [
        Outcome(row.statement_id, "stored", new[row.statement_id])
        if row.statement_id in new
        else Outcome(row.statement_id, "already_there")
        for row in rows
    ]


def _after_commit(new: dict[str, int], changed: dict[str, dict], *, loose: bool = True) -> None:
    """`loose`: whether there are references that wait for writers who were at work when they were committed."""
    if not new:
        return
    # robust: the statements are stored whatever becomes of these; a failure is logged and made good by a later write.
    if changed:
        transaction.on_commit(partial(activity_definitions.merge, changed), robust=True)
    if loose:
        transaction.on_commit(references.settle, robust=True)
    transaction.on_commit(_nudge, robust=True)


def _same_installation(iri_base: str | None) -> None:
    if iri_base is None:
        driver.cursor().execute(
            "INSERT INTO learning_records_installation (id, iri_base) VALUES (1, %b) ON CONFLICT DO NOTHING",
            [settings.IRI_BASE],
        )
    elif iri_base != settings.IRI_BASE:
        raise WrongInstallation(
            f"IRI_BASE is {settings.IRI_BASE}, but this store began with {iri_base}. "
            "Set it back: identifiers are for ever."
        )


def _nudge() -> None:
    """Tells the consumer that there is work. It may be lost: the sweep of beat finds the work all the same."""
    if name := getattr(settings, "RECORD_NUDGE", "recognition.tasks.catch_up"):
        announcing.announce(name)


__all__ = ["Conflict", "Outcome", "WrongInstallation", "record"]
