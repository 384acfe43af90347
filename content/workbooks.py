"""Workbooks of lists: every cell of words is text, so that no name becomes a formula; printed lying on A4."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties

from portal.text.folding import nfc

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FONTS = {bold: Font(bold=bold) for bold in (False, True)}
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_line(sheet: Any, values: Sequence[Any], *, bold: bool = False) -> None:
    """One row more."""
    cells = []
    for value in values:
        cell = Cell(
            sheet, row=1, column=1, value=nfc(value) if isinstance(value, str) else value
        )  # its place comes below
        cell.font, cell.alignment = _FONTS[bold], _WRAPPED
        if isinstance(value, str):
            cell.data_type, cell.quotePrefix = "s", value.startswith(_FORMULA)
        cells.append(cell)
    sheet.append(cells)


def lying(sheet: Any) -> None:
    """Printed across, as wide as the paper."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def packed(book: Workbook) -> bytes:
    """The workbook as the bytes of a file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
