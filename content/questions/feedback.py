"""What is said to an answer, once: authors often begin with the words that the page itself says first (pure)."""

from collections.abc import Sequence

_ENDS = ("", " ", ".", "!", ",", ":", ";")


def begins_with(text: str, verdict: str) -> bool:
    """Whether a text says the verdict itself, as “Đúng vậy, …” says “Đúng.”"""
    words, text = verdict.strip(" .!").casefold(), text.strip().casefold()
    return bool(words) and text.startswith(words) and text[len(words) :][:1] in _ENDS


def said_once(verdict: str, lines: Sequence[str]) -> list[str]:
    """The lines to say after the verdict (“Đúng rồi.”): none begins with it again, and none stands twice."""
    said: list[str] = []
    for line in lines:
        text = line.strip()
        if begins_with(text, verdict):
            text = text[len(verdict.strip(" .!")) :].lstrip(" .!,:;")
            text = text[:1].upper() + text[1:]
        if text and text not in said:
            said.append(text)
    return said
