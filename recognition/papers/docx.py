"""Official papers as DOCX, from the same data as the PDF: so that an office changes a word in its own program.

Sizes and margins: Nghị định 30/2020/NĐ-CP, Phụ lục I. Times New Roman, which those programs have; the PDF uses letters of the same
widths (Liberation Serif), which also tell here how wide words are. What python-docx has no word for (lines under words, repeated
heads, page numbers, columns, hyphens that never break) is written as its XML.
"""

import io
import re
from collections.abc import Sequence
from copy import deepcopy
from functools import lru_cache

from docx import Document
from docx.document import Document as Made
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as Grid
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from PIL import ImageFont

from portal.text.folding import nfc
from recognition.papers.data import WIDTH, Block, Foot, Head, ListData, PaperData, Table
from recognition.papers.pdf import FONTS

FACE = "Times New Roman"
COUNTRY, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
SEAL = Mm(29)  # pen and seal
CENTRE, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
LINES = 1.08  # of the face's own 1.15 em: 1.24 em a line, as in the PDF
INSET = 1.6  # millimetres beside the words of a cell
_NUMBER = re.compile(r"/[A-Za-zĐđ]+(?:-[A-Za-zĐđ]+)+")  # “/QĐ-UBND” never breaks at its hyphen


def docx_of(paper: PaperData | ListData) -> bytes:
    """The paper as a file."""
    made = empty(paper.title)
    if isinstance(paper, ListData):
        _list(made, paper)
    else:
        _head(made, paper.head)
        _kind(made, paper)
        for block in paper.blocks:
            if isinstance(block, Table):
                made.paragraphs[-1].paragraph_format.space_after = Pt(6)
                table_of(made, block, 13, WIDTH)
            else:
                _block(made, block, paper.size)
        _foot(made, paper.foot)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def empty(title: str) -> Made:
    """A paper with its face, margins and page numbers from the second page on; nothing on it yet."""
    made = Document()
    made.core_properties.title, made.core_properties.author = title, ""
    made.core_properties.language = "vi-VN"
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = page.right_margin = Mm(20)
    page.left_margin, page.header_distance = Mm(30), Mm(10)
    page.different_first_page_header_footer = True
    style = made.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(script), FACE)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.widow_control, style.paragraph_format.line_spacing = True, LINES
    header = page.header.paragraphs[0]
    header.alignment = CENTRE
    page_number(header)
    return made


def lay(made: Made) -> None:
    """Lying pages."""
    page = made.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)


def page_number(paragraph: Paragraph) -> None:
    """The page number: a field that the program fills in."""
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)


def _say(
    paragraph: Paragraph, text: str, size: float, *, bold: bool = False, italic: bool = False, ruled: bool = False
) -> Paragraph:
    run = paragraph.add_run()
    _write(run, text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    if ruled:
        _rule(paragraph)
    return paragraph


def _write(run: Run, text: str) -> None:
    kept = _NUMBER.sub(lambda found: found[0].replace("-", "\u2011"), text)
    for place, part in enumerate(kept.split("\u2011")):
        if place:
            run._r.append(OxmlElement("w:noBreakHyphen"))
        for below, line in enumerate(part.split("\n")):
            if below:
                run.add_break()
            run.add_text(nfc(line))  # a sign that no office file may hold would lose the whole paper


@lru_cache(maxsize=1)
def _bold() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / "liberation" / "LiberationSerif-Bold.ttf", 1000)


def _wide(text: str, size: float) -> float:
    """How wide bold words are, in millimetres."""
    return _bold().getlength(text) / 1000 * size * 25.4 / 72


def _rule(paragraph: Paragraph) -> None:
    """A drawn line below, as wide as the paragraph is between its indents; never underlining, which cuts the dots of ạ ộ."""
    border = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    paragraph._p.get_or_add_pPr().append(border)


def _short_rule(where: _Cell | Made, width: float, long: float) -> None:
    """A centred line, so many millimetres long within this width, in an empty low paragraph."""
    low = where.add_paragraph()
    low.alignment = CENTRE
    low.paragraph_format.line_spacing_rule, low.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    low.paragraph_format.left_indent = low.paragraph_format.right_indent = Mm(max(width - long, 0) / 2)
    _rule(low)


def _grid(made: Made, rows: int, widths: Sequence[float], inset: float) -> Grid:
    """A table of these widths in millimetres. LibreOffice reads them off the grid, Word off the cells: both say the same."""
    table = made.add_table(rows=rows, cols=len(widths))
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    beside = OxmlElement("w:tblCellMar")
    for name in ("left", "right"):
        part = OxmlElement(f"w:{name}")
        part.set(qn("w:w"), str(round(inset * 1440 / 25.4)))
        part.set(qn("w:type"), "dxa")
        beside.append(part)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(beside)  # in the order that the format asks for
    return table


def _columns(made: Made, rows: int, widths: Sequence[float]) -> list[list[_Cell]]:
    """Rows of cells without lines, of these widths in millimetres."""
    table = _grid(made, rows, widths, 0)
    for row in table.rows:
        _never_split(row)
    return [list(row.cells) for row in table.rows]


def _never_split(row: _Row, *, head: bool = False) -> None:
    about = row._tr.get_or_add_trPr()
    about.append(OxmlElement("w:cantSplit"))
    if head:
        about.append(OxmlElement("w:tblHeader"))


def _line(
    cell: _Cell, text: str, size: float, *, first: bool = False, bold: bool = False, italic: bool = False
) -> Paragraph:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.alignment = CENTRE
    return _say(paragraph, text, size, bold=bold, italic=italic)


def _head(made: Made, head: Head) -> None:
    widths = (62, WIDTH - 62)
    (left, right), (number, day) = _columns(made, 2, widths)
    lines = [(text, False) for text in head.superior] + [(text, True) for text in head.body]
    for place, (text, bold) in enumerate(lines):
        _line(left, text, 13, first=place == 0, bold=bold)
    _short_rule(left, widths[0], min(_wide(head.body[-1], 13), widths[0]) / 2)
    _line(right, COUNTRY, 13, first=True, bold=True)
    _line(right, MOTTO, 14, bold=True)
    _short_rule(right, widths[1], _wide(MOTTO, 14))
    _line(number, head.number_line, 13, first=True).paragraph_format.space_before = Pt(3)
    _line(day, head.day_line, 14, first=True, italic=True).paragraph_format.space_before = Pt(2)


def _kind(made: Made, paper: PaperData) -> None:
    kind = made.add_paragraph()
    kind.alignment, kind.paragraph_format.space_before = CENTRE, Pt(13)
    _say(kind, paper.kind.upper(), 14, bold=True)
    for place, text in enumerate(paper.subject):
        line = made.add_paragraph()
        line.alignment, line.paragraph_format.space_before = CENTRE, Pt(0 if place else 3)
        _say(line, text, 14, bold=True)
    _short_rule(made, WIDTH, min(_wide(paper.subject[-1], 14), WIDTH) * 0.4)


def _block(made: Made, block: Block, size: int) -> None:
    paragraph = made.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = Pt(6)
    if block.shape in ("authority", "centred", "to"):
        paragraph.alignment, form.space_before, form.space_after = CENTRE, Pt(10), Pt(4)
        _say(paragraph, block.text, size, bold=block.shape != "to")
        return
    paragraph.alignment, form.first_line_indent = JUSTIFY, Mm(12.7)
    if block.lead:
        _say(paragraph, f"{block.lead} ", size, bold=True)
    _say(paragraph, block.text, size, italic=block.shape == "ground")
    form.keep_with_next = form.keep_together = block.shape == "closing"


def table_of(made: Made, table: Table, size: float, wide: float, *, tied: int = 0) -> None:
    """A table so many millimetres wide, its head on every page, letters of this size in points.

    `tied`: so many last rows stay with what follows.
    """
    grid = _grid(made, 2 + bool(table.total), table.widths(wide), INSET)
    grid.style = "Table Grid"
    head, model, *total = grid.rows
    _fill(head, [one.head for one in table.columns], table, size, head=True)
    _fill(model, [""] * len(table.columns), table, size)
    for number, cells in enumerate(table.rows):
        _copy_of(model, cells, tied=number >= len(table.rows) - tied)
    model._tr.getparent().remove(model._tr)
    for row in total:
        gap = len(table.columns) - len(table.total)
        _fill(row, [table.total[0], *[""] * gap, *table.total[1:]], table, size, bold=True)
        first = row.cells[0].merge(row.cells[gap])
        for left in first.paragraphs[1:]:
            left._p.getparent().remove(left._p)
        first.paragraphs[0].alignment = CENTRE


def _copy_of(model: _Row, cells: Sequence[str], *, tied: bool) -> None:
    """A row before the model that looks like it: a hundred times as fast as one that is formed anew."""
    made = deepcopy(model._tr)
    model._tr.addprevious(made)
    about = model.cells[0]
    for cell, text in zip(made.tc_lst, cells, strict=True):
        said = cell.p_lst[0]
        if tied:
            Paragraph(said, about).paragraph_format.keep_with_next = True
        _write(Run(said.r_lst[0], about), text)


def _fill(
    row: _Row, cells: Sequence[str], table: Table, size: float, *, head: bool = False, bold: bool = False
) -> None:
    _never_split(row, head=head)
    for cell, text, column in zip(row.cells, cells, table.columns, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        if head or column.centred:
            paragraph.alignment = CENTRE
        elif column.right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        _say(paragraph, text, 11 if column.small and not head else size, bold=head or bold)


def _list(made: Made, paper: ListData) -> None:
    if paper.lying:
        lay(made)
    for text, bold in [(paper.label, True), *((line, True) for line in paper.heading)]:
        line = made.add_paragraph()
        line.alignment = CENTRE
        _say(line, text, 14, bold=bold)
    for text in paper.belongs_to:
        line = made.add_paragraph()
        line.alignment = CENTRE
        _say(line, text, 14, italic=True)
    _short_rule(made, paper.wide, 40)
    made.add_paragraph().paragraph_format.line_spacing = Pt(8)
    table_of(made, paper.table, 13, paper.wide, tied=2)
    closing = made.add_paragraph()
    closing.paragraph_format.space_before = Pt(10)
    _say(closing, paper.closing, 13, italic=True)


def _foot(made: Made, foot: Foot) -> None:
    """Recipients and signature beside each other; a row that never splits, so it never stands alone after `closing`."""
    gap = made.add_paragraph()
    gap.paragraph_format.line_spacing, gap.paragraph_format.keep_with_next = Pt(8), True
    left, right = _columns(made, 1, (WIDTH / 2, WIDTH / 2))[0]
    first = left.paragraphs[0]
    _say(first, "Nơi nhận:", 12, bold=True, italic=True)
    for one in foot.to:
        _say(left.add_paragraph(), f"- {one}", 11)
    for place, text in enumerate(foot.signature):
        _line(right, text, 14, first=place == 0, bold=True)
    name = _line(right, foot.tied_name, 14, bold=True)
    name.paragraph_format.space_before = SEAL
    after = made.add_paragraph()  # the format asks for a paragraph after a table: a low one, that never begins a page
    after.paragraph_format.line_spacing_rule, after.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
