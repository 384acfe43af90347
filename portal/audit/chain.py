"""Appending to the log and proving that it is whole.

An entry is written within the transaction of its act, and chained by a deferred trigger when that transaction commits: the
lock that makes one chain of many writers is held for the moment of the commit, however long the act took.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from django.db import connection, transaction
from django.utils import timezone

from portal.audit.models import Entry

GENESIS = "0" * 64


def content_digest(at: datetime, actor: str | None, act: str, subject: str, details: dict) -> str:
    """SHA-256 of what an entry says."""
    body = orjson.dumps([at.astimezone(UTC).isoformat(), actor, act, subject, details], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(body).hexdigest()


def chained_digest(previous: str, content: str) -> str:
    """SHA-256 of the entry before and of what this one says, as the trigger computes it."""
    return hashlib.sha256(f"{previous}{content}".encode("ascii")).hexdigest()


def append(act: str, subject: str, *, by=None, details: dict | None = None) -> Entry:
    """One entry for one act, inside the caller's transaction (so act and entry stand or fall together).

    `act` is a dotted word such as `case.confirmed`; `subject` names the object without personal data;
    `by` is a User or None for the machine; `details` JSON without names or identity numbers.
    Raises RuntimeError outside a transaction. Append last, after the rows of the act: what their foreign keys wait for at
    the commit is then over before the chain is locked.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit entry belongs into the transaction of its act")
    at, actor, details = timezone.now(), getattr(by, "public_id", None), details or {}
    return Entry.objects.create(
        at=at,
        actor=actor,
        act=act,
        subject=subject,
        details=details,
        content_hash=content_digest(at, str(actor) if actor else None, act, subject, details),
    )


def _chain_own() -> None:
    """Chains what this very transaction has appended, so that it can be read before the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS audit_entry_chained IMMEDIATE")
        cursor.execute("SET CONSTRAINTS audit_entry_chained DEFERRED")


@dataclass(frozen=True)
class Break:
    """Where the chain stops holding: the entry's number and what is wrong."""

    entry: int
    reason: str


def check(until: str = "") -> Break | None:
    """The first break of the chain, or None when it is whole.

    The chain alone cannot say that its newest entries were cut off; `until` can: the hash of an entry noted earlier
    (by `head`, kept elsewhere), which must still be there.
    """
    previous, met = GENESIS, not until or until == GENESIS
    number = place = 0
    with transaction.atomic():
        _chain_own()
        loose = Entry.objects.filter(position=None).order_by("pk").first()
        if loose is not None:
            return Break(loose.pk, "stands outside the chain")
        for entry in Entry.objects.order_by("position").iterator():
            place += 1
            if entry.position != place or entry.previous_hash != previous:
                return Break(entry.pk, "does not follow the entry before it")
            actor = str(entry.actor) if entry.actor else None
            content = content_digest(entry.at, actor, entry.act, entry.subject, entry.details)
            if content != entry.content_hash or chained_digest(previous, content) != entry.hash:
                return Break(entry.pk, "was changed after it was written")
            previous, number = entry.hash, entry.pk
            met = met or previous == until
    return None if met else Break(number, "is the last one, and the entry noted earlier is gone")


@dataclass(frozen=True)
class Head:
    """The newest entry: note its hash outside the database, and nobody can cut the log unseen."""

    count: int
    hash: str


def head() -> Head:
    """How many entries there are and the hash of the newest."""
    with transaction.atomic():
        _chain_own()
        last = Entry.objects.exclude(position=None).order_by("-position").first()
        return Head(last.position, last.hash) if last else Head(0, GENESIS)
