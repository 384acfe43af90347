"""An official paper before it has a form: what stands on it, block by block. PDF and DOCX are made of one and the same.

Pure. Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I (read in public summaries of it).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from recognition.papers.days import blank_day, long_day, two

WIDTH, LYING = 160, 247  # millimetres between the margins: 210 less 30 and 20, 297 less 30 and 20
Shape = Literal["authority", "to", "ground", "plain", "centred", "article", "closing"]


@dataclass(frozen=True)
class Block:
    """A paragraph. `lead` stands bold before its text: “Điều 1.”. `closing` goes over to the next page with the signature."""

    shape: Shape
    text: str
    lead: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in millimetres (0: what is left), where its words stand."""

    head: str
    width: float = 0
    centred: bool = False
    right: bool = False  # numbers
    small: bool = False  # 11 pt, for notes


@dataclass(frozen=True)
class Table:
    """Rows under heads that are repeated on each page; `total` is a last row in bold, its first cell over two columns."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    total: Sequence[str] = ()

    def widths(self, wide: float) -> list[float]:
        """The widths of the columns in a table of so many millimetres: what is left goes to those without one."""
        free = sum(1 for one in self.columns if not one.width)
        left = wide - sum(one.width for one in self.columns)
        return [one.width or left / free for one in self.columns]


@dataclass(frozen=True)
class Head:
    """Body on the left, national title on the right. `number` and `day` are empty until the register gives them."""

    superior: Sequence[str]
    body: Sequence[str]
    symbol: str
    place: str
    year: int
    number: str = ""
    day: date | None = None

    @property
    def number_line(self) -> str:
        """“Số:        /QĐ-UBND” with room for the pen, or “Số: 05/QĐ-UBND”."""
        return f"Số: {ruled_number(self.number, self.symbol)}"

    @property
    def day_line(self) -> str:
        """“Đồng Sen, ngày … tháng … năm 2026”."""
        return f"{self.place}, {long_day(self.day) if self.day else blank_day(self.year)}"


@dataclass(frozen=True)
class Foot:
    """Recipients on the left; on the right the lines of the signature and, under room for pen and seal, the name."""

    to: Sequence[str]
    signature: Sequence[str]
    name: str

    @property
    def tied_name(self) -> str:
        """The name, its last two words on one line: a given name never stands alone below."""
        return "\u00a0".join(self.name.rsplit(" ", 1))


@dataclass(frozen=True)
class PaperData:
    """A paper with head and foot: a decision, a proposal, a notice."""

    title: str
    head: Head
    kind: str
    subject: Sequence[str]
    blocks: Sequence[Block | Table]
    foot: Foot
    size: int = 14  # points; 13 where that brings it onto one page (the decree allows both)


@dataclass(frozen=True)
class ListData:
    """An annex: a list that goes with a paper. `heading`: lines of its title; `belongs_to`: “(Kèm theo Quyết định số …)”.

    `lying`: on lying pages, which the decree allows for tables: where upright ones would break every row into many lines.
    """

    title: str
    heading: Sequence[str]
    belongs_to: Sequence[str]
    table: Table
    closing: str
    label: str = "Phụ lục"
    lying: bool = False

    @property
    def wide(self) -> int:
        """Millimetres between the margins."""
        return LYING if self.lying else WIDTH


BLANK_NUMBER = "\u00a0" * 8  # room for the pen


def ruled_number(number: str, symbol: str) -> str:
    """The number with its symbol, at least two figures before the stroke; room for the pen where there is none."""
    if not number:
        return f"{BLANK_NUMBER}/{symbol}"
    first, stroke, rest = number.partition("/")
    first = two(int(first)) if first.isascii() and first.isdecimal() else first
    return f"{first}/{rest or symbol}" if stroke or symbol else first


def day_in_text(day: date | None, year: int) -> str:
    """A day inside a sentence; room for the pen while it is not known."""
    return long_day(day) if day else blank_day(year)


def as_json(paper: PaperData | ListData) -> dict[str, Any]:
    """The paper for its Typst source."""
    told: dict[str, Any] = asdict(paper)
    if isinstance(paper, PaperData):
        del told["head"]["day"]
        told["foot"]["name"] = paper.foot.tied_name
        told["head"] |= {"number_line": paper.head.number_line, "day_line": paper.head.day_line}
        for block, shown in zip(paper.blocks, told["blocks"], strict=True):
            shown["table"] = isinstance(block, Table)
    else:
        told["widths"] = paper.table.widths(paper.wide)
    return told


def lines_of(paper: PaperData | ListData) -> list[str]:
    """All that stands on a paper, line by line, without its form: what PDF and DOCX both have to say."""
    if isinstance(paper, ListData):
        found = [paper.label, *paper.heading, *paper.belongs_to, *_table_lines(paper.table), paper.closing]
    else:
        head, foot = paper.head, paper.foot
        found = [*head.superior, *head.body, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
        found += [head.number_line, head.day_line, paper.kind.upper(), *paper.subject]
        for block in paper.blocks:
            found += _table_lines(block) if isinstance(block, Table) else [f"{block.lead} {block.text}".strip()]
        found += ["Nơi nhận:", *(f"- {one}" for one in foot.to), *foot.signature, foot.name]
    return [line for line in found if line.strip()]


def _table_lines(table: Table) -> list[str]:
    return [cell for row in ([one.head for one in table.columns], *table.rows, table.total) for cell in row]
