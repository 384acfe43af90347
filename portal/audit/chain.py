"""Appending to the log and proving that it is whole."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from django.db import connection, transaction
from django.utils import timezone

from portal.audit.models import Entry

GENESIS = "0" * 64
_LOCK = 0x41554449  # one writer of the chain at a time; "AUDI"


def _digest(previous: str, at: datetime, actor: str | None, act: str, subject: str, details: dict) -> str:
    body = orjson.dumps(
        [previous, at.astimezone(UTC).isoformat(), actor, act, subject, details], option=orjson.OPT_SORT_KEYS
    )
    return hashlib.sha256(body).hexdigest()


def append(act: str, subject: str, *, by=None, details: dict | None = None) -> Entry:
    """One entry for one act, inside the caller's transaction (so act and entry stand or fall together).

    `act` is a dotted word such as `case.confirmed`; `subject` names the object without personal data;
    `by` is a User or None for the machine; `details` JSON without names or identity numbers.
    Raises RuntimeError outside a transaction. Writers wait for each other until the transaction ends, so append
    last, after the rows of the act are locked: two acts then never wait for each other in a circle.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit entry belongs into the transaction of its act")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Entry.objects.order_by("-pk").first()
    previous = last.hash if last else GENESIS
    at, actor, details = timezone.now(), getattr(by, "public_id", None), details or {}
    return Entry.objects.create(
        at=at,
        actor=actor,
        act=act,
        subject=subject,
        details=details,
        previous_hash=previous,
        hash=_digest(previous, at, str(actor) if actor else None, act, subject, details),
    )


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
    number = 0
    with transaction.atomic():
        for entry in Entry.objects.order_by("pk").iterator():
            if entry.previous_hash != previous:
                return Break(entry.pk, "does not follow the entry before it")
            actor = str(entry.actor) if entry.actor else None
            if _digest(previous, entry.at, actor, entry.act, entry.subject, entry.details) != entry.hash:
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
    last = Entry.objects.order_by("-pk").first()
    return Head(Entry.objects.count(), last.hash if last else GENESIS)
