"""Reads an opened document in its order: paragraphs, tables, pictures. What lessons cannot show is noted, never lost quietly."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import XmlchemyError
from docx.oxml.ns import qn

from content.imports.word.inline import inline
from content.imports.word.opening import open_document
from content.imports.word.parts import (
    CELL,
    CHANGED,
    COLUMNS,
    LEFT,
    LINES,
    PICTURES,
    ROWS,
    TABLES,
    TAKEN,
    Line,
    NoDocument,
    Note,
    Part,
    Picture,
    Read,
    Table,
    beginning,
)
from content.imports.word.questions import with_questions

_TYPED_LIST = re.compile(r"^[-–•+●▪]\s+")
_HEADING = re.compile(r"^heading (\d)$")
_LONGEST_HEADING = 80


# What a document that is none inside makes of what it is asked: a number that is none, a part that lacks, another root.
_STRANGE = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    RecursionError,
    NotImplementedError,
    OpcError,
    XmlchemyError,
)


def read(data: bytes, name: str) -> Read:
    """A Word document as the parts of a lesson, with a note on each line. Raises NoDocument."""
    document = open_document(data, name)
    try:
        walk = _Walk(document)
        walk.body()
    except NoDocument:
        raise
    except _STRANGE:
        raise NoDocument("damaged") from None
    if not walk.parts:
        raise NoDocument("nothing")
    title, parts = _title(_captioned(walk.parts), walk.notes)
    parts, more = with_questions(_levels(parts, walk.notes))
    notes = [note for note in (*walk.notes, *more) if note.reason]
    told = {note.line for note in notes}
    notes += [Note(one.number, TAKEN, _taken_as(one), _begin(one)) for one in parts if one.number not in told]
    return Read(title, tuple(parts), tuple(sorted(notes, key=lambda note: note.line)))


def _taken_as(part: Part) -> str:
    return f"line {part.kind}" if isinstance(part, Line) else type(part).__name__.lower()


def _begin(part: Part) -> str:
    if isinstance(part, Line):
        return beginning(part.text)
    if isinstance(part, Picture):
        return ""
    return beginning(part.rows[0][0] if isinstance(part, Table) else part.question.text)


class _Walk:
    """The way through a document; `number` counts what stands in it, as the report names it."""

    def __init__(self, document: Any) -> None:
        self.document, self.part = document, document.part
        self.parts: list[Part] = []
        self.notes: list[Note] = []
        self.number = self.tables = self.pictures = 0
        self.links = {key: one.target_ref for key, one in self.part.rels.items() if one.is_external}
        self.lists = _lists(self.part)
        self.styles = {style.style_id: style for style in document.styles}

    def body(self) -> None:
        """All that stands in the document, in order. Raises NoDocument when there is too much of it."""
        for element in _blocks(self.document.element.body):
            self.number += 1
            if self.number > LINES:
                raise NoDocument("long")
            if element.tag == qn("w:tbl"):
                self.table(element)
            else:
                self.paragraph(element)

    def note(self, outcome: str, reason: str, detail: str = "") -> None:
        self.notes.append(Note(self.number, outcome, reason, beginning(detail)))

    def paragraph(self, element: Any) -> None:
        found = inline(element, self.links)
        for reason in found.left:
            self.note(LEFT, reason, found.text)
        text, html = unicodedata.normalize("NFC", found.text), unicodedata.normalize("NFC", found.html)
        if text:
            kind, level = self.kind(element)
            if kind == "p" and (typed := _TYPED_LIST.match(text)):
                kind, text, html = "ul", text[typed.end() :], _TYPED_LIST.sub("", html)
                self.note(CHANGED, "typed list", text)
            elif kind == "p" and found.all_bold and len(text) <= _LONGEST_HEADING and text[-1] not in ".:;,!?*)":
                kind, html = "h2", text
                self.note(CHANGED, "bold heading", text)
            self.parts.append(Line(self.number, kind, text, html, level))
        for key, alt in found.pictures:
            self.picture(key, unicodedata.normalize("NFC", alt))

    def kind(self, element: Any) -> tuple[str, int]:
        """What a paragraph is, by its style and the list it stands in."""
        properties = element.find(qn("w:pPr"))
        named = properties.find(qn("w:pStyle")) if properties is not None else None
        style = self.styles.get(named.get(qn("w:val"))) if named is not None else None
        numbered = properties.find(qn("w:numPr")) if properties is not None else None
        for _deep in range(10):
            if style is None:
                break
            name = (style.name or "").lower()
            if heading := _HEADING.match(name):
                return f"h{heading[1]}", 0
            if name in ("title", "caption"):
                return name, 0
            if name in ("quote", "intense quote"):
                return "quote", 0
            own = style.element.find(qn("w:pPr"))
            if numbered is None and own is not None:
                numbered = own.find(qn("w:numPr"))
            if numbered is None and name.startswith(("list bullet", "list number")):
                return ("ul" if "bullet" in name else "ol"), 0
            style = style.base_style
        return self.listed(numbered)

    def listed(self, numbered: Any) -> tuple[str, int]:
        if numbered is None:
            return "p", 0
        number, level = numbered.find(qn("w:numId")), numbered.find(qn("w:ilvl"))
        key = number.get(qn("w:val")) if number is not None else "0"
        deep = int(level.get(qn("w:val")) or 0) if level is not None else 0
        if key == "0":
            return "p", 0
        return ("ul" if self.lists.get((key, deep), "bullet") in ("bullet", "none") else "ol"), min(deep, 8)

    def picture(self, key: str, alt: str) -> None:
        part = self.part.related_parts.get(key)
        if part is None or not part.content_type.startswith("image/"):
            self.note(LEFT, "linked picture")
            return
        self.pictures += 1
        if self.pictures > PICTURES:
            self.note(LEFT, "many pictures")
            return
        self.parts.append(Picture(self.number, part.blob, PurePosixPath(str(part.partname)).name, alt))

    def table(self, element: Any) -> None:
        """A table stays one: cells that reach over several columns stand in the first of them."""
        rows = [self.cells(row) for row in element.iter(qn("w:tr"))]
        rows = [row for row in rows if any(row)]
        width = max(map(len, rows), default=0)
        self.tables += 1
        if not rows:
            return
        if self.tables > TABLES or width > COLUMNS or len(rows) > ROWS:
            self.note(LEFT, "large table", " | ".join(rows[0]))
            return
        if any(True for _one in element.iter(qn("w:blip"), qn("a:blip"))):
            self.note(LEFT, "picture in a table", " | ".join(rows[0]))
        whole = tuple(tuple(cell[:CELL] for cell in (*row, *[""] * (width - len(row)))) for row in rows)
        if width == 1:  # a frame around words
            self.note(CHANGED, "frame", whole[0][0])
            self.parts += [Line(self.number, "p", row[0], _escaped(row[0])) for row in whole]
            return
        if any(True for _one in element.iter(qn("w:gridSpan"), qn("w:vMerge"))):
            self.note(CHANGED, "merged cells", " | ".join(rows[0]))
        self.parts.append(Table(self.number, whole))

    def cells(self, row: Any) -> list[str]:
        found: list[str] = []
        for cell in row.iterchildren(qn("w:tc")):
            texts = (inline(one, self.links).text for one in cell.iter(qn("w:p")))
            found.append(unicodedata.normalize("NFC", " ".join(text for text in texts if text)))
            span = next(iter(cell.iter(qn("w:gridSpan"))), None)
            wide = int(span.get(qn("w:val")) or 1) if span is not None else 1
            found += [""] * min(max(wide - 1, 0), COLUMNS)
        return found


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those inside a content control; a table of contents is made by the portal itself."""
    for child in body:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag == qn("w:sdt"):
            gallery = next(iter(child.iter(qn("w:docPartGallery"))), None)
            held = child.find(qn("w:sdtContent"))
            if held is not None and (gallery is None or "Contents" not in gallery.get(qn("w:val"), "")):
                yield from _blocks(held)
        elif child.tag == qn("w:ins"):
            yield from _blocks(child)


def _lists(part: Any) -> dict[tuple[str, int], str]:
    """(List, level) -> how its entries are counted."""
    try:
        root = part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    forms: dict[tuple[str, int], str] = {}
    for abstract in root.iterchildren(qn("w:abstractNum")):
        for level in abstract.iterchildren(qn("w:lvl")):
            form = level.find(qn("w:numFmt"))
            key = abstract.get(qn("w:abstractNumId")), int(level.get(qn("w:ilvl")) or 0)
            forms[key] = form.get(qn("w:val")) if form is not None else "bullet"
    found = {}
    for number in root.iterchildren(qn("w:num")):
        of = number.find(qn("w:abstractNumId"))
        for (abstract_key, deep), form in forms.items():
            if of is not None and abstract_key == of.get(qn("w:val")):
                found[number.get(qn("w:numId")), deep] = form
    return found


def _captioned(parts: list[Part]) -> list[Part]:
    """A caption belongs to the picture before it; elsewhere it is a paragraph."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, Line) and part.kind == "caption":
            last = found[-1] if found else None
            if isinstance(last, Picture) and not last.caption:
                found[-1] = replace(last, caption=part.text[:300])
                continue
            part = replace(part, kind="p")
        found.append(part)
    return found


def _title(parts: list[Part], notes: list[Note]) -> tuple[str, list[Part]]:
    """The title, which no longer stands in the text: a line of that style, or the only heading of the first level."""
    titles = [one for one in parts if isinstance(one, Line) and one.kind == "title"]
    first = [one for one in parts if isinstance(one, Line) and one.kind == "h1"]
    chosen = titles[0] if titles else first[0] if len(first) == 1 and parts[0] is first[0] else None
    if chosen is not None:
        notes.append(Note(chosen.number, TAKEN, "title", beginning(chosen.text)))
    rest = [one for one in parts if one is not chosen]
    rest = [replace(one, kind="h1") if isinstance(one, Line) and one.kind == "title" else one for one in rest]
    return (chosen.text[:255] if chosen else ""), rest


def _levels(parts: list[Part], notes: list[Note]) -> list[Part]:
    """Headings in the two sizes that lessons have, whatever levels the document begins with."""
    levels = sorted({int(one.kind[1]) for one in parts if isinstance(one, Line) and one.kind[0] == "h"})
    found: list[Part] = []
    for part in parts:
        if isinstance(part, Line) and part.kind[0] == "h":
            place = levels.index(int(part.kind[1]))
            if place > 1:
                notes.append(Note(part.number, CHANGED, "deep heading", beginning(part.text)))
            part = replace(part, kind="h2" if place == 0 else "h3", html=_escaped(part.text))
        found.append(part)
    return found
