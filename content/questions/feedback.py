"""What is said to an answer, once: authors often begin with the words that the page itself says first (pure)."""

from collections.abc import Sequence


def said_once(verdict: str, lines: Sequence[str]) -> list[str]:
    """The lines to say after the verdict (“Đúng rồi.”): none begins with it again, and none stands twice."""
    words, said = verdict.strip(" .!").casefold(), []
    for line in lines:
        text = line.strip()
        after = text[len(words) :]
        if text.casefold().startswith(words) and after[:1] in ("", " ", ".", "!", ",", ":", ";"):
            text = after.lstrip(" .!,:;")
            text = text[:1].upper() + text[1:]
        if text and text not in said:
            said.append(text)
    return said
