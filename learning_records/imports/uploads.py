"""A file is brought: by the command, which reads it where it lies, or through the page, which keeps it until it is read."""

import base64
import json
import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from learning_records.imports.importer import begin_again, go_on
from learning_records.imports.lines import digest
from learning_records.imports.models import Intake
from learning_records.models import Authority
from portal.audit.public import append

_LOG = logging.getLogger(__name__)
OLD = 3600  # seconds: what is younger may be a file that is being copied
_OVER = (Intake.State.DONE, Intake.State.BROKEN)


def bring(path: Path, authority: Authority, *, name: str, by=None) -> Intake:
    """The row of this file and authority: a new one, or the one there is, with its position."""
    sha256 = digest(path)
    with transaction.atomic():
        row, made = Intake.objects.get_or_create(
            sha256=sha256,
            authority=authority,
            defaults={"name": name[:200], "size": path.stat().st_size, "brought_by": by},
        )
        if made:
            details = {"sha256": sha256, "size": row.size, "authority": authority.name}
            append("intake.brought", f"intake:{row.pk}", by=by, details=details)
    return row


def keep(file: IO[bytes], authority: Authority, *, name: str, by) -> Intake:
    """A file sent in is kept under PRIVATE_ROOT and waits for the worker.

    The same file again: one that was not read to its end goes on, one that was is gone through once more and adds nothing.
    """
    path = _copied(file)
    row = bring(path, authority, name=name, by=by)
    with transaction.atomic():
        there = Intake.objects.select_for_update().get(pk=row.pk)
        earlier, done = there.path, there.state == Intake.State.DONE
        # The worker may have the earlier file open, or be about to: they are the same bytes, so that one stays.
        known = not done and bool(earlier) and path_of(earlier).exists()
        if done:
            begin_again(row)
        elif there.state == Intake.State.BROKEN:
            go_on(row)
        if not known:
            Intake.objects.filter(pk=row.pk).update(path=path.name)
    forget(path.name if known else earlier)
    row.refresh_from_db()
    return row


def _copied(file: IO[bytes]) -> Path:
    """The bytes in a file of ours, which outlives a power cut; a copy that breaks off leaves none."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uuid4()}.lines"
    try:
        with path.open("wb") as target:
            shutil.copyfileobj(file, target)
            target.flush()
            os.fsync(target.fileno())
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _folder() -> Path:
    return Path(settings.PRIVATE_ROOT) / "intake"


def path_of(name: str) -> Path:
    """Where a file that was sent in lies."""
    return _folder() / name


def forget(name: str) -> None:
    """Removes a file that was sent in: what is in it is in the store now, or among the refused lines."""
    if name:
        path_of(name).unlink(missing_ok=True)


def let_go(intake: Intake) -> None:
    """The file of an intake that has ended goes; one sent in again meanwhile waits for its turn, and stays."""
    with transaction.atomic():
        row = Intake.objects.select_for_update().get(pk=intake.pk)
        if row.state not in _OVER:
            return
        Intake.objects.filter(pk=row.pk).update(path="")
    forget(row.path)


def remove_unnamed(older_than: float = OLD) -> int:
    """Removes files sent in that are older (seconds) and that no intake needs; returns how many. Safe at any moment.

    Left by a process that was killed between the copy and its row, or between the last line and the end of the file. A file
    that something stopped (“Cannot be read”) keeps its name in its row, and stays.
    """
    Intake.objects.filter(state=Intake.State.DONE).exclude(path="").update(path="")
    folder, before, old = _folder(), time.time() - older_than, []
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                old.append(path)
    # Asked after the look at the folder: a row that comes later names a file that is younger.
    named = set(Intake.objects.exclude(path="").values_list("path", flat=True))
    gone = [path for path in old if path.name not in named]
    for path in gone:
        path.unlink(missing_ok=True)
    if gone:
        _LOG.warning("%s files of statements that no intake needs were removed", len(gone))
    return len(gone)


def refused(intake: Intake) -> Iterator[str]:
    """The errors file, a JSON object a line: line number, path of the property, reason, the line as it was.

    A line that is no UTF-8 stands there as `base64` besides.
    """
    for row in intake.refused_lines.order_by("line").iterator(chunk_size=8):  # lines may have 8 MB
        raw = bytes(row.text)
        told = {"line": row.line, "path": row.path, "reason": row.reason, "text": raw.decode("utf-8", "replace")}
        if told["text"].encode() != raw:
            told["base64"] = base64.b64encode(raw).decode("ascii")
        yield json.dumps(told, ensure_ascii=False) + "\n"
