"""A report as a Word file, in the typeface and margins of an official paper (Nghị định 30/2020/NĐ-CP), lying as its PDF does."""

from datetime import UTC, datetime
from io import BytesIO

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from recognition.figures.reports.packed import packed
from recognition.figures.reports.tables import Report, Table, shown
from recognition.figures.reports.words import headline, subline
from recognition.papers.data import LYING, Column
from recognition.papers.data import Table as Grid
from recognition.papers.docx import FACE, empty, lay, table_of


def report_as_word(report: Report, moment: datetime) -> bytes:
    """The report with its tables; the first row of each is repeated on every page. The same report gives the same bytes."""
    paper = empty(headline(report))
    lay(paper)
    _headings(paper)
    title = paper.add_heading(headline(report), level=1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_paragraph(subline(report)).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for number, table in enumerate(report.tables, 1):
        paper.add_heading(f"{number}. {table.title}", level=2)
        table_of(paper, _grid(table), 12, LYING)
        if table.note:
            paper.add_paragraph(table.note).runs[0].italic = True
    plain = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about = paper.core_properties
    about.title, about.author, about.comments, about.language = headline(report), "", "", "vi-VN"
    about.created = about.modified = plain
    made = BytesIO()
    paper.save(made)
    return packed(made.getvalue(), plain)


def _headings(paper: Document) -> None:
    """Headings in the face of the paper, black; sentences as large as the rows."""
    paper.styles["Normal"].font.size = Pt(12)
    for name, size in (("Heading 1", 14), ("Heading 2", 13)):
        style = paper.styles[name]
        style.font.name, style.font.size, style.font.bold = FACE, Pt(size), True
        style.font.color.rgb = None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for part in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(part), FACE)
        for part in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(part), None)


def _grid(table: Table) -> Grid:
    """The first column is as wide as 1.6 others, that of targets (sentences) as 3.5: as in the PDF."""
    part = 3.5 if table.key == "targets" else 1.6
    wide = round(LYING * part / (part + len(table.columns)), 1)
    columns = [Column(table.first, wide), *(Column(one.label, right=True) for one in table.columns)]
    shares = [one.kind for one in table.columns]
    rows = [
        [row.label, *(shown(value, kind) for value, kind in zip(row.values, shares, strict=True))] for row in table.rows
    ]
    return Grid(columns, rows)
