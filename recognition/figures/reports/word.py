"""A report as a Word file, in the typeface and margins of an official paper (Nghị định 30/2020/NĐ-CP)."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from recognition.figures.reports.packed import packed
from recognition.figures.reports.tables import Report, Table, shown
from recognition.figures.reports.words import headline, subline

FACE = "Times New Roman"


def report_as_word(report: Report, moment: datetime) -> bytes:
    """The report with its tables; the first row of each is repeated on every page. The same report gives the same bytes."""
    paper = Document()
    _page(paper)
    title = paper.add_heading(headline(report), level=1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_paragraph(subline(report)).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for number, table in enumerate(report.tables, 1):
        paper.add_heading(f"{number}. {table.title}", level=2)
        _table(paper, table)
        if table.note:
            paper.add_paragraph(table.note).runs[0].italic = True
    plain = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about = paper.core_properties
    about.title, about.author, about.comments, about.language = headline(report), "", "", "vi-VN"
    about.created = about.modified = plain
    made = BytesIO()
    paper.save(made)
    return packed(made.getvalue(), plain)


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    for name, size, bold in (("Normal", 13, False), ("Heading 1", 14, True), ("Heading 2", 13, True)):
        style = paper.styles[name]
        style.font.name, style.font.size, style.font.bold = FACE, Pt(size), bold
        style.font.color.rgb = None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for part in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(part), FACE)
        for part in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(part), None)


def _table(paper: Any, table: Table) -> None:
    grid = paper.add_table(rows=1, cols=len(table.columns) + 1)
    grid.style = "Table Grid"
    for cell, label in zip(grid.rows[0].cells, (table.first, *(one.label for one in table.columns)), strict=True):
        _put(cell, label, bold=True)
    head = grid.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        cells = grid.add_row().cells
        _put(cells[0], row.label)
        for cell, value, column in zip(cells[1:], row.values, table.columns, strict=True):
            _put(cell, shown(value, column.kind), right=True)
    for one in grid.rows:
        one._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _put(cell: Any, text: str, *, bold: bool = False, right: bool = False) -> None:
    line = cell.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    line.paragraph_format.space_after = Pt(0)
    run = line.add_run(text)
    run.bold, run.font.size = bold, Pt(11)
