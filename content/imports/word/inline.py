"""A paragraph of a Word document: its words with bold, italic and links, and what stands in it besides words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from docx.oxml.ns import qn

_INTO = {
    qn(f"w:{name}")
    for name in ("ins", "smartTag", "sdt", "sdtContent", "moveTo", "fldSimple", "customXml", "dir", "bdo")
}
_GONE = {qn("w:del"), qn("w:moveFrom")}
_OFF = ("0", "false", "off", "none")
_MC_CHOICE, _MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice", "AlternateContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_BESIDE = {
    qn("w:footnoteReference"): "footnote",
    qn("w:endnoteReference"): "footnote",
    qn("w:object"): "object",
    qn("w:commentReference"): "comment",
}
_SCHEMES = ("http", "https", "mailto", "tel")


@dataclass(frozen=True)
class _Piece:
    text: str
    bold: bool
    italic: bool
    href: str


@dataclass
class Inline:
    """What a paragraph holds: text, HTML, pictures (id of the part, words for it), names of what was left out."""

    text: str = ""
    html: str = ""
    all_bold: bool = False
    pictures: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def inline(paragraph: Any, links: dict[str, str]) -> Inline:
    """Reads a `w:p` element; `links` are the addresses of the document's relationships by id."""
    found = Inline()
    pieces = [piece for piece in _pieces(paragraph, links, "", found) if piece.text]
    found.text = " ".join("".join(piece.text for piece in pieces).split())
    found.html = _html(pieces)
    seen = [piece for piece in pieces if piece.text.strip()]
    found.all_bold = bool(seen) and all(piece.bold for piece in seen)
    found.left = list(dict.fromkeys(found.left))
    return found


def _pieces(element: Any, links: dict[str, str], href: str, found: Inline) -> Iterator[_Piece]:
    for child in element:
        if child.tag == qn("w:r"):
            yield from _run(child, href, found)
        elif child.tag == qn("w:hyperlink"):
            target = links.get(child.get(qn("r:id"), ""), "")
            if target and not _leads(target):
                found.left.append("link")
                target = ""
            yield from _pieces(child, links, target, found)
        elif child.tag in _INTO:
            yield from _pieces(child, links, href, found)
        elif child.tag in _GONE:
            found.left.append("deleted")
        elif isinstance(child.tag, str) and child.tag.startswith(_MATH):
            found.left.append("formula")


def _leads(target: str) -> bool:
    """Whether a link of the document can be kept: an address that browsers and mail follow."""
    try:
        return len(target) <= 2000 and urlsplit(target).scheme in _SCHEMES
    except ValueError:  # http://[…]: a place holder that somebody left
        return False


def _run(run: Any, href: str, found: Inline) -> Iterator[_Piece]:
    properties = run.find(qn("w:rPr"))
    if _on(properties, "w:vanish"):
        found.left.append("hidden")
        return
    bold, italic = _on(properties, "w:b", "Strong"), _on(properties, "w:i", "Emphasis")
    for child in run:
        if child.tag == qn("w:t"):
            yield _Piece(child.text or "", bold, italic, href)
        elif child.tag in (qn("w:tab"), qn("w:noBreakHyphen")):
            yield _Piece(" " if child.tag == qn("w:tab") else "-", bold, italic, href)
        elif child.tag == qn("w:br") and child.get(qn("w:type")) in (None, "textWrapping"):
            yield _Piece("\n", bold, italic, href)
        elif child.tag in _BESIDE:
            found.left.append(_BESIDE[child.tag])
        elif child.tag in (qn("w:drawing"), qn("w:pict")):
            _drawn(child, found)
        elif isinstance(child.tag, str) and child.tag.endswith(_MC):
            for choice in child.iterchildren(_MC_CHOICE):
                _drawn(choice, found)
                break


def _drawn(element: Any, found: Inline) -> None:
    """A picture, by the part that holds it; a drawing of Word's own, or a box with words, is left out and said so."""
    about = next(iter(element.iter(qn("wp:docPr"))), None)
    alt = (about.get("descr") or "").strip() if about is not None else ""
    numbers = [blip.get(qn("r:embed")) for blip in element.iter(qn("a:blip"))]
    numbers += [data.get(qn("r:id")) for data in element.iter("{urn:schemas-microsoft-com:vml}imagedata")]
    found.pictures += [(number, " ".join(alt.split())[:200]) for number in numbers if number]
    if not any(numbers):
        boxed = any(True for _one in element.iter(qn("w:txbxContent")))
        found.left.append("box" if boxed else "linked picture" if numbers else "drawing")


def _on(properties: Any, name: str, style: str = "") -> bool:
    if properties is None:
        return False
    mark, named = properties.find(qn(name)), properties.find(qn("w:rStyle"))
    if mark is not None:
        return (mark.get(qn("w:val")) or "1").lower() not in _OFF
    return bool(style) and named is not None and named.get(qn("w:val")) == style


def _html(pieces: list[_Piece]) -> str:
    """Words that look the same stand in one mark; blanks at its ends stand outside it."""
    found = []
    for (href, bold, italic), same in groupby(pieces, key=lambda one: (one.href, one.bold, one.italic)):
        text = "".join(piece.text for piece in same)
        inside = escape(text.strip(), quote=False).replace("\n", "<br/>")
        if inside:
            inside = f"<i>{inside}</i>" if italic else inside
            inside = f"<b>{inside}</b>" if bold else inside
            inside = f'<a href="{escape(href)}">{inside}</a>' if href else inside
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :] if text.strip() else ""
        found.append(f"{_blank(before)}{inside}{_blank(after)}")
    return "".join(found).strip().removeprefix("<br/>").removesuffix("<br/>").strip()


def _blank(text: str) -> str:
    return "<br/>" if "\n" in text else " " if text else ""
