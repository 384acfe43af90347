"""How written answers are compared (pure): what is forgiven, and what is nearly right.

Forgiven are marks, capitals, blanks, punctuation and small words, so “thẻ atm”, “Thẻ ATM ạ” and “cái thẻ ATM” are one answer.
Nearly right is what a slip of the finger makes of an accepted answer.
"""

import unicodedata
from collections.abc import Iterable

from portal.text.folding import fold

# Words that change nothing in what an answer says. Without marks only those that are then no other word: “da” could be “Đà”.
_MARKED = frozenset(["ạ", "các", "cái", "chiếc", "của", "dạ", "là", "một", "nhé", "nhỉ", "những", "thì", "vâng"])
_UNMARKED = frozenset(["cac", "cai", "chiec", "cua", "mot", "nhe", "nhung", "thi", "vang"])
_SIGNS = " .,!?;:“”\"'"
_NEAR = ((8, 2), (4, 1))  # letters of the accepted answer -> slips that are still near


def clean(text: str) -> str:
    """The text in one line without what cannot be seen (control and formatting characters, half characters)."""
    seen = (" " if c.isspace() else c for c in text if c.isspace() or not unicodedata.category(c).startswith("C"))
    return "".join(seen).strip()


def plain(text: str) -> str:
    """How written answers are compared: lower case, no marks, single spaces, no closing punctuation."""
    words = " ".join(fold(clean(text)).split()).strip(_SIGNS)
    return words or clean(text)  # an answer of signs only, as “?”, is compared as it stands


def bare(text: str) -> str:
    """The same without small words, where other words are left."""
    words = unicodedata.normalize("NFC", clean(text).lower()).split()
    marked = any(fold(word) != word for word in words)
    small = _MARKED if marked else _UNMARKED
    return plain(" ".join([word for word in words if word.strip(_SIGNS) not in small] or words))


def accepts(accepted: Iterable[str], written: str) -> bool:
    """Whether what was written says one of the accepted answers."""
    found = bare(written)
    return any(found == bare(one) for one in accepted)


def nearly(accepted: Iterable[str], written: str) -> bool:
    """Whether it is one of the accepted answers but for a slip or two. A number is right or wrong, never near."""
    found = bare(written)
    return any(_near(bare(one), found) for one in accepted)


def _near(wanted: str, found: str) -> bool:
    if any(c.isdigit() for c in wanted) or wanted == found:
        return False
    most = next((slips for letters, slips in _NEAR if len(wanted) >= letters), 0)
    return most > 0 and abs(len(wanted) - len(found)) <= most and _slips(wanted, found, most) <= most


def _slips(one: str, other: str, most: int) -> int:
    """How many letters must be changed, left out, put in or exchanged with their neighbour; `most` + 1 when more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, second in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != second))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == second:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
