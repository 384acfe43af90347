"""What a draft still lacks, or makes hard to read, for its author's eyes (pure). Nothing here stops a publication."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from content.media.captions import timed
from content.questions.kinds import REGISTER
from content.writing.patterns import unwritten

LONGEST_SENTENCE = 30  # words (syllables set apart by blanks); the portal's proposal
_TAG, _ENDS = re.compile(r"<[^>]{0,2000}>"), re.compile(r"(?<=[.!?…])\s+|\n")
_BREAKS = re.compile(r"</(?:p|li|h2|h3|blockquote)>|<br ?/?>")
_SHORT = re.compile(r"\b(?=\w{2,8}\b)[A-ZĐ]{2,}\d?\b")
_KNOWN = frozenset(["QR", "PDF", "SIM", "OTP", "VNEID", "ATM", "II", "III", "IV", "VI", "VII", "VIII", "IX", "XI"])


@dataclass(frozen=True)
class Warned:
    """One thing to look at: the name of what it is, and the words it is about."""

    name: str
    detail: str = ""


def warnings_of(body: Iterable[Any], *, licence: str, mapped: bool, intro: str = "") -> list[Warned]:
    """All of a lesson: blocks as a StreamField stores them (`get_prep_value`)."""
    found: list[Warned] = []
    questions = 0
    for block in body:
        kind, value = block["type"], block["value"]
        if kind in REGISTER:
            questions += 1
            found += _of_question(value)
        else:
            found += _of_seen(kind, value)
        found += [Warned("unwritten", text[:80]) for text in unwritten(value)]
    found += hard_to_read(intro)
    if not questions:
        found.append(Warned("no question"))
    if not licence.strip():
        found.append(Warned("licence"))
    if not mapped:
        found.append(Warned("mapping"))
    return list(dict.fromkeys(found))


def _of_gallery(value: dict[str, Any]) -> Iterator[Warned]:
    """A ListBlock may be stored as items with ids, or as bare values."""
    for one in value.get("pictures") or ():
        picture = one.get("value", one)
        if not (picture.get("alt") or "").strip():
            yield Warned("alt", picture.get("caption") or value.get("title") or "")
        if not (picture.get("credit") or "").strip():
            yield Warned("credit", picture.get("caption") or value.get("title") or "")


def _of_film(value: dict[str, Any]) -> Iterator[Warned]:
    """Captions are its words to read as well, and words with times are captions."""
    if not value.get("captions") and not timed(value.get("words") or "", None):
        yield Warned("captions", value.get("title") or "")


def warnings_of_news(body: Iterable[Any], *, lead: str, picture: bool, alt: str, credit: str) -> list[Warned]:
    """All of a piece of news. `picture`: it has a photo as its main picture."""
    found: list[Warned] = []
    if not lead.strip():
        found.append(Warned("lead"))
    if picture and not alt.strip():
        found.append(Warned("main alt"))
    if picture and not credit.strip():
        found.append(Warned("main credit"))
    for block in body:
        kind, value = block["type"], block["value"]
        found += _of_seen(kind, value)
        if kind == "picture" and value.get("image") and not (value.get("credit") or "").strip():
            found.append(Warned("credit", value.get("caption") or ""))
    return list(dict.fromkeys([*found, *hard_to_read(lead)]))


def _of_steps(value: dict[str, Any]) -> list[str]:
    return [value.get("title") or "", *(one["value"].get("text") or "" for one in value.get("steps") or ())]


def _of_terms(value: dict[str, Any]) -> list[str]:
    return [one["value"].get("meaning") or "" for one in value.get("terms") or ()]


# What is read of a block that is neither a picture nor a question.
_READ: dict[str, Callable[[Any], list[str]]] = {
    "text": lambda value: [value or ""],
    "callout": lambda value: [value.get("text") or ""],
    "steps": _of_steps,
    "glossary": _of_terms,
    "link": lambda value: [value.get("about") or ""],
    "poll": lambda value: [value.get("question") or ""],
    "reflection": lambda value: [value.get("question") or "", value.get("hint") or ""],
}


def _of_seen(kind: str, value: Any) -> Iterator[Warned]:
    """What is read, seen or heard and is no question."""
    if kind in _READ:
        yield from (warned for text in _READ[kind](value) for warned in hard_to_read(text))
    if kind == "steps":
        yield from _of_pictures(value)
    elif kind == "picture" and not (value.get("alt") or "").strip():
        yield Warned("alt", value.get("caption") or "")
    elif kind == "gallery":
        yield from _of_gallery(value)
    elif kind == "film":
        yield from _of_film(value)
    elif kind == "sound" and not (value.get("words") or "").strip():
        yield Warned("words", value.get("title") or "")


def _of_pictures(value: dict[str, Any]) -> Iterator[Warned]:
    """Steps whose picture lacks words."""
    for one in (item["value"] for item in value.get("steps") or ()):
        if (one.get("image") or one.get("drawn")) and not (one.get("alt") or "").strip():
            yield Warned("alt", (one.get("text") or "")[:80])


def _of_question(value: dict[str, Any]) -> Iterator[Warned]:
    if not (value.get("question") or "").strip():
        yield Warned("half")
    elif not (value.get("explanation") or "").strip():
        yield Warned("explanation", value["question"][:80])
    yield from hard_to_read(value.get("question") or "")


def hard_to_read(html: str) -> Iterator[Warned]:
    """Sentences that are too long, and abbreviations that a reader may not know."""
    text = unescape(_TAG.sub("", _BREAKS.sub("\n", html)))
    for sentence in _ENDS.split(text):
        words = sentence.split()
        if len(words) > LONGEST_SENTENCE:
            yield Warned("long", " ".join(words[:8]) + " …")
        if sentence.upper() != sentence:  # a line in capitals is no row of abbreviations
            yield from (Warned("short", one) for one in _SHORT.findall(sentence) if one.upper() not in _KNOWN)
