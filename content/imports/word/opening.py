"""Opens a file as a Word document, within bounds, before anything in it is believed."""

import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from content.imports.word.parts import ENTRIES, LARGEST, UNPACKED, NoDocument

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XML_MOST = 15 * 1024 * 1024
_SEEN_XML = 2_000  # a document type stands before the first element
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError)  # what is packed is damaged


def open_document(data: bytes, name: str) -> Any:
    """The document. Raises NoDocument: empty, large, old (.doc), locked by a password, of another program, packed too
    tightly, with macros, or damaged."""
    ending = PurePosixPath(name.lower()).suffix
    if not data:
        raise NoDocument("empty")
    if len(data) > LARGEST:
        raise NoDocument("large")
    if data.startswith(_OLE):
        raise NoDocument("locked" if ending == ".docx" else "old")
    if not data.startswith(b"PK\x03\x04"):
        raise NoDocument("pdf" if data.startswith(b"%PDF-") else "old" if ending == ".doc" else "other", ending)
    _look_inside(data)
    try:
        return docx.Document(BytesIO(data))
    except (OpcError, etree.XMLSyntaxError, KeyError, ValueError, AttributeError, RuntimeError, OSError, *_BROKEN):
        raise NoDocument("damaged") from None


def _look_inside(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            entries = packed.infolist()
            names = {one.filename for one in entries}
            if "word/document.xml" not in names:
                raise NoDocument("odt" if "mimetype" in names else "other")
            if len(entries) > ENTRIES or sum(one.file_size for one in entries) > UNPACKED:
                raise NoDocument("unpacked")
            if any(one.filename.lower().endswith("vbaproject.bin") for one in entries):
                raise NoDocument("macros")
            for one in entries:
                if one.filename.lower().endswith((".xml", ".rels")):
                    _look_at_xml(packed, one)
    except (RuntimeError, OSError, *_BROKEN):  # RuntimeError: locked, or packed in a way nobody here unpacks
        raise NoDocument("damaged") from None


def _look_at_xml(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Office writes no document type: one that is there comes from somebody who wants entities to grow."""
    if entry.file_size > _XML_MOST:
        raise NoDocument("unpacked")
    with packed.open(entry) as opened:
        head = opened.read(_SEEN_XML)
    if b"<!DOCTYPE" in head or b"<!\x00D" in head or b"\x00<\x00!\x00D" in head:
        raise NoDocument("damaged")
