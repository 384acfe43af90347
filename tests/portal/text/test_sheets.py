"""Workbooks as people's disks and mail leave them: a damaged one is an answer in words, never a broken page."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from portal.text.sheets import lines_of_sheet


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for number in range(200):
        book.active.append([f"Sách {number}", "Tác giả"])
    book.save(out)
    return out.getvalue()


def test_rows_become_lines() -> None:
    assert lines_of_sheet(workbook(), columns=2, most=300).startswith("Sách 0; Tác giả\nSách 1")


def damaged(content: bytes) -> bytes:
    """Bytes inside the packed sheet are others."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        one = packed.getinfo("xl/worksheets/sheet1.xml")
    begin = one.header_offset + 30 + len(one.filename) + 20
    return content[:begin] + b"\xff" * 40 + content[begin + 40 :]


def locked(content: bytes) -> bytes:
    """The mark of a password on every part, in both places where it stands."""
    found = bytearray(content)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = found.find(sign)
        while at >= 0:
            found[at + place] |= 1
            at = found.find(sign, at + 4)
    return bytes(found)


def packed_strangely(content: bytes) -> bytes:
    """A way of packing that nobody here knows."""
    found = bytearray(content)
    for sign, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = found.find(sign)
        while at >= 0:
            found[at + place] = 97
            at = found.find(sign, at + 4)
    return bytes(found)


@pytest.mark.parametrize("spoil", [damaged, locked, packed_strangely, lambda content: content[:900]])
def test_a_damaged_workbook_is_told_in_words(spoil) -> None:
    with pytest.raises(ValidationError):
        lines_of_sheet(spoil(workbook()), columns=2, most=300)
