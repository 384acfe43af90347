"""Pages of a PDF as pictures and text: drawn in a process of its own when somebody first asks, kept by the digest of the file.

What was drawn lies in the storage under a name that no address has: it is only sent by a view that asks who may see the file.
"""

import json
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

from content.pdf.child import MOST_LETTERS, MOST_WALL_SECONDS, MOST_WRITTEN
from portal.limits import processes

FOLDER = "pdf-pages"
VERSION = 1  # of how pages are drawn
MOST_PAGES, LARGEST = 500, 40 * 1024 * 1024  # of a file that is read here; others are only taken home
CHILD = ["-m", "content.pdf.child"]
AT_ONCE = 2  # processes on one machine
_WAITS = 4.0  # seconds for a place
_MOST_TOLD = 4 * MOST_LETTERS + 1000
_TRIED_AGAIN = 600  # seconds after a failure


class NotDrawn(Exception):
    """The page could not be drawn: `reason` is full (too many at once) or broken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Drawn:
    """A page as it is shown: where its picture lies, its size, and the text that stands on it."""

    picture: Path
    width: int
    height: int
    text: str

    @property
    def size(self) -> int:
        """Bytes of the picture."""
        return self.picture.stat().st_size


def is_pdf(document: AbstractDocument) -> bool:
    """Whether the file calls itself a PDF and is not too large to be read here."""
    return document.file_extension.lower() == "pdf" and 0 < (document.get_file_size() or 0) <= LARGEST


def pages_of(document: AbstractDocument) -> int:
    """How many pages can be read here; 0 for what is no PDF, is broken or too long."""
    if not is_pdf(document):
        return 0
    try:
        pages = _facts(document, 0)["pages"]
    except NotDrawn:
        return 0
    return pages if pages <= MOST_PAGES else 0


def page_of(document: AbstractDocument, number: int) -> Drawn:
    """One page, from 1. Raises NotDrawn."""
    told = _facts(document, number)
    return Drawn(_folder(document) / f"{number}.webp", told["width"], told["height"], told["text"])


def _folder(document: AbstractDocument) -> Path:
    digest = document.get_file_hash()
    return Path(default_storage.path(FOLDER)) / digest[:2] / f"{digest}-{VERSION}"


def _facts(document: AbstractDocument, number: int) -> dict[str, Any]:
    """What is known of a page, or of the whole (0): as it was kept, else made now. Raises NotDrawn."""
    kept = _folder(document) / f"{number}.json"
    try:
        told = json.loads(kept.read_text(encoding="utf-8"))
        there = not number or kept.with_suffix(".webp").exists()
        if (told and there) or (not told and time.time() - kept.stat().st_mtime < _TRIED_AGAIN):
            return _believed(told, number)
    except (OSError, ValueError):
        pass  # not kept yet
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        told, picture = _run(document, number)
        found = _believed(told, number)
        if number:
            _write(kept.with_suffix(".webp"), picture)
        _write(kept, json.dumps(told).encode())
    except NotDrawn as problem:
        if problem.reason != "full":
            _write(kept, b"{}")
        raise
    return found


def _believed(told: Any, number: int) -> dict[str, Any]:
    """The facts, when they are what they should be. Raises NotDrawn."""
    sizes = ("pages", "width", "height") if number else ("pages",)
    good = isinstance(told, dict) and all(isinstance(told.get(name), int) and told[name] > 0 for name in sizes)
    if not good or (number and not isinstance(told.get("text"), str)):
        raise NotDrawn("broken")
    return dict(told)


def _write(path: Path, data: bytes) -> None:
    """The file whole or not at all, also when two write it at once."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as fresh:
        fresh.write(data)
    Path(fresh.name).replace(path)


def _run(document: AbstractDocument, number: int) -> tuple[Any, bytes]:
    """What the process says, and the picture. Raises NotDrawn."""
    try:
        with (
            processes.place("pdf", AT_ONCE, _WAITS) as place,
            document.file.storage.open(document.file.name, "rb") as given,
            tempfile.TemporaryFile() as picture,
            tempfile.TemporaryFile() as told,
        ):
            command = [*CHILD, str(told.fileno()), str(number)]
            code = processes.run(command, given.file, picture, [told, place], MOST_WALL_SECONDS)
            for file in (picture, told):
                file.seek(0)
            data = picture.read(MOST_WRITTEN)
            if code or (number and not (data.startswith(b"RIFF") and data[8:12] == b"WEBP")):
                raise NotDrawn("broken")
            return json.loads(told.read(_MOST_TOLD)), data
    except processes.NoPlace:
        raise NotDrawn("full") from None
    except (processes.TooLong, OSError, ValueError):
        raise NotDrawn("broken") from None


def forget_old() -> int:
    """Removes the pages of files that nobody has any more; returns of how many files."""
    known = set(get_document_model().objects.exclude(file_hash="").values_list("file_hash", flat=True))
    root, gone = Path(default_storage.path(FOLDER)), 0
    for folder in root.glob("*/*") if root.is_dir() else ():
        digest, _dash, version = folder.name.partition("-")
        if digest not in known or version != str(VERSION):
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone
