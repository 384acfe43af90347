"""A report as an Excel file: a sheet a table. Text is text, whatever it begins with; codes keep their zeros."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from portal.text.folding import nfc
from recognition.figures.reports.packed import packed
from recognition.figures.reports.tables import Report, Value
from recognition.figures.reports.words import headline, subline
from recognition.papers.workbooks import print_lying

FORBIDDEN = "[]:*?/\\"


def workbook(sheets: Iterable[tuple[str, Sequence[Sequence[Any]], int]], moment: datetime, title: str) -> bytes:
    """A workbook of sheets (name, rows, which row is the head, from 1). The same content gives the same bytes."""
    book = Workbook()
    book.remove(book.active)
    for name, rows, head in sheets:
        sheet = book.create_sheet(_sheet_name(name, book.sheetnames))
        for place, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                _write(sheet.cell(row=place, column=column), value, bold=place in (1, head), wrap=len(row) > 1)
        sheet.freeze_panes = sheet.cell(row=head + 1, column=2)
        print_lying(sheet, head)
        for column in range(1, max((len(row) for row in rows), default=1) + 1):
            widest = max((len(str(row[column - 1])) for row in rows[head - 1 :] if len(row) >= column), default=8)
            sheet.column_dimensions[get_column_letter(column)].width = min(max(widest + 2, 10), 48)
    plain = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.title, book.properties.creator = title, ""
    book.properties.created = book.properties.modified = plain
    made = BytesIO()
    book.save(made)
    return packed(made.getvalue(), plain)


def _write(cell: Any, value: Any, *, bold: bool, wrap: bool) -> None:
    """A number as a number; everything else as text that no spreadsheet takes for a formula."""
    if isinstance(value, str):
        value = nfc(value)  # a sign that no workbook may hold would lose the whole file
    cell.value = value
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"
        cell.quotePrefix = value[:1] in "=+-@\t\r"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=wrap, vertical="top")


def _sheet_name(name: str, taken: Sequence[str]) -> str:
    plain = "".join(" " if one in FORBIDDEN else one for one in name)[:28].strip() or "1"
    return plain if plain not in taken else f"{plain[:26]} {len(taken) + 1}"


def report_as_excel(report: Report, moment: datetime) -> bytes:
    """The report, a sheet for each table; below each what must be known to read it."""
    sheets = []
    for table in report.tables:
        rows: list[list[Any]] = [[f"{table.title}. {headline(report)}"], [subline(report)], []]
        rows.append([table.first, *(one.label for one in table.columns)])
        rows += [
            [row.label, *(_value(value, column.kind) for value, column in zip(row.values, table.columns, strict=True))]
            for row in table.rows
        ]
        rows += [[], [table.note]] if table.note else []
        sheets.append((table.title, rows, 4))
    return workbook(sheets, moment, _("Report of the year %(year)s") % {"year": report.year})


def _value(value: Value, kind: str) -> Any:
    if value is None:
        return "–"
    return float(value) if kind == "percent" else value
