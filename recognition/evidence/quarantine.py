"""Files that the virus scanner had no answer for: not shown to anybody, asked about again by the clock."""

from django.db import transaction

from portal.audit.public import append
from portal.people.public import everyone
from recognition.evidence.uploads import path_of
from recognition.evidence.viruses import Found, search
from recognition.models import Upload

_AT_A_TIME = 200


def search_again() -> int:
    """Asks about quarantined files, the oldest first, until the scanner has no answer; returns how many were answered.

    Safe to run twice and at the same time.
    """
    with everyone("files in quarantine are searched, whosoever they are"):
        waiting = Upload.objects.filter(state=Upload.State.QUARANTINED).order_by("pk")
        answered = 0
        for upload in waiting[:_AT_A_TIME]:
            try:
                found = search(path_of(upload).read_bytes())
            except FileNotFoundError:
                continue  # nothing to show, so it stays as it is
            if found is Found.NO_ANSWER:
                break
            _settle(upload, found)
            answered += 1
    return answered


def _settle(upload: Upload, found: Found) -> None:
    if found is Found.NOTHING:
        Upload.objects.filter(pk=upload.pk, state=Upload.State.QUARANTINED).update(state=Upload.State.OPEN)
        return
    with transaction.atomic():
        row = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if row.state != Upload.State.QUARANTINED:
            return
        row.state = Upload.State.INFECTED
        row.save(update_fields=["state"])
        transaction.on_commit(lambda: path_of(row).unlink(missing_ok=True))
        append("evidence.infected", f"upload:{row.pk}")
