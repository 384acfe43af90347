"""A list of communes with their class, as a file or typed: read line by line, each with what is wrong with it. Looks up nothing."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.places.models import AreaClass
from portal.text.days import read_day
from portal.text.folding import fold

MOST_LINES, MOST_BYTES, MOST_UNPACKED = 5_000, 3_000_000, 30_000_000
_CODE_DIGITS = 5
_ORDINARY, _DISADVANTAGED = AreaClass.Value.ORDINARY, AreaClass.Value.DISADVANTAGED
_CLASSES = {
    "binh thuong": _ORDINARY, "xa binh thuong": _ORDINARY, "thuong": _ORDINARY, "ordinary": _ORDINARY,
    "kho khan": _DISADVANTAGED, "dac biet kho khan": _DISADVANTAGED, "xa kho khan": _DISADVANTAGED,
    "xa dac biet kho khan": _DISADVANTAGED, "vung kho khan": _DISADVANTAGED, "disadvantaged": _DISADVANTAGED,
}  # fmt: skip
# How a class is written in a line; read back by `_CLASSES`.
WRITTEN = {_ORDINARY: "bình thường", _DISADVANTAGED: "khó khăn"}
_HEADS = ("ma", "ma xa", "ma don vi", "code", "stt")


@dataclass(frozen=True)
class AreaLine:
    """One line: its number, the code with its zeros, class and first day as far as they can be read, and what is wrong."""

    number: int
    code: str
    value: str
    day: date | None
    wrong: str = ""


def lines_of_file(name: str, content: bytes) -> str:
    """A file as lines “code; class; day”, to stand in a field where they can be corrected.

    CSV (comma, semicolon or tab; UTF-8, or what Excel calls Unicode text) and XLSX, its first sheet. Raises ValidationError.
    """
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file has more than 3 MB. Keep only the columns code, class and day."))
    rows = _of_workbook(content) if content[:4] == b"PK\x03\x04" else _of_text(content)
    found = [line for line in ("; ".join(_cell(cell) for cell in row[:3]).strip("; ") for row in rows) if line]
    if not found:
        raise ValidationError(_("Nothing stands in this file. Check that it is the right one."))
    if len(found) > MOST_LINES + 1:
        raise ValidationError(_("More than 5,000 lines. Import them in parts."))
    return "\n".join(found)


def _of_text(content: bytes) -> Iterator[list[Any]]:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(
            _("This file cannot be read as text. In Excel save it as “CSV UTF-8” or as .xlsx, then send that one.")
        ) from None
    if "\0" in text:
        raise ValidationError(_("This file is no list. Send a CSV or XLSX file."))
    head = text.partition("\n")[0]
    mark = max(";\t,", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    except csv.Error:
        raise ValidationError(_("This file is no list. Send a CSV or XLSX file.")) from None


def _of_workbook(content: bytes) -> list[tuple[Any, ...]]:
    unreadable = ValidationError(_("This workbook cannot be opened. Save it in Excel once more, or as CSV UTF-8."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise ValidationError(_("This workbook is too large. Keep only the columns code, class and day."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return list(sheet.iter_rows(values_only=True, max_row=MOST_LINES + 2, max_col=3))
    except ValidationError:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, TypeError, SyntaxError,
            AttributeError, OSError, EOFError) as problem:  # fmt: skip
        raise unreadable from problem


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).replace(";", ",").split())[:100]


def read_area_lines(text: str) -> list[AreaLine]:
    """The lines of the field; empty ones and a head are left out. A code that lost its zeros in Excel gets them back."""
    found, seen = [], {}
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        mark = next((one for one in ";\t" if one in raw), ",")
        cells = [" ".join(cell.split()) for cell in raw.split(mark)]
        code, said, day = (cells + ["", "", ""])[:3]
        if not found and fold(code) in _HEADS:
            continue
        line = _line(number, code, said, day)
        if not line.wrong and (line.code, line.day) in seen:
            before = seen[line.code, line.day]
            why = (
                _("The same unit and day stand in line %(n)s already. Delete one of the two lines.")
                if before.value == line.value
                else _("Line %(n)s says another class for the same unit and day. Delete the wrong line.")
            )
            line = AreaLine(number, line.code, line.value, line.day, why % {"n": before.number})
        elif not line.wrong:
            seen[line.code, line.day] = line
        found.append(line)
    return found


def _line(number: int, code: str, said: str, typed: str) -> AreaLine:
    digits = code.zfill(_CODE_DIGITS) if code.isascii() and code.isdigit() else code
    value, day, wrong = _CLASSES.get(fold(said), ""), None, ""
    try:
        day = read_day(typed)
    except ValueError:
        wrong = _("“%(said)s” is no day. Write it as 01/07/2026.") % {"said": typed[:40]}
    if not value:
        wrong = _("“%(said)s” is no class. Write “bình thường” or “khó khăn”.") % {"said": said[:40]}
    if len(digits) != _CODE_DIGITS or not digits.isdigit():
        wrong = _("“%(said)s” is no code of a commune. It has five digits, for example 19288.") % {"said": code[:40]}
    return AreaLine(number, digits[:20], value, day, wrong)
