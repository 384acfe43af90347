"""Files that the virus scanner had no answer for: not shown to anybody, asked about again by the clock."""

from collections.abc import Iterator

from django.db import transaction

from portal.audit.public import append
from portal.people.public import everyone
from recognition.evidence.uploads import path_of
from recognition.evidence.viruses import Found, is_awake, search
from recognition.models import Upload

_AT_A_TIME = 200
_MOST_SILENCE = 50  # files without an answer in one go: each may take its ten seconds


def search_again() -> int:
    """Asks about quarantined files, the oldest first, until the scanner is silent; returns how many were answered.

    A file that it never has a word for, as one larger than it takes, holds up no other. Safe to run twice and at the same time.
    """
    answered = silent = 0
    with everyone("files in quarantine are searched, whosoever they are"):
        for upload in _waiting():
            try:
                found = search(path_of(upload).read_bytes())
            except FileNotFoundError:
                continue  # nothing to show, so it stays as it is
            if found is Found.NO_ANSWER:
                silent += 1
                if silent == _MOST_SILENCE or not is_awake():
                    break
                continue
            answered += _settle(upload, found)
            if answered >= _AT_A_TIME:
                break
    return answered


def _waiting() -> Iterator[Upload]:
    """All that wait, a bounded number in memory; those whose answer came with another one of the same bytes are left out."""
    last = 0
    rows = Upload.objects.filter(state=Upload.State.QUARANTINED).order_by("pk")
    while some := list(rows.filter(pk__gt=last)[:_AT_A_TIME]):
        last = some[-1].pk
        settled: set[str] = set()
        for upload in some:
            if upload.sha256 not in settled:
                yield upload
                settled.add(upload.sha256)


def _settle(upload: Upload, found: Found) -> int:
    """Writes the answer to everybody's copy of these bytes, which is one file; returns how many there were."""
    same = Upload.objects.filter(sha256=upload.sha256, media_type=upload.media_type)
    with transaction.atomic():
        held = same.select_for_update(of=("self",)).order_by("pk")
        if found is Found.NOTHING:
            return same.filter(state=Upload.State.QUARANTINED).update(state=Upload.State.OPEN)
        # Who handed the same in while the scanner knew less of it has no other file.
        rows = [row for row in held if row.state != Upload.State.INFECTED]
        same.filter(pk__in=[row.pk for row in rows]).update(state=Upload.State.INFECTED)
        transaction.on_commit(lambda: path_of(upload).unlink(missing_ok=True))
        for row in rows:
            append("evidence.infected", f"upload:{row.pk}")
    return len(rows)
