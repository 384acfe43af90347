"""The small marking of course texts, as the HTML that rich text holds; and how many words are read. Pure."""

import re
from html import escape

_STRONG = re.compile(r"\*\*(.+?)\*\*")
_NUMBERED = re.compile(r"^\d+\. ")
_MARKS = re.compile(r"^(?:## |> |- |\d+\. )|\*\*", re.MULTILINE)


def html(text: str) -> str:
    """A marked text as HTML of Wagtail's rich text: h2, p, ul, ol, blockquote, b.

    “## ” is a heading, “- ” and “1. ” lists, “> ” a message quoted, **strong**; a blank line parts paragraphs. Raises ValueError
    for a line that starts a list inside a paragraph, so that a slip is seen when the file is read.
    """
    return "".join(_block(block.splitlines()) for block in re.split(r"\n\s*\n", text.strip()))


def plain(text: str) -> str:
    """The text without its marks, a line a line."""
    return _MARKS.sub("", text)


def count_words(text: str) -> int:
    """How many words (syllables set apart by blanks, as Vietnamese is written) are read in a marked text."""
    return len([one for one in plain(text).split() if any(sign.isalnum() for sign in one)])


def _block(lines: list[str]) -> str:
    first = lines[0]
    if first.startswith("## "):
        return f"<h2>{_inline(first[3:])}</h2>" + (_block(lines[1:]) if lines[1:] else "")
    if first.startswith("> "):
        return f"<blockquote>{_inline(' '.join(line.removeprefix('> ') for line in lines))}</blockquote>"
    if first.startswith("- "):
        return _list("ul", lines, re.compile(r"^- "))
    if _NUMBERED.match(first):
        return _list("ol", lines, _NUMBERED)
    if any(line.startswith(("- ", "## ", "> ")) for line in lines):
        raise ValueError(f"an empty line is missing before a list, a heading or a message: {first[:60]}")
    return f"<p>{_inline(' '.join(lines))}</p>"


def _list(tag: str, lines: list[str], mark: re.Pattern[str]) -> str:
    if not all(mark.match(line) for line in lines):
        raise ValueError(f"a line of a list has no mark: {lines[0][:60]}")
    return f"<{tag}>" + "".join(f"<li>{_inline(mark.sub('', line))}</li>" for line in lines) + f"</{tag}>"


def _inline(text: str) -> str:
    return _STRONG.sub(r"<b>\1</b>", escape(text, quote=False))
