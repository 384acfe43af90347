"""How written answers are compared (pure): what is forgiven, and what is nearly right.

Forgiven are marks, capitals, blanks, punctuation and small words, so “thẻ atm”, “Thẻ ATM ạ” and “cái thẻ ATM” are one answer;
so are both ways to write one vowel (kỹ, kĩ).
A small word is one only at its place: “cái bàn” is “bàn”, but “giống cái” is not “giống”, nor “bàn là” “bàn”.
Nearly right is what a slip of the finger makes of an accepted answer. A number is right or wrong, in words as in digits.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable

from portal.text.folding import fold

# Before a thing; without marks only those that are hardly another word: “nhung” could be “nhưng”.
_BEFORE = frozenset(["các", "cái", "chiếc", "những"])
_BEFORE_UNMARKED = frozenset(["cac", "cai", "chiec"])
# How somebody begins to answer; an accepted answer that begins so means it: “dạ con” is not “con”, nor “của cải” “cải”.
_BEGUN = frozenset(["của", "dạ", "là", "thì", "vâng"])
_LAST = frozenset(["ạ", "nhé", "nhỉ"])
# Words that turn an answer into another one: numbers and what denies.
_TURNING = frozenset(
    [
        "không", "một", "mốt", "hai", "ba", "bốn", "tư", "năm", "lăm", "nhăm", "sáu", "bảy", "bẩy", "tám", "chín", "mười", "mươi",
        "chục", "trăm", "nghìn", "ngàn", "triệu", "tỉ", "tỷ", "linh", "lẻ", "nửa", "rưỡi", "chưa", "chẳng", "chớ", "đừng",
    ]
)  # fmt: skip
_TURNING_UNMARKED = frozenset(map(fold, _TURNING))
_SIGNS = " .,!?;:…“”„«»‘’\"'()*•"
# A stroke between words parts them as a blank does (hòa-bình), and one with a blank behind it may begin a line of a list;
# before a figure it is a minus, between figures it stays.
_STROKE = re.compile(r"(?<=[^\W\d_])[-‐‑‒–—](?=[^\W\d_])")
_LED = re.compile(rf"(?:[-‐‑‒–—] |[{re.escape(_SIGNS)}])+")
_BEHIND_FIGURES = re.compile(r"(?<=\d)\s+(?=[%°]|[^\W\d_])")  # 50 % is 50%, 5 kg is 5kg
_Y = re.compile(r"\b(h|k|l|m|s|t|v|qu)y\b")  # kỹ and kĩ, lý and lí, quý and quí: both are written
_NEAR = ((8, 2), (4, 1))  # letters of the accepted answer -> slips that are still near


def clean(text: str) -> str:
    """The text in one line without what cannot be seen (control and formatting characters, half characters)."""
    seen = (" " if c.isspace() else c for c in text if c.isspace() or not unicodedata.category(c).startswith("C"))
    return "".join(seen).strip()


def plain(text: str) -> str:
    """How written answers are compared: lower case, no marks, single spaces, no closing punctuation."""
    words = " ".join(_STROKE.sub(" ", fold(clean(text))).split())
    words = words.removeprefix(led[0] if (led := _LED.match(words)) else "").rstrip(_SIGNS)
    words = _BEHIND_FIGURES.sub("", _Y.sub(r"\1i", words))
    return words or clean(text)  # an answer of signs only, as “?”, is compared as it stands


def _words(text: str) -> tuple[list[str], bool]:
    """The words without signs around them, and whether they were typed with marks."""
    parted = _STROKE.sub(" ", unicodedata.normalize("NFC", clean(text).lower()))
    words = [word.strip(_SIGNS) for word in parted.split()]
    return [word for word in words if word], any(fold(word) != word for word in words)


def bare(text: str, begun: Collection[str] = ()) -> str:
    """The same without the small words before and behind it, and those of `begun`, where other words are left."""
    words, marked = _words(text)
    small = (_BEFORE if marked else _BEFORE_UNMARKED) | set(begun)
    while len(words) > 1 and words[-1] in _LAST:
        words = words[:-1]
    while len(words) > 1 and words[0] in small:
        words = words[1:]
    return plain(" ".join(words)) or plain(text)


def _said(text: str) -> set[str]:
    """What a written answer can mean: as it stands, or without the words that only begin it."""
    return {plain(text), bare(text), bare(text, _BEGUN)}


def accepts(accepted: Iterable[str], written: str) -> bool:
    """Whether what was written says one of the accepted answers."""
    found = _said(written)
    return any(plain(one) in found or bare(one) in found for one in accepted)


def nearly(accepted: Iterable[str], written: str) -> bool:
    """Whether it is one of the accepted answers but for a slip or two. A number is right or wrong, never near."""
    found = _said(written)
    return any(_turn_alike(one, written) and any(_near(bare(one), other) for other in found) for one in accepted)


def _turn_alike(accepted: str, written: str) -> bool:
    """Whether the same words turn both. Where one is written without marks, both are read so: “ngan” is in “ngân hàng” too."""
    (wanted, marked), (found, marked_too) = _words(accepted), _words(written)
    if marked and marked_too:
        return [fold(one) for one in wanted if one in _TURNING] == [fold(one) for one in found if one in _TURNING]
    folded = ([fold(one) for one in words] for words in (wanted, found))
    one, other = ([word for word in words if word in _TURNING_UNMARKED] for words in folded)
    return one == other


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
