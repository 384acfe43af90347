"""Reading the log, the newest first, with what a reader may meet decided by the reader's rooms."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from portal.audit.models import Entry

LOOKED_AT = 1_000  # entries one page looks through for a reader who may meet only some of them


@dataclass(frozen=True)
class Asked:
    """Which entries: every condition that is set holds. `subjects` None: any; an empty one: none."""

    act: str = ""
    subjects: Collection[str] | None = None
    actor: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class LogPage:
    """Entries, newest first. `onward` is the entry after which older ones follow, None when there are none;
    `short` says that only so many were looked through and older ones may fit too.
    """

    entries: list[Entry]
    onward: Entry | None
    short: bool


def read(
    asked: Asked,
    *,
    before: tuple[datetime, int] | None = None,
    most: int = 30,
    among: Callable[[Sequence[Entry]], list[Entry]] | None = None,
) -> LogPage:
    """At most `most` entries older than `before` (time and number of an entry).

    `among` keeps of a stretch of entries those that the reader may meet; it is asked for a few stretches at most.
    """
    rows, found, stretch = _asked(asked), [], most if among is None else max(most * 5, 100)
    looked, last = 0, None
    while True:
        older = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], pk__lt=before[1])) if before else rows
        part = list(older.order_by("-at", "-pk")[: stretch + 1])
        more, part = len(part) > stretch, part[:stretch]
        kept = part if among is None else among(part)
        for entry in kept:
            if len(found) == most:
                return LogPage(found, found[-1], False)
            found.append(entry)
        looked += len(part)
        if not more:
            return LogPage(found, None, False)
        last = part[-1]
        if len(found) == most or looked >= LOOKED_AT:
            return LogPage(found, last, len(found) < most)
        before = (last.at, last.pk)


def entries_of(subject: str, act: str, by, since: datetime) -> QuerySet[Entry]:
    """What one user did to one thing since a moment, by one act."""
    return Entry.objects.filter(subject=subject, act=act, actor=by.public_id, at__gte=since)


def _asked(asked: Asked) -> QuerySet[Entry]:
    rows = Entry.objects.all()
    if asked.act:
        rows = rows.filter(act=asked.act)
    if asked.subjects is not None:
        rows = rows.filter(subject__in=asked.subjects)
    if asked.actor:
        rows = rows.filter(actor=asked.actor)
    if asked.since:
        rows = rows.filter(at__gte=asked.since)
    if asked.until:
        rows = rows.filter(at__lt=asked.until)
    return rows
