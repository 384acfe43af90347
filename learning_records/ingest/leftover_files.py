"""Files of attachments that no statement names: left by a process that was killed between the file and its commit."""

import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from learning_records.ingest.attachments import LOCK
from learning_records.models import Blob

_LOG = logging.getLogger(__name__)
OLD = 24 * 3600  # seconds: what is younger may belong to a request at work
_AT_ONCE = 100  # files for which one lock is held: writers of attachments wait that long


@dataclass
class Removed:
    """How many files were removed, and how many bytes they had."""

    files: int = 0
    size: int = 0


def remove(older_than: float = OLD) -> Removed:
    """Removes the files that are older (seconds) and that no row names; safe at any moment, also while others write.

    Writers share a lock from before they look whether a file is there until they have committed the row that names it.
    Here it is held alone from the look at the rows until the file is gone.
    """
    removed, some = Removed(), []
    for path in _files(time.time() - older_than):
        some.append(path)
        if len(some) == _AT_ONCE:
            _remove(some, removed)
            some = []
    _remove(some, removed)
    if removed.files:
        _LOG.warning("%s files that no statement names were removed, %s bytes", removed.files, removed.size)
    return removed


def _files(before: float) -> Iterator[Path]:
    root = Path(settings.PRIVATE_ROOT) / "xapi"
    folders = sorted(root.iterdir()) if root.is_dir() else []
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            with suppress(FileNotFoundError):  # what arrives is taken away at any moment
                if path.stat().st_mtime < before:
                    yield path


def _remove(paths: list[Path], removed: Removed) -> None:
    if not paths:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        named = set(Blob.objects.filter(sha2__in=[path.name for path in paths]).values_list("sha2", flat=True))
        for path in paths:
            if path.name not in named:
                with suppress(FileNotFoundError):
                    size = path.stat().st_size
                    path.unlink()
                    removed.files, removed.size = removed.files + 1, removed.size + size
