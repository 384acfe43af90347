"""The order of Vietnamese names. Pure: the embedded database knows no Vietnamese order.

Letters come in the order of the alphabet (a ă â b c d đ e ê … o ô ơ … u ư …), tones only decide between equal letters, in the order
ngang, huyền, hỏi, ngã, sắc, nặng. A list of people goes by the given name, then the family name, then what stands between.
"""

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: place for place, letter in enumerate(_LETTERS, 1000)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}  # breve, circumflex, horn: they make another letter, not a tone

Key = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def vietnamese_key(text: str) -> Key:
    """What a text is ordered by: each word's letters, then its tones. NFC or NFD, capital or small, are one."""
    return tuple(_word(word) for word in text.lower().split())


def _word(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    letters: list[str] = []
    tones: list[int] = []
    for mark in unicodedata.normalize("NFD", word):
        if mark in _TONES and letters:
            tones[-1] = _TONES[mark]
        elif mark in _SHAPES and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + mark)
        elif not unicodedata.combining(mark):
            letters.append(mark)
            tones.append(0)
    return tuple(_ORDER.get(one, ord(one[0])) for one in letters), tuple(tones)


def given_first(full_name: str) -> tuple[Key, Key, Key]:
    """Given name, family name, what stands between: as lists of people are ordered. A single word is the given name."""
    words = full_name.split()
    family = words[0] if len(words) > 1 else ""
    return vietnamese_key(words[-1] if words else ""), vietnamese_key(family), vietnamese_key(" ".join(words[1:-1]))
