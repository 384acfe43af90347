"""How Vietnamese text is made comparable. Pure; used for every index, every query and every highlight.

`fold` forgets all marks and the bar of đ, so that “hoc tap so” meets “học tập số”, typed in NFC or NFD.
`accented` keeps them in one canonical spelling: the tone goes to the end of the word, so that the old
and the new placement (hoà, hòa) are one word, and “bạn” is still not “bán”.
"""

import re
import unicodedata

_PLAIN_D = str.maketrans(
    "đĐðÐɖƉ", "dDdDdD"
)  # also the letters of other languages that look the same and are typed for it
_ONE_D = str.maketrans("ðɖ", "đđ")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng
_WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 40


def nfc(text: str) -> str:
    """The text with composed letters and without NUL and other control characters (they become spaces)."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in composed)


def fold(text: str) -> str:
    """Lower case without marks, đ as d. On NFC letters of Vietnamese the length stays the same."""
    plain = unicodedata.normalize("NFD", text).translate(_PLAIN_D)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def spelled(text: str) -> list[str]:
    """The words of a text as written (NFC), runs of letters and digits; over-long ones are cut."""
    return [match.group()[:LONGEST_WORD] for match in _WORD.finditer(nfc(text))]


def words(text: str) -> list[str]:
    """The folded words of a text, in order. Words that fold to nothing are left out."""
    return [folded for folded in map(fold, spelled(text)) if folded]


def accented(word: str) -> str:
    """One spelling for a word with its marks: lower case, the tone at the end (hoà and hòa are equal)."""
    decomposed = unicodedata.normalize("NFD", word.lower().translate(_ONE_D))
    tone = "".join(c for c in decomposed if c in _TONES)
    rest = "".join(c for c in decomposed if c not in _TONES)
    return unicodedata.normalize("NFC", rest) + tone


def has_marks(text: str) -> bool:
    """Whether the person typed Vietnamese marks (or đ): then the exact word is preferred."""
    return fold(text) != nfc(text).lower()


def names(text: str, name: str) -> bool:
    """Whether the words of a name stand one after the other in the text; a word typed without marks is any word of its letters."""
    said, wanted = spelled(text), spelled(name)
    starts = range(len(said) - len(wanted) + 1) if wanted else ()
    return any(all(map(_same_word, said[start:], wanted)) for start in starts)


def _same_word(typed: str, word: str) -> bool:
    return accented(typed) == accented(word) or (not has_marks(typed) and fold(typed) == fold(word))


def positions(text: str) -> list[tuple[int, int, str]]:
    """Each word of an NFC text as (start, end, folded word)."""
    return [(m.start(), m.end(), fold(m.group()[:LONGEST_WORD])) for m in _WORD.finditer(text)]
