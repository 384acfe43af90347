"""A file from outside as questions, whatever format it is in: told by what it is; its name only says what a broken one was."""

import io
import zipfile
from pathlib import PurePosixPath

from content.imports import excel, gift, moodle_xml, qti
from content.imports.neutral import LARGEST, NoFile, Read
from content.imports.xml import local, parsed

_BEGINS = {
    b"%PDF-": "pdf",
    b"\xd0\xcf\x11\xe0": "old office",  # .doc, .xls, and any of them under a password
    b"{\\rtf": "word",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"Rar!": "packed",
    b"7z\xbc\xaf": "packed",
    b"\x1f\x8b": "packed",
}
_INSIDE = {"word/document.xml": "word", "ppt/presentation.xml": "slides", "content.xml": "libre"}
_NAMED = {  # what a file says it is by its name, while it is not that
    ".xlsx": "not excel", ".xlsm": "not excel", ".xls": "old office", ".doc": "old office", ".docx": "word", ".csv": "csv",
    ".tsv": "csv", ".pdf": "pdf", ".zip": "not zip", ".xml": "not xml",
}  # fmt: skip


def read(data: bytes, name: str = "") -> list[Read]:
    """Each question of the file, taken or refused. Raises NoFile; never takes one kind of file for another."""
    if len(data) > LARGEST:
        raise NoFile("large")
    if data[:4] == b"PK\x03\x04":
        return _packed(data, name)
    first = data[:100].lstrip(b"\xef\xbb\xbf \t\r\n")
    for begin, reason in _BEGINS.items():
        if first.startswith(begin):
            raise NoFile(reason)
    named = _NAMED.get(PurePosixPath(name.lower()).suffix)
    if first[:1] == b"<" and named in (None, "not xml"):
        return moodle_xml.read(data) if local(parsed(data)) == "quiz" else qti.read(data)
    if named:
        raise NoFile(named)
    return read_text(data)


def read_text(data: bytes) -> list[Read]:
    """Questions that stand in a text: without one bracket there is none. Raises NoFile."""
    if b"\0" in data:
        raise NoFile("no text")
    found = gift.read(data)
    if b"{" not in data:
        raise NoFile("not gift")
    return found


def _packed(data: bytes, name: str) -> list[Read]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = set(packed.namelist())
    except zipfile.BadZipFile:
        wanted = _NAMED.get(PurePosixPath(name.lower()).suffix)
        raise NoFile("not excel" if wanted == "not excel" else "not zip") from None
    if "xl/workbook.xml" in inside:
        return excel.read(data)
    for entry, reason in _INSIDE.items():
        if entry in inside:
            raise NoFile(reason)
    return qti.read(data)
