"""The only way in: `record()`. One transaction; every statement stored, already there, or the whole batch refused.

Source: xAPI 1.0.3 Communication 2.1 (Statement Resource); the SQL stands in `writing.py`.
"""

import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError
from psycopg.errors import DeadlockDetected

from learning_records import attachments, definitions, driver, reading, references, writing
from learning_records.credentials import may
from learning_records.keys import limits
from learning_records.models import Credential, Installation
from learning_records.order import Beginning, begin_writing, beginning
from learning_records.statement import fingerprint, links
from learning_records.validation import InvalidStatement, check_lengths, validate
from learning_records.writing import Conflict, Row

_LOG = logging.getLogger(__name__)
_TRIES = 4
_BETWEEN_NUDGES = 0.5  # seconds
_next_nudge = 0.0


class WrongInstallation(Exception):
    """IRI_BASE is not the one this store began with."""


@dataclass(frozen=True)
class Outcome:
    """What became of one statement: `stored` (with its seq) or `already_there`."""

    statement_id: UUID
    kind: str
    seq: int | None = None


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
    given. Raises InvalidStatement (path and reason), Conflict, WrongInstallation, and Outside for a statement that the
    credential's launch may not store; then nothing was stored.
    """
    parts = parts or {}
    paths = ["statement"] if len(statements) == 1 else [f"statements[{number}]" for number in range(len(statements))]
    rows = [
        _prepare(statement, texts[number] if texts else None, version, paths[number], parts)
        for number, statement in enumerate(statements)
    ]
    if credential.limit is not None:
        for row, path in zip(rows, paths, strict=True):
            limits.check_statement(row.statement, credential.limit, path)
    _all_different([row.statement_id for row in rows])
    attachments.nothing_left_over(rows, parts)
    if not rows:
        return []
    attachments.keep_files(parts)
    return _in_a_transaction(rows, credential, parts)


def examine(statement: dict, version: str, text: str | None = None) -> None:
    """Raises InvalidStatement (path and reason) when `record` would refuse this statement for what it is."""
    _prepare(statement, text, version, "statement", {})


def _prepare(
    statement: dict, text: str | None, version: str, path: str, parts: Mapping[str, attachments.Arrived]
) -> Row:
    validate(statement, version, path)
    if text is None:
        text = json.dumps(statement, ensure_ascii=False, separators=(",", ":"))
    if any(name in statement for name in reading.LRS_SET):
        text = reading.without(text, reading.LRS_SET)
    found = links(statement)
    check_lengths(found, path)
    if found.single_activities:
        text = reading.with_activity_lists(text)
    hashes = attachments.check(statement, parts, path)
    kept = statement.get("version") or version
    return Row(
        statement_id=UUID(statement["id"]) if "id" in statement else uuid4(),
        statement=statement,
        text=text,
        links=found,
        fingerprint=fingerprint(statement),
        version="1.0.0" if kept == "1.0" else kept,
        hashes=hashes,
    )


def _all_different(ids: list[UUID]) -> None:
    if len(set(ids)) != len(ids):
        twice = next(found for found in ids if ids.count(found) > 1)
        raise InvalidStatement("statements", f"the id {twice} stands twice in one batch")


def _in_a_transaction(
    rows: list[Row], credential: Credential, parts: Mapping[str, attachments.Arrived]
) -> list[Outcome]:
    """Two batches that bring the same ids in different orders may block each other: the loser of the two tries again."""
    tries = 0 if transaction.get_connection().in_atomic_block else _TRIES
    while True:
        try:
            if tries:
                driver.ready()
            with transaction.atomic():
                return _write(rows, credential, parts)
        except DeadlockDetected:
            tries -= 1
            if tries <= 0:
                raise


def _write(rows: list[Row], credential: Credential, parts: Mapping[str, attachments.Arrived]) -> list[Outcome]:
    authority = credential.authority
    needed = writing.wanted(rows, authority, may_define=may(credential, "define"))
    with driver.pipeline():
        start, find, news = driver.cursor(), driver.cursor(), driver.cursor()
        begin_writing(start)
        writing.ask(find, needed.kinds)
        definitions.ask(news, needed.brought)
        began = beginning(start)
        _same_installation(began)
        changed = definitions.news(news, needed.brought)
        known, overtaken = writing.complete(find, writing.answered(find), needed)
        changed |= {iri: needed.brought[iri] for iri in overtaken & set(needed.brought)}
        new = writing.insert(find, rows, known, authority, began.stored)
        writing.refuse_conflicts(find, [row for row in rows if row.statement_id not in new])
        stored = [row for row in rows if row.statement_id in new]
        if stored:
            writing.link(stored, new, known, authority)
            references.connect(find, stored, new)
            attachments.connect(find, stored, new, parts)
    if stored:
        _after_commit(changed)
    return [
        Outcome(row.statement_id, "stored", new[row.statement_id])
        if row.statement_id in new
        else Outcome(row.statement_id, "already_there")
        for row in rows
    ]


def _after_commit(changed: dict[str, dict]) -> None:
    # robust: the statements are stored whatever becomes of these; a failure is logged and made good by a later write.
    if changed:
        transaction.on_commit(partial(definitions.merge, changed), robust=True)
    transaction.on_commit(references.settle, robust=True)
    transaction.on_commit(_nudge, robust=True)


def _same_installation(beginning: Beginning) -> None:
    if beginning.iri_base is None:
        Installation.objects.get_or_create(pk=1, defaults={"iri_base": settings.IRI_BASE})
    elif beginning.iri_base != settings.IRI_BASE:
        raise WrongInstallation(
            f"IRI_BASE is {settings.IRI_BASE}, but this store began with {beginning.iri_base}. "
            "Set it back: identifiers are for ever."
        )


def _nudge() -> None:
    """Tells the consumer that there is work; at most twice a second from one process.

    While many statements come, the second message waits half a second and speaks for all that came meanwhile. It may be
    lost: the sweep of beat finds the work all the same.
    """
    global _next_nudge
    name = getattr(settings, "RECORD_NUDGE", "recognition.tasks.catch_up")
    now = time.monotonic()
    if not name or now < _next_nudge - _BETWEEN_NUDGES:
        return
    waits = max(0.0, _next_nudge - now)
    _next_nudge = now + waits + _BETWEEN_NUDGES
    try:
        current_app.send_task(name, retry=False, ignore_result=True, countdown=waits or None)
    except (OperationalError, OSError) as problem:
        _LOG.warning("the queue did not take %s (%s); the next sweep finds the work", name, problem)


__all__ = ["Conflict", "Outcome", "WrongInstallation", "record"]
