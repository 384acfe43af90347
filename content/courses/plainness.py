"""How plainly a Vietnamese text is written: its sentences, abbreviations, and words that are not Vietnamese. Pure.

Words are counted as they are written, in syllables set apart by blanks. Whether a syllable is Vietnamese is told by how it is
built: beginning, vowels, end; one that ends in c, ch, p or t carries one of two tones.
"""

import re
import unicodedata
from dataclasses import dataclass

from content.courses.marks import plain

_END = re.compile(r"(?<=[.!?…])[”\"')]*(?:\s+|$)|\n+")
_ADDRESS = re.compile(r"\S*\.example\S*|\S*@\S*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CAPITALS = re.compile(r"\b(?=\w*[A-ZĐ]\w*[A-ZĐ])[A-ZĐƯÔƠ]{2,}\d*\b|\bv\.v\b|\b(?:vd|vv|sđt|đt|tk|mk)\b")
_SYLLABLE = re.compile(
    r"(?:b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?"
    r"(?:[aăâeêioôơuưy]|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|uya|uyê|ưa|ưi|ươ|ưu|yê|"
    r"iêu|oai|oay|oeo|uao|uây|uôi|uyu|ươi|ươu|yêu)(?P<end>ch|c|ng|nh|m|n|p|t)?"
)
_SHARP, _HEAVY = "\u0301", "\u0323"
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


@dataclass(frozen=True)
class Measure:
    """A text measured: words of each sentence."""

    sentences: tuple[int, ...]

    @property
    def mean(self) -> float:
        """Words a sentence."""
        return sum(self.sentences) / len(self.sentences) if self.sentences else 0.0

    @property
    def longest(self) -> int:
        """Words of the longest sentence."""
        return max(self.sentences, default=0)


def sentences(text: str) -> list[str]:
    """The sentences of a marked text; a line of a list and a heading are sentences too."""
    return [one.strip() for one in _END.split(plain(text)) if any(sign.isalnum() for sign in one)]


def measure(text: str) -> Measure:
    """How long the sentences of a marked text are."""
    return Measure(tuple(len([word for word in one.split() if any(map(str.isalnum, word))]) for one in sentences(text)))


def abbreviations(text: str) -> list[str]:
    """Words in capitals and the usual short forms, in order, each once; three capital words in a row are a shout."""
    found, shout = [], []
    for word in [*_ADDRESS.sub(" ", plain(text)).split(), ""]:
        if word.isupper() and any(map(str.isalpha, word)):
            shout.append(word)
            continue
        found += [*(shout if len(shout) < 3 else []), word]
        shout = []
    return list(dict.fromkeys(one[0] for one in _CAPITALS.finditer(" ".join(found))))


def is_syllable(word: str) -> bool:
    """Whether a word could be one Vietnamese syllable."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = _TONES.findall(apart)
    bare = unicodedata.normalize("NFC", _TONES.sub("", apart))
    found = _SYLLABLE.fullmatch(bare)
    if found is None or len(tones) > 1:
        return False
    return found["end"] not in ("c", "ch", "p", "t") or tones in ([_SHARP], [_HEAVY])


def foreign_words(text: str) -> list[str]:
    """Words that are no Vietnamese syllables, in order, each once. Addresses, single letters and words with
    figures in them are left out."""
    words = _WORD.findall(re.sub(r"\S*\d\S*", " ", _ADDRESS.sub(" ", plain(text))))
    parts = [part for word in words for part in word.split("-")]
    return list(dict.fromkeys(part for part in parts if len(part) > 1 and not is_syllable(part)))
