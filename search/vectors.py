"""tsvector and tsquery written out by us, so that no server locale or parser changes a Vietnamese word.

A document's vector holds each word twice: folded (`hoc`), and with its marks behind a `=` (`=học` with the
tone last). It is what the configuration 'simple' would give for the folded words. Our words are
letters and digits only, so quoting cannot be broken out of.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from portal.text import folding

_LAST_POSITION = 16_000  # PostgreSQL keeps positions up to 16,383
_MOST_POSITIONS = 200  # of one word; PostgreSQL keeps 256
_GAP = 10  # between two fields, so that a phrase never spans them
EXACT = "="


def tsvector(fields: Iterable[tuple[str, str]]) -> str:
    """The literal of a vector for fields given as (weight A to D, text)."""
    places: dict[str, list[str]] = defaultdict(list)
    position = 1
    for weight, text in fields:
        for written in folding.spelled(text):
            folded = folding.fold(written)
            if not folded:
                continue
            for lexeme in (folded, EXACT + folding.accented(written)):
                if len(places[lexeme]) < _MOST_POSITIONS:
                    places[lexeme].append(f"{position}{weight}")
            position = min(position + 1, _LAST_POSITION)
        position = min(position + _GAP, _LAST_POSITION)
    return " ".join(f"'{lexeme}':{','.join(at)}" for lexeme, at in sorted(places.items()))


def all_of(words: Sequence[str], prefix: str = "") -> str:
    """The literal of a query for pages with every one of these folded words."""
    return " & ".join(f"'{prefix}{word}'" for word in dict.fromkeys(words))


def any_of(words: Sequence[str], prefix: str = "") -> str:
    """The literal of a query for pages with at least one of these words; used to rank."""
    return " | ".join(f"'{prefix}{word}'" for word in dict.fromkeys(words))


def phrase(words: Sequence[str]) -> str:
    """The literal of a query for these folded words one after the other: Vietnamese words are often two syllables."""
    return " <-> ".join(f"'{word}'" for word in words)
