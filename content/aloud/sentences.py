"""Sentences of a page (pure): found in markup, and marked there once they are known by number.

A sentence never crosses a paragraph, an item or a label. Elements inside a line (bold, links) do not end one; a `span` with a
class does, for our templates put remarks of their own into such.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from html import escape, unescape

# Capital letters, those of Vietnamese with their marks among them, for a class of a pattern.
UPPER = "A-Z" + "".join(chr(code) for code in range(0xC0, 0x1EFA) if chr(code).isupper())
_TOKEN = re.compile(r"""<!--.*?-->|<(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)
_NAME = re.compile(r"</?\s*([a-zA-Z0-9]+)")
_INLINE = set(re.findall(r"\w+", "a abbr b bdi cite code em i kbd mark q s small span strong sub sup u"))
_SILENT = {"script", "style", "svg", "select", "textarea", "button", "audio", "video", "template"}
_END = re.compile(rf"[.?!…]+[\"”’»)\]]*(?=\s+[\"“‘«(\[]?[{UPPER}0-9])")
# What stands before a dot that ends no sentence.
_SHORT = re.compile(r"(?:^|[\s(])(?:TP|Tp|TX|TT|P|Q|ThS|TS|GS|PGS|BS|KS|Ths|VD|Vd|tr|Tr|St|Nxb|NXB|[A-ZĐ])\.$")
_LISTED = re.compile(r"^\s*\(?[0-9]{1,3}\.$")


def squeezed(text: str) -> str:
    """The text with single blanks: as sentences are compared."""
    return " ".join(text.split())


def split(text: str) -> list[str]:
    """The sentences of one paragraph, in order; nothing of it is lost but blanks."""
    return [squeezed(text[start:end]) for start, end in _spans(text)]


def _spans(text: str) -> list[tuple[int, int]]:
    ends, begin = [], 0
    for found in _END.finditer(text):
        before = text[begin : found.end()]
        if found.group().startswith(".") and (_SHORT.search(before) or _LISTED.match(before)):
            continue
        ends.append(found.end())
        begin = found.end()
    spans = []
    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        part = text[start:end]
        if any(one.isalnum() for one in part):
            spans.append((start + len(part) - len(part.lstrip()), start + len(part.rstrip())))
    return spans


def _is_border(tag: str) -> bool:
    name = _NAME.match(tag)
    if name is None:
        return False
    word = name[1].lower()
    return word not in _INLINE or (word == "span" and "class=" in tag)


def _runs(markup: str) -> tuple[list[str], list[list[int]]]:
    """The markup cut into tags and texts, and the texts (by place) that stand together in a line."""
    pieces: list[str] = []
    runs: list[list[int]] = [[]]
    silent, at, classed = "", 0, []
    for found in [*_TOKEN.finditer(markup), None]:
        text = markup[at : found.start() if found else len(markup)]
        if text:
            pieces.append(text)
            if not silent:
                runs[-1].append(len(pieces) - 1)
        if found is None:
            break
        tag, at = found.group(), found.end()
        pieces.append(tag)
        name = (_NAME.match(tag) or [None, ""])[1].lower()
        closing = tag.startswith("</")
        if silent:
            silent = "" if closing and name == silent else silent
            continue
        if name in _SILENT and not closing and not tag.endswith("/>"):
            silent = name
        border = _is_border(tag)
        if name == "span":  # its end is a border where its beginning was one
            border = classed.pop() if closing and classed else border
            if not closing:
                classed.append(border)
        if border or name in _SILENT:
            runs.append([])
    return pieces, [run for run in runs if run]


def paragraphs(markup: str) -> list[list[str]]:
    """The sentences of each paragraph, item or heading of the markup; empty ones are left out."""
    pieces, runs = _runs(markup)
    found = (split(unescape("".join(pieces[place] for place in run))) for run in runs)
    return [sentences for sentences in found if sentences]


def marked(markup: str, sentences: Sequence[str]) -> str:
    """The markup with `<span data-s="3">` around each of the sentences, by their place in the list.

    A sentence that stands there in parts (bold, links) gets a span for each part. One that is said twice is marked twice, in
    order; what is not in the list, or marked already, stays as it is.
    """
    if "data-s=" in markup:
        return markup
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for number, sentence in enumerate(sentences):
        waiting[squeezed(sentence)].append(number)
    pieces, runs = _runs(markup)
    for run in runs:
        texts = [unescape(pieces[place]) for place in run]
        whole = "".join(texts)
        cuts = []
        for start, end in _spans(whole):
            numbers = waiting.get(squeezed(whole[start:end]))
            if numbers:
                cuts.append((start, end, numbers.popleft()))
        if cuts:
            _mark(pieces, run, texts, cuts)
    return "".join(pieces)


def _mark(pieces: list[str], run: Sequence[int], texts: Sequence[str], cuts: Iterable[tuple[int, int, int]]) -> None:
    at = 0
    cuts = list(cuts)
    for place, text in zip(run, texts, strict=True):
        made, done = [], 0
        for start, end, number in cuts:
            first, last = max(start - at, done), min(end - at, len(text))
            if first < last and text[first:last].strip():
                made.append(f'{escape(text[done:first])}<span data-s="{number}">{escape(text[first:last])}</span>')
                done = last
        pieces[place] = "".join(made) + escape(text[done:]) if made else pieces[place]
        at += len(text)
