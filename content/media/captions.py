"""Captions: WebVTT read strictly, a transcript with times made into it, and both as words to read below a film (pure).

Source: WebVTT, W3C Candidate Recommendation, sections 4 and 6; of it what films of a centre need: cues with text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape

from content.media.times import WrongLine, clock, moment

MOST_CUES, MOST_BYTES = 2000, 512 * 1024
DRAFT = "nhap"  # in the address of captions: those of the newest draft, for its preview
_STAMP = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"\s*{_STAMP}\s+-->\s+{_STAMP}(?:\s.*)?")
_TAG = re.compile(r"<[^>]{0,200}>")
_ENDS = re.compile(r"(?<=[.!?…])\s+")
_PARAGRAPH = 25.0  # seconds after which a new paragraph begins, at the end of a sentence
_LAST = 4.0  # seconds that a line stands when nobody knows where the film ends


@dataclass(frozen=True)
class Cue:
    """Words on the film from one moment to another, in seconds."""

    begin: float
    end: float
    text: str


@dataclass(frozen=True)
class Sentence:
    """A sentence of a transcript; `at`: when it is said, None where nobody told."""

    text: str
    at: float | None = None


@dataclass(frozen=True)
class Paragraph:
    """Sentences that are read together."""

    sentences: tuple[Sentence, ...]

    @property
    def at(self) -> float | None:
        return self.sentences[0].at if self.sentences else None

    @property
    def clock(self) -> str:
        return "" if self.at is None else clock(self.at)


def read(data: bytes) -> list[Cue]:
    """The cues of a WebVTT file, in order. Raises WrongLine for what is none."""
    if len(data) > MOST_BYTES:
        raise WrongLine(1, "", "large file", str(MOST_BYTES // 1024))
    try:
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    except UnicodeDecodeError:
        raise WrongLine(1, "", "no text") from None
    if not re.match(r"WEBVTT(?:[ \t].*)?$", lines[0]):
        raise WrongLine(1, lines[0], "no head")
    found: list[Cue] = []
    for number, block in _blocks(lines):
        cue = _cue(number, block, found[-1].begin if found else 0.0)
        if cue is not None:
            found.append(cue)
        if len(found) > MOST_CUES:
            raise WrongLine(number, block[0], "many cues", str(MOST_CUES))
    if not found:
        raise WrongLine(len(lines), "", "no cues")
    return found


def _blocks(lines: Sequence[str]) -> Iterable[tuple[int, list[str]]]:
    """The parts between empty lines, each with the number of its first line; the head is none of them."""
    held: list[str] = []
    start = 0
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            start = start if held else number
            held.append(line)
        elif held:
            if start > 1:
                yield start, held
            held = []


def _cue(number: int, block: list[str], earliest: float) -> Cue | None:
    if re.match(r"(?:NOTE|STYLE|REGION)(?:\s|$)", block[0]):
        return None
    place = 0 if "-->" in block[0] else 1
    found = _TIMES.fullmatch(block[place]) if place < len(block) else None
    if found is None:
        raise WrongLine(number + min(place, len(block) - 1), block[min(place, len(block) - 1)], "no times")
    begin, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
    if end <= begin:
        raise WrongLine(number + place, block[place], "ends early")
    if begin < earliest:
        raise WrongLine(number + place, block[place], "out of order")
    text = " ".join(unescape(_TAG.sub("", " ".join(block[place + 1 :]))).split())
    return Cue(begin, end, text) if text else None


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def written(cues: Iterable[Cue]) -> str:
    """The cues as a WebVTT file."""
    return "WEBVTT\n\n" + "\n".join(
        f"{_stamp(one.begin)} --> {_stamp(one.end)}\n{escape(one.text, quote=False)}\n" for one in cues
    )


def _stamp(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"


def timed(words: str, length: float | None) -> list[Cue]:
    """A transcript whose first line begins with a moment as cues: the sentences of a line share the time to the next one.

    None of them where the first line has no moment, or a later one comes before an earlier: then nobody knows when what is said.
    """
    parts: list[tuple[float, list[str]]] = []
    for line in filter(str.strip, words.splitlines()):
        at, rest = _begun(line)
        if at is None and not parts:
            return []
        if at is not None:
            if parts and at <= parts[-1][0]:
                return []
            parts.append((at, []))
        parts[-1][1].extend(one for one in _ENDS.split(rest.strip()) if one)
    if not parts:
        return []
    ends = [at for at, _said in parts[1:]]
    cues: list[Cue] = []
    for (at, said), end in zip(parts, [*ends, None], strict=True):
        until = end or (length if length and length > at else at + _LAST * max(1, len(said)))
        letters, now = sum(map(len, said)), at
        for sentence in said:
            later = now + (until - at) * len(sentence) / letters
            cues.append(Cue(now, later, sentence))
            now = later
    return cues


def _begun(line: str) -> tuple[float | None, str]:
    try:
        told = moment(line)
    except ValueError:
        told = None
    return told if told is not None else (None, line)


def paragraphs(cues: Sequence[Cue], words: str = "") -> list[Paragraph]:
    """What is said, to be read: the words that were typed, otherwise the captions as whole sentences."""
    if words.strip() and not cues:
        return [Paragraph((Sentence(line.strip()),)) for line in words.splitlines() if line.strip()]
    found: list[Paragraph] = []
    held: list[Sentence] = []
    for sentence in _sentences(cues):
        if held and sentence.at is not None and sentence.at - (held[0].at or 0.0) >= _PARAGRAPH:
            found.append(Paragraph(tuple(held)))
            held = []
        held.append(sentence)
    return [*found, Paragraph(tuple(held))] if held else found


def _sentences(cues: Sequence[Cue]) -> Iterable[Sentence]:
    """Cues cut a sentence in two as often as not: what does not end yet is put together with what follows."""
    text, at = "", 0.0
    for cue in cues:
        at = at if text else cue.begin
        text = f"{text} {cue.text}".strip()
        if re.search(r"[.!?…”\"]$", text) or len(text) > 240:
            yield Sentence(text, at)
            text = ""
    if text:
        yield Sentence(text, at)
