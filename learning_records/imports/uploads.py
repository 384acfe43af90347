"""A file is brought: by the command, which reads it where it lies, or through the page, which keeps it until it is read."""

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from learning_records.imports.importer import begin_again
from learning_records.imports.lines import digest
from learning_records.imports.models import Intake
from learning_records.models import Authority
from portal.audit.public import append


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
    folder = Path(settings.PRIVATE_ROOT) / "intake"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uuid4()}.lines"
    with path.open("wb") as target:
        shutil.copyfileobj(file, target)
    row = bring(path, authority, name=name, by=by)
    if row.state in (Intake.State.DONE, Intake.State.BROKEN):
        begin_again(row)
    earlier, row.path = row.path, path.name
    Intake.objects.filter(pk=row.pk).update(path=path.name)
    forget(earlier)
    return row


def path_of(name: str) -> Path:
    """Where a file that was sent in lies."""
    return Path(settings.PRIVATE_ROOT) / "intake" / name


def forget(name: str) -> None:
    """Removes a file that was sent in: what is in it is in the store now, or among the refused lines."""
    if name:
        path_of(name).unlink(missing_ok=True)


def refused(intake: Intake) -> Iterator[str]:
    """The errors file, a JSON object a line: line number, path of the property, reason, the line as it was.

    A line that is no UTF-8 stands there as `base64` besides.
    """
    for row in intake.refused_lines.order_by("line").iterator(chunk_size=200):
        raw = bytes(row.text)
        told = {"line": row.line, "path": row.path, "reason": row.reason, "text": raw.decode("utf-8", "replace")}
        if told["text"].encode() != raw:
            told["base64"] = base64.b64encode(raw).decode("ascii")
        yield json.dumps(told, ensure_ascii=False) + "\n"
