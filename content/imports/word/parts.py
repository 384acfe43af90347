"""What a document is read into (pure): lines, tables, pictures and questions in order, and a note on each.

A note says what became of a line: taken as it stands, taken changed, or left out, and why; `words` has the sentences.
"""

from dataclasses import dataclass

from content.questions.asked import Question

LARGEST = 20 * 1024 * 1024  # bytes of the file
UNPACKED = 120 * 1024 * 1024  # of all it holds; documents with many photos reach half of it
ENTRIES, LINES, PICTURES, TABLES = 1_000, 2_000, 40, 40
COLUMNS, ROWS, CELL = 12, 100, 2_000  # of one table; characters of one of its cells
TAKEN, CHANGED, LEFT = "taken", "changed", "left"

QUOTED = 80  # letters of a line that a report quotes


def beginning(text: str) -> str:
    """The first words of a text, cut between two of them."""
    if len(text) <= QUOTED:
        return text
    return f"{text[: QUOTED + 1].rsplit(' ', 1)[0][:QUOTED].rstrip(' .,;:')}…"


@dataclass(frozen=True)
class Note:
    """What became of a line of the document: its number, TAKEN, CHANGED or LEFT, the reason's name, and what stands there."""

    line: int
    outcome: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Line:
    """A paragraph: `kind` is p, ul, ol, quote, caption, title or h1 to h9; `level` is how deep a list's entry lies."""

    number: int
    kind: str
    text: str
    html: str
    level: int = 0


@dataclass(frozen=True)
class Table:
    """Cells as plain text, all rows equally long; the first row is its head."""

    number: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A picture as it lies in the document: its bytes, the name of its file, what it shows (empty: nobody said)."""

    number: int
    data: bytes
    name: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Asked:
    """A question that was read; `half` when something is missing that the editor adds before publishing."""

    number: int
    question: Question
    half: bool = False


Part = Line | Table | Picture | Asked


@dataclass(frozen=True)
class Read:
    """A document as it was read: its title (empty: none), its parts in order, a note on each line."""

    title: str
    parts: tuple[Part, ...]
    notes: tuple[Note, ...]


class NoDocument(ValueError):
    """The file cannot be read as a whole: the reason's name and what stands there."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail
