"""The words of a piece of HTML (pure): what a question's plain text can hold, with a note where something was left out.

Raised and lowered signs become those of Unicode (10², H₂O), else “^(…)” and “_(…)”; numbered lists keep their numbers.
"""

import re
from dataclasses import dataclass, field
from html import unescape

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b([^<>]*)>|<!--(?:.*?-->|.*\Z)", re.DOTALL)
_BREAKS = frozenset(["br", "p", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote"])
_SEEN = frozenset(["img", "video", "audio", "object", "svg", "iframe", "math", "table"])
_FILLS = frozenset(["script", "style"])
_LINES = frozenset(["u", "ins", "s", "del", "strike"])
_PLACES = {"sup": "^", "sub": "_"}
_UNICODE = {
    "sup": dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True)),
    "sub": dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)),
}
_DEEPEST = 4  # raised and lowered pieces in each other that are told apart: work stays by the length of the text
_DEGREES = {"o": "°", "O": "°"}  # 30<sup>o</sup>C


@dataclass
class _Words:
    """What was read so far; raised and lowered pieces lie on top of each other until they end."""

    found: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    opened: list[tuple[str, int]] = field(default_factory=list)  # sup or sub, where it began
    lists: list[int | None] = field(default_factory=list)  # number of the next line; None: a list without numbers
    quiet: str = ""

    def tag(self, closing: bool, name: str, more: str) -> None:
        if name in _FILLS:
            self.quiet = "" if closing else name
            return
        if self.quiet:
            return
        if name in _PLACES:
            self._place(closing, name)
        elif not closing and (name in _SEEN or name in _LINES or "text-decoration" in more):
            self.notes.append(
                "left out: " + {"table": "table"}.get(name, "picture" if name in _SEEN else "underlining")
            )
        if name in _BREAKS:
            self.found.append("\n")
        if name in ("ol", "ul"):
            self._list(closing, name, more)
        elif name == "li" and not closing and self.lists and self.lists[-1] is not None:
            number = _whole(more, "value") or self.lists[-1]
            self.found.append(f"{number}. ")
            self.lists[-1] = number + 1

    def _list(self, closing: bool, name: str, more: str) -> None:
        if not closing:
            self.lists.append((_whole(more, "start") or 1) if name == "ol" else None)
        elif self.lists:
            self.lists.pop()

    def _place(self, closing: bool, name: str) -> None:
        if not closing:
            if len(self.opened) < _DEEPEST:
                self.opened.append((name, len(self.found)))
        elif self.opened and self.opened[-1][0] == name:
            self.close()

    def close(self) -> None:
        """Ends the innermost raised or lowered piece."""
        name, begins = self.opened.pop()
        inside = " ".join("".join(self.found[begins:]).split())
        del self.found[begins:]
        if name == "sup" and inside in _DEGREES:
            self.found.append(_DEGREES[inside])
        elif inside and all(sign in _UNICODE[name] for sign in inside):
            self.found.append("".join(_UNICODE[name][sign] for sign in inside))
        elif inside:
            self.found.append(f"{_PLACES[name]}({inside})")


def _whole(attributes: str, name: str) -> int | None:
    found = re.search(rf"\b{name}\s*=\s*[\"']?\s*(\d{{1,4}})\b", attributes, re.ASCII)
    return int(found[1]) if found else None


def plain_of(html: str) -> tuple[str, tuple[str, ...]]:
    """The words of a piece of HTML, and a note where something that is seen or heard was left out."""
    words, at = _Words(), 0
    for tag in _TAG.finditer(html):
        if not words.quiet:
            words.found.append(unescape(html[at : tag.start()]))
        at = tag.end()
        if tag[2]:
            words.tag(bool(tag[1]), tag[2].lower(), tag[3])
    if not words.quiet:
        words.found.append(unescape(html[at:]))
    while words.opened:
        words.close()
    text = "".join(words.found).replace("\xa0", " ")
    return tidy(text), tuple(dict.fromkeys(words.notes))


_CLEAR = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|body|br|center|code|del|div|em|font|h[1-6]|head|hr|html|i|iframe|img|ins|kbd|li|mark|math|ol|p"
    r"|pre|q|s|samp|script|small|source|span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|audio"
    r"|video)(?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))?)*\s*/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")


def words_of(text: str) -> tuple[str, tuple[str, ...]]:
    """The words of a text that may be HTML without saying so, as Moodle shows one: tags and entities count where they are plain.

    Where something only looks like a tag (a<b và c>d) every sign is kept, and noted.
    """
    if _CLEAR.search(text):
        return plain_of(text)
    notes = ("left out: formatting",) if any(tag[2] for tag in _TAG.finditer(text)) else ()
    return tidy(_ENTITY.sub(lambda found: unescape(found[0]), text).replace("\xa0", " ")), notes


def tidy(text: str) -> str:
    """The same with single blanks, without empty lines."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return "\n".join(line for line in lines if line)
