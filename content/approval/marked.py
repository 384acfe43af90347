"""Two texts beside each other, the words that differ marked (pure): taken out of the first, added in the second."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_TAG, _ENDS = re.compile(r"<[^>]*>"), re.compile(r"</(?:p|li|h\d|blockquote)>|<br ?/?>|<hr ?/?>")
MOST = 3000  # tokens of a text that is compared word by word; a longer one is marked as a whole


@dataclass(frozen=True)
class Run:
    """Words that stand together: `marked` when the other text does not have them."""

    text: str
    marked: bool


def plain(html: str) -> str:
    """Rich text as lines; any other text as it is."""
    if "<" not in html:
        return html
    return unescape(_TAG.sub("", _ENDS.sub("\n", html))).strip()


def beside(before: str, after: str) -> tuple[list[Run], list[Run]]:
    """Both texts in runs."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if len(old) > MOST or len(new) > MOST:
        return [Run(before, True)] if before else [], [Run(after, True)] if after else []
    left: list[Run] = []
    right: list[Run] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if b > a:
            left.append(Run("".join(old[a:b]), what != "equal"))
        if d > c:
            right.append(Run("".join(new[c:d]), what != "equal"))
    return left, right
