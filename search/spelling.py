"""Typing errors: a word that no page has is replaced by the nearest word that pages do have.

Works on folded words, so a wrong mark is no error at all. Needs no extension of the database.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice, product

from rapidfuzz import process
from rapidfuzz.distance import OSA

_NEIGHBOURS = 4
_TRIES = 40


def allowed_errors(word: str) -> int:
    """One slip in a syllable, two in a long word, none in a word of one letter or of digits."""
    if len(word) < 2 or word.isdecimal():
        return 0
    return 1 if len(word) < 7 else 2


def neighbours(word: str, vocabulary: Mapping[str, int]) -> list[str]:
    """Known words near this one, the nearest and then the most used first."""
    errors = allowed_errors(word)
    if not errors:
        return []
    near = process.extract(word, vocabulary.keys(), scorer=OSA.distance, score_cutoff=errors, limit=None)
    # The first letter is rarely the slip: among equals prefer words that keep it.
    ranked = sorted(near, key=lambda found: (found[1], found[0][0] != word[0], -vocabulary[found[0]], found[0]))
    return [known for known, distance, _key in ranked if distance][:_NEIGHBOURS]


def corrected(
    words: Sequence[str], vocabulary: Mapping[str, int], count: Callable[[Sequence[str]], int]
) -> tuple[str, ...]:
    """The words with the fewest changes that find something; empty when nothing near does.

    `count` says how many pages have all the words. Words that pages know are kept where that is enough;
    otherwise one of them may be the slip (“hoc tep so”).
    """
    choices = [[word] if word in vocabulary else neighbours(word, vocabulary) for word in words]
    if all(choices):
        for attempt in islice(product(*choices), _TRIES):
            if tuple(attempt) != tuple(words) and count(attempt):
                return tuple(attempt)
    best: tuple[int, tuple[str, ...]] = (0, ())
    if all(word in vocabulary for word in words) and len(words) > 1:
        for place, word in islice(enumerate(words), _TRIES // _NEIGHBOURS):
            for near in neighbours(word, vocabulary):
                attempt = (*words[:place], near, *words[place + 1 :])
                best = max(best, (count(attempt), attempt))
    return best[1]
