"""Readings that were made: a row for what is heard of a page, its files by the digest of what is said.

The digest stands in the address, so a page that was changed has another sound, and a sound is made once however many ask: the
row is locked while it is made. Files no row names are removed by the clock.
"""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from wagtail.models import Page

from content.aloud import apart
from content.aloud.pages import parts_of, recording_of, script_of
from content.aloud.script import Script
from content.aloud.voices import KINDS, PACE, PACES, VOICE, VOICES

FOLDER = "aloud"
TRIED_AGAIN = timedelta(minutes=10)  # after a failure
FORGOTTEN = timedelta(days=60)  # a voice that nobody asked for so long
_KEPT = 24 * 3600  # seconds that a file without a row stays: a page kept by a browser may still ask for it
_DONE = ""  # the row that says which version of the page was read ahead
_LOCK = "2s"  # whoever asks for what is being made is told to ask again, and holds no thread of the site meanwhile


class Reading(models.Model):
    """A part of a page as it is heard, in a voice at a pace. Without sizes it could not be made."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    voice = models.CharField(max_length=10, choices=[(one, one) for one in VOICES])
    pace = models.CharField(max_length=10, choices=[(one, one) for one in PACES])
    digest = models.CharField(max_length=32, db_index=True)
    published_at = models.DateTimeField(null=True)  # of the version of the page that was read
    starts = models.JSONField(default=list)  # seconds at which each line begins, and the end
    sizes = models.JSONField(default=dict)  # bytes by kind of file
    made_at = models.DateTimeField()
    asked_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "digest"], name="one_reading")]

    @property
    def seconds(self) -> float:
        return self.starts[-1] if self.starts else 0.0


def path_of(digest: str, kind: str) -> str:
    """Where the file lies in the storage."""
    return f"{FOLDER}/{digest[:2]}/{digest}.{kind}"


def find(page: Page, digest: str) -> Reading | None:
    """The reading of exactly this text, if it was made."""
    found = Reading.objects.filter(page=page.pk, digest=digest).first()
    return found if found and found.sizes else None


def made(page: Page, script: Script, voice: str, pace: str) -> Reading:
    """The reading of what stands on the page now, made if nobody has made it yet. Two who ask at once get the same.

    Raises NotRead: too long or nothing to read (empty), too many at once (full), or the voice failed (slow, broken); a voice
    that failed is tried again after ten minutes.
    """
    if not script.readable:
        raise apart.NotRead("empty")
    key = {"page_id": page.pk, "digest": script.digest(voice, pace)}
    now, today = timezone.now(), timezone.localdate()
    fresh = {"voice": voice, "pace": pace, "made_at": now - TRIED_AGAIN, "asked_on": today}
    Reading.objects.get_or_create(**key, defaults=fresh)
    failed: apart.NotRead | None = None
    with transaction.atomic():
        row = _locked(key)
        if not _is_there(row):
            if now - row.made_at < TRIED_AGAIN:
                raise apart.NotRead("broken")
            try:
                _make(row, script)
            except apart.NotRead as problem:
                failed = problem
        if failed is None or failed.reason != "full":
            row.made_at, row.asked_on, row.published_at = now, today, page.last_published_at
            row.save()
    if failed:
        raise failed
    return row


def _locked(key: dict[str, Any]) -> Reading:
    """The row, once whoever makes it now is ready. Raises NotRead where that takes too long."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_LOCK])
            return Reading.objects.select_for_update().get(**key)
    except OperationalError:
        raise apart.NotRead("full") from None


def _is_there(row: Reading) -> bool:
    return bool(row.sizes) and all(default_storage.exists(path_of(row.digest, kind)) for kind in KINDS)


def _make(row: Reading, script: Script) -> None:
    """Speaks it, unless the same words were spoken for another page before."""
    twin = Reading.objects.filter(digest=row.digest).exclude(pk=row.pk).exclude(sizes={}).first()
    if twin and _is_there(twin):
        row.starts, row.sizes = twin.starts, twin.sizes
        return
    sound = apart.spoken([(line.say, line.pause) for line in script.lines], row.voice, row.pace)
    for kind, data in sound.files.items():
        name = path_of(row.digest, kind)
        if default_storage.exists(name):
            default_storage.delete(name)
        default_storage.save(name, ContentFile(data))
    row.starts, row.sizes = sound.starts, {kind: len(data) for kind, data in sound.files.items()}


def read_ahead(pages: list[type[Page]], seconds: float) -> int:
    """Reads pages that were published since they were read last, newest first, for so many seconds; returns how many.

    Only in the voice and at the pace that everybody has who chose none; others are read when somebody asks.
    """
    until, number = time.monotonic() + seconds, 0
    read = Reading.objects.filter(
        page=OuterRef("pk"), voice=VOICE, pace=PACE, published_at=OuterRef("last_published_at")
    )
    for kind in pages:
        waiting = kind.objects.live().filter(~Exists(read), last_published_at__isnull=False)
        for page in waiting.order_by(F("last_published_at").desc())[:50]:
            if time.monotonic() > until:
                return number
            number += _read_page(page)
    return number


def _read_page(page: Page) -> int:
    """All parts of a page; one that cannot be read is noted, so that the clock does not come back to it for ever."""
    for part in parts_of(page):
        script = script_of(page, part)
        try:
            if recording_of(page, part) is None:
                made(page, script, VOICE, PACE)
        except apart.NotRead as problem:
            if problem.reason == "full":
                return 0
    now = timezone.now()
    Reading.objects.update_or_create(
        page_id=page.pk,
        digest=_DONE,
        defaults={
            "published_at": page.last_published_at,
            "voice": VOICE,
            "pace": PACE,
            "made_at": now,
            "asked_on": timezone.localdate(now),
        },
    )
    return 1


def forget_old() -> int:
    """Removes readings nobody asked for and files that no row names; returns how many files."""
    today = timezone.localdate()
    changed = Q(published_at__lt=F("page__last_published_at"), asked_on__lt=today - timedelta(days=2))
    unasked = (~Q(voice=VOICE, pace=PACE) | Q(page__live=False)) & Q(asked_on__lt=today - FORGOTTEN)
    Reading.objects.exclude(digest=_DONE).filter(changed | unasked).delete()
    named = set(Reading.objects.exclude(sizes={}).values_list("digest", flat=True))
    root, gone = Path(default_storage.path(FOLDER)), 0
    for file in root.glob("*/*.*") if root.is_dir() else ():
        if file.name.partition(".")[0] not in named and file.stat().st_mtime < time.time() - _KEPT:
            file.unlink(missing_ok=True)
            gone += 1
    return gone
