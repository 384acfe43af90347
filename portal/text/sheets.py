"""Rows of a table that somebody sends: CSV in whatever shape Excel gives it, and XLSX, its first sheet."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES, MOST_UNPACKED = 3_000_000, 30_000_000


def lines_of_sheet(content: bytes, *, columns: int, most: int) -> str:
    """The rows as lines “a; b; c”, to stand in a field where they can be corrected. Raises ValidationError."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file has more than 3 MB. Keep only the columns that are asked for."))
    rows = workbook_rows(content, most, columns) if content[:4] == b"PK\x03\x04" else text_rows(content)
    found = [line for line in ("; ".join(cell_text(one) for one in row[:columns]).rstrip("; ") for row in rows) if line]
    if not found:
        raise ValidationError(_("Nothing stands in this file. Check that it is the right one."))
    if len(found) > most + 1:
        raise ValidationError(_("More than %(n)s lines. Import them in parts.") % {"n": most})
    return "\n".join(found)


def text_rows(content: bytes) -> Iterator[list[Any]]:
    """Rows of a CSV file (comma, semicolon or tab; UTF-8, or what Excel calls Unicode text). Raises ValidationError."""
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


def workbook_rows(content: bytes, lines: int, columns: int) -> list[tuple[Any, ...]]:
    """Rows of the first sheet of a workbook. Raises ValidationError."""
    unreadable = ValidationError(_("This workbook cannot be opened. Save it in Excel once more, or as CSV UTF-8."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise ValidationError(_("This workbook is too large. Keep only the columns that are asked for."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return list(sheet.iter_rows(values_only=True, max_row=lines + 2, max_col=columns))
    except ValidationError:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, TypeError, SyntaxError,
            AttributeError, OSError, EOFError, RuntimeError, zlib.error) as problem:  # fmt: skip
        raise unreadable from problem


def cell_text(value: Any) -> str:
    """A cell as text on one line, its semicolons as commas."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).replace(";", ",").split())[:600]
