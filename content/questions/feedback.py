"""What is said to an answer, once: authors often begin with the words that the page itself says first (pure)."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_ENDS = ("", " ", ".", "!", ",", ":", ";")


def begins_with(text: str, verdict: str) -> bool:
    """Whether a text says the verdict itself, as “Đúng vậy, …” says “Đúng.”"""
    words, text = verdict.strip(" .!").casefold(), text.strip().casefold()
    return bool(words) and text.startswith(words) and text[len(words) :][:1] in _ENDS


def said_once(verdict: str, lines: Sequence[str], before: Sequence[str] = ()) -> list[str]:
    """The lines to say after the verdict (“Đúng rồi.”): none begins with it again, and none stands twice, also where what
    was said `before`, beside a part of the answer, has its words already."""
    told = [_words(line) for line in before]
    said: list[str] = []
    for line in lines:
        text = line.strip()
        if begins_with(text, verdict):
            text = text[len(verdict.strip(" .!")) :].lstrip(" .!,:;")
            text = text[:1].upper() + text[1:]
        if text and not any(_within(_words(text), one) for one in told):
            said.append(text)
            told.append(_words(text))
    return said


def _within(words: str, said: str) -> bool:
    """Whether this was said: the same words, or a sentence of three and more that stands in another line."""
    return words == said or (len(words.split()) > 2 and words in said)


def _words(text: str) -> str:
    """Its words alone, with a space on either side: what differs by a sign or a capital says the same."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
