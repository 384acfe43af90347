"""Official papers as DOCX, from the same data as the PDF: so that an office changes a word in its own program.

Sizes and margins: Nghị định 30/2020/NĐ-CP, Phụ lục I. Times New Roman, which those programs have; the PDF uses letters of the same
widths (Liberation Serif). What python-docx has no word for (lines under words, repeated heads, page numbers) is written as its XML.
"""

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Made
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from recognition.papers.data import Block, Foot, Head, ListData, PaperData, Table

FACE, WIDTH = "Times New Roman", 160  # millimetres between the margins: 210 less 30 and 20
COUNTRY, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
SEAL = Mm(29)  # pen and seal
CENTRE, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def docx_of(paper: PaperData | ListData) -> bytes:
    """The paper as a file."""
    made = _empty(paper.title)
    if isinstance(paper, ListData):
        _list(made, paper)
    else:
        _head(made, paper.head)
        _kind(made, paper)
        for block in paper.blocks:
            if isinstance(block, Table):
                _table(made, block, 13)
            else:
                _block(made, block, paper.size)
        _foot(made, paper.foot)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _empty(title: str) -> Made:
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
    header = page.header.paragraphs[0]
    header.alignment = CENTRE
    _field(header, "PAGE")
    return made


def _field(paragraph: Paragraph, name: str) -> None:
    """The page number: a field that the program fills in."""
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", name), ("end", "")):
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
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    if ruled:
        _rule(paragraph)
    return paragraph


def _rule(paragraph: Paragraph) -> None:
    """A drawn line below, as wide as the paragraph is between its indents; never underlining, which cuts the dots of ạ ộ."""
    border = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    paragraph._p.get_or_add_pPr().append(border)


def _short_rule(where: _Cell | Made, width: float, share: float) -> None:
    """A centred line of this share of a width in millimetres, in an empty low paragraph."""
    low = where.add_paragraph()
    low.alignment = CENTRE
    low.paragraph_format.line_spacing_rule, low.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    low.paragraph_format.left_indent = low.paragraph_format.right_indent = Mm(width * (1 - share) / 2)
    _rule(low)


def _columns(made: Made, widths: Sequence[float]) -> list[_Cell]:
    """A row of cells without lines, of these widths in millimetres."""
    table = made.add_table(rows=1, cols=len(widths))
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
    _never_split(table.rows[0])
    return list(table.rows[0].cells)


def _never_split(row, *, head: bool = False) -> None:
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
    left, right = _columns(made, (62, WIDTH - 62))
    lines = [(text, False) for text in head.superior] + [(text, True) for text in head.body]
    for place, (text, bold) in enumerate(lines):
        _line(left, text, 13, first=place == 0, bold=bold)
    _short_rule(left, 58, 0.4)
    _line(right, COUNTRY, 13, first=True, bold=True)
    _line(right, MOTTO, 14, bold=True)
    _short_rule(right, WIDTH - 66, 0.68)
    left, right = _columns(made, (62, WIDTH - 62))
    _line(left, head.number_line, 13, first=True)
    _line(right, head.day_line, 14, first=True, italic=True)


def _kind(made: Made, paper: PaperData) -> None:
    kind = made.add_paragraph()
    kind.alignment, kind.paragraph_format.space_before = CENTRE, Pt(16)
    _say(kind, paper.kind.upper(), 14, bold=True)
    for text in paper.subject:
        line = made.add_paragraph()
        line.alignment, line.paragraph_format.space_before = CENTRE, Pt(3)
        _say(line, text, 14, bold=True)
    _short_rule(made, WIDTH, 0.3)


def _block(made: Made, block: Block, size: int) -> None:
    paragraph = made.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before, form.line_spacing = Pt(6), 1.1
    if block.shape in ("authority", "centred", "to"):
        paragraph.alignment, form.space_before, form.space_after = CENTRE, Pt(10), Pt(4)
        _say(paragraph, block.text, size, bold=block.shape != "to")
        return
    paragraph.alignment, form.first_line_indent = JUSTIFY, Mm(12.7)
    if block.lead:
        _say(paragraph, f"{block.lead} ", size, bold=True)
    _say(paragraph, block.text, size, italic=block.shape == "ground")
    form.keep_with_next = form.keep_together = block.shape == "closing"


def _table(made: Made, table: Table, size: float, *, tied: int = 0) -> None:
    """`tied`: so many last rows stay with what follows."""
    widths = _widths(table)
    grid = made.add_table(rows=1, cols=len(widths))
    grid.style, grid.autofit, grid.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    _fill(grid.rows[0], [one.head for one in table.columns], widths, table, size, head=True)
    for number, cells in enumerate(table.rows):
        _fill(grid.add_row(), cells, widths, table, size, keep=number >= len(table.rows) - tied)
    if table.total:
        row = grid.add_row()
        gap = len(widths) - len(table.total)
        _fill(row, [table.total[0], *[""] * gap, *table.total[1:]], widths, table, size, bold=True)
        first = row.cells[0].merge(row.cells[gap])
        for left in first.paragraphs[1:]:
            left._p.getparent().remove(left._p)
        first.paragraphs[0].alignment = CENTRE


def _widths(table: Table) -> list[float]:
    left = WIDTH - sum(one.width for one in table.columns)
    free = sum(1 for one in table.columns if not one.width)
    return [one.width or left / free for one in table.columns]


def _fill(row, cells, widths, table: Table, size: float, *, head=False, bold=False, keep=False) -> None:
    _never_split(row, head=head)
    shown = zip(row.cells, cells, widths, table.columns, strict=True)
    for cell, text, width, column in shown:
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        if head or column.centred:
            paragraph.alignment = CENTRE
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        paragraph.paragraph_format.keep_with_next = keep
        _say(paragraph, text, 11 if column.small and not head else size, bold=head or bold)


def _list(made: Made, paper: ListData) -> None:
    for text, bold in [(paper.label, True), *((line, True) for line in paper.heading)]:
        line = made.add_paragraph()
        line.alignment = CENTRE
        _say(line, text, 14, bold=bold)
    for text in paper.belongs_to:
        line = made.add_paragraph()
        line.alignment = CENTRE
        _say(line, text, 14, italic=True)
    _short_rule(made, WIDTH, 0.25)
    made.add_paragraph().paragraph_format.line_spacing = Pt(8)
    _table(made, paper.table, 13, tied=2)
    closing = made.add_paragraph()
    closing.paragraph_format.space_before = Pt(10)
    _say(closing, paper.closing, 13, italic=True)


def _foot(made: Made, foot: Foot) -> None:
    """Recipients and signature beside each other; a row that never splits, so it never stands alone after `closing`."""
    gap = made.add_paragraph()
    gap.paragraph_format.line_spacing, gap.paragraph_format.keep_with_next = Pt(12), True
    left, right = _columns(made, (WIDTH / 2, WIDTH / 2))
    first = left.paragraphs[0]
    _say(first, "Nơi nhận:", 12, bold=True, italic=True)
    for one in foot.to:
        _say(left.add_paragraph(), f"- {one}", 11)
    for place, text in enumerate(foot.signature):
        _line(right, text, 14, first=place == 0, bold=True)
    name = _line(right, foot.name, 14, bold=True)
    name.paragraph_format.space_before = SEAL
