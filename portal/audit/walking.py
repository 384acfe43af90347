"""The walk along the chain, in stretches: how far the log is known to be whole, without reading all of it for every page."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.audit.chain import GENESIS, chained_digest, content_digest
from portal.audit.models import ChainWalk, Entry

STRETCH = 50_000  # entries a sweep: a second or two
AT_ONCE = 2_000  # of them in memory


@dataclass(frozen=True)
class ChainState:
    """What is known of the chain: whole up to which place and when that was found; or the entry where it breaks.

    `since` counts the entries that came after `until`; `walking` is the place that the walk under way has reached.
    """

    until: int
    at: datetime | None
    broken: int | None
    reason: str
    since: int
    walking: int


def walk(most: int = STRETCH) -> ChainState:
    """Goes on along the chain by at most so many entries; at its end the round is noted, and the next begins at the first entry.

    A break stays noted until a whole round finds none. Returns what is known afterwards.
    """
    with transaction.atomic():
        ChainWalk.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
        row = ChainWalk.objects.select_for_update().get(pk=1)
        entries = Entry.objects.filter(position__gt=row.position).order_by("position")[:most]
        problem, seen = _cut(row), 0
        for entry in entries.iterator(chunk_size=AT_ONCE):
            seen += 1
            problem = problem or _wrong(entry, row)
            if problem:
                break
            row.position, row.hash = entry.position, entry.hash
        if problem:
            row.broken, row.reason = problem
            row.position, row.hash = 0, GENESIS  # the next round begins anew, and finds it again
        elif seen < most:
            row.whole_until, row.whole_hash, row.whole_at = row.position, row.hash, timezone.now()
            row.broken, row.reason, row.position, row.hash = None, "", 0, GENESIS
        row.save()
    return state()


def _cut(row: ChainWalk) -> tuple[int, str] | None:
    """The newest entries of an earlier round must still be there, as they were."""
    if not row.whole_until:
        return None
    if Entry.objects.filter(position=row.whole_until, hash=row.whole_hash).exists():
        return None
    return row.whole_until, ChainWalk.Reason.GONE


def _wrong(entry: Entry, row: ChainWalk) -> tuple[int, str] | None:
    if entry.position != row.position + 1 or entry.previous_hash != row.hash:
        return entry.position, ChainWalk.Reason.ORDER
    actor = str(entry.actor) if entry.actor else None
    content = content_digest(entry.at, actor, entry.act, entry.subject, entry.details)
    if content != entry.content_hash or chained_digest(row.hash, content) != entry.hash:
        return entry.position, ChainWalk.Reason.CHANGED
    return None


def state() -> ChainState:
    """What the last walks found. Two questions."""
    row = ChainWalk.objects.filter(pk=1).first() or ChainWalk(pk=1, hash=GENESIS)
    last = Entry.objects.exclude(position=None).order_by("-position").values_list("position", flat=True).first() or 0
    reason = row.get_reason_display() if row.reason else ""
    return ChainState(row.whole_until, row.whole_at, row.broken, reason, max(last - row.whole_until, 0), row.position)
