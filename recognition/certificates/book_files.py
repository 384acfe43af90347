"""The register book as files: PDF to print and sign, Excel to look through."""

import io
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from portal.text.folding import nfc
from recognition.certificates.register_book import Line, head_of, leaves
from recognition.models import IssuingBody
from recognition.papers.days import short_day
from recognition.papers.pdf import compile_pdf
from recognition.papers.workbooks import print_lying

SOURCE = Path(__file__).parent / "register_book.typ"
HEADS = ("Số vào sổ", "Họ và tên", "Năm sinh", "Nơi ở", "Ngày cấp", "Mã kiểm tra", "Còn hiệu lực", "Ghi chú")
WIDTHS = (18, 30, 10, 46, 12, 20, 14, 50)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_pdf(body: IssuingBody, year: int, lines: Sequence[Line], day: date) -> bytes:
    """The book as PDF/A-2a and PDF/UA-1, twelve lines a page, each with room for who receives it to sign."""
    said = [
        {"page": leaf.page, "sum": leaf.sum, "lines": [_shown(line) for line in leaf.lines]} for leaf in leaves(lines)
    ]
    return compile_pdf(SOURCE, {"body": head_of(body, year), "year": year, "leaves": said}, day=day)


def as_excel(body: IssuingBody, year: int, lines: Sequence[Line]) -> bytes:
    """The book as a workbook. Every cell of words is text: a name that begins with a sign of arithmetic computes nothing."""
    book = Workbook()
    sheet = book.active
    sheet.title = f"So cap {year}"
    sheet.append([f"Sổ cấp giấy chứng nhận năm {year}, {' '.join(head_of(body, year))}"])
    sheet["A1"].font = Font(bold=True, size=13)
    sheet.append(list(HEADS))
    for cell in sheet[2]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for line in lines:
        holds = "có" if line.holds else "không"
        values = (line.code, line.name, line.born, line.home, line.issued, line.check, holds, line.note)
        sheet.append([None] * len(values))
        for cell, value in zip(sheet[sheet.max_row], values, strict=True):
            cell.value = nfc(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type, cell.quotePrefix = "s", value.startswith(_FORMULA)
            elif isinstance(value, date):
                cell.number_format = "dd/mm/yyyy"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if line.off:
                cell.font = Font(strike=True)
    for letter, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"
    print_lying(sheet, 2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _shown(line: Line) -> dict:
    said = asdict(line) | {"issued": short_day(line.issued), "born": str(line.born or "")}
    return {name: said[name] for name in ("code", "name", "born", "home", "issued", "check", "note", "off")}
