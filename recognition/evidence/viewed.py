"""Who looked at which paper, for the log: once for a user, a paper and a day."""

import zlib
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from portal.audit.public import append, entries_of
from portal.people.public import User

ACT = "paper.viewed"
_LOCK = 1448494423  # "VIEW": the pair with the digest of subject and user keeps two quick requests from writing twice


def note_viewed(subject: str, by: User, **details: Any) -> bool:
    """Writes that `by` had a paper (“item:17”, “evidence:17”, “form:17”) before the eyes, unless it was written today.

    `details` say on what occasion (no names). Returns whether an entry was written.
    """
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if entries_of(subject, ACT, by, today).exists():  # most pages of a paper: no lock, one question
        return False
    with transaction.atomic():
        with connection.cursor() as cursor:
            key = zlib.crc32(f"{subject} {by.pk}".encode()) - (1 << 31)
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, key])
        if entries_of(subject, ACT, by, today).exists():
            return False
        append(ACT, subject, by=by, details=details)
    return True
