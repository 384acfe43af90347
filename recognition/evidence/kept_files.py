"""Where safe copies lie: in the private folder, named by their content, so that the same bytes of two people are one file."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from recognition.evidence.safe.written import MEDIA_TYPES
from recognition.models import Upload


def path_of(upload: Upload) -> Path:
    """Where the safe copy lies; of a forgotten person's there is none."""
    return (
        Path(settings.PRIVATE_ROOT)
        / "evidence"
        / upload.sha256[:2]
        / f"{upload.sha256}.{MEDIA_TYPES[upload.media_type]}"
    )


def hold_file(sha256: str) -> None:
    """Until the transaction ends nobody else writes or removes the file of these bytes: whoever comes second looks again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])
