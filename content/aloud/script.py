"""What is read of a page, line by line (pure): a line is a sentence as it stands there and as it is said."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from content.aloud.saying import said
from content.aloud.sentences import paragraphs, split
from content.aloud.voices import LETTERS_A_SECOND, MOST_LETTERS, PACES, VERSION
from content.questions.asked import Question
from content.questions.shown import Shown, shown

SENTENCE, PARAGRAPH, PART, NOTHING = 0.3, 0.55, 0.8, 0.05  # seconds of silence after a line
_GAP = "chỗ trống"


@dataclass(frozen=True)
class Line:
    """`text` is looked for on the page and marked; a remark that stands nowhere has none."""

    text: str
    say: str
    pause: float = SENTENCE
    block: int = 0  # which block of the body it belongs to


@dataclass(frozen=True)
class Script:
    """All lines of a page, or of a step of it."""

    lines: tuple[Line, ...]

    @property
    def letters(self) -> int:
        return sum(len(line.say) for line in self.lines)

    @property
    def readable(self) -> bool:
        """Whether there is something to read, and not more than one reading may hold."""
        return bool(self.lines) and self.letters <= MOST_LETTERS

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lines]

    def seconds(self, pace: str) -> float:
        """About how long it takes, before anybody has measured it."""
        return self.letters / LETTERS_A_SECOND[pace]

    def digest(self, voice: str, pace: str) -> str:
        """The name of its sound: what is said, by whom, how quickly."""
        spoken = [[line.say, line.pause] for line in self.lines]
        told = json.dumps([VERSION, voice, PACES[pace], spoken], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def script(lines: Iterable[Line]) -> Script:
    """The lines of which something can be said."""
    return Script(tuple(line for line in lines if any(one.isalnum() for one in line.say)))


def remark(say: str) -> list[Line]:
    """Something that is only heard."""
    return [Line("", said(say), PARAGRAPH)] if say.strip() else []


def plain(text: str, pause: float = PARAGRAPH) -> list[Line]:
    """The sentences of a text without markup; each of its lines is a paragraph."""
    return [line for part in text.splitlines() for line in _sentences(split(part), pause)]


def rich(markup: str) -> list[Line]:
    """The sentences of a text with markup."""
    return [line for sentences in paragraphs(markup) for line in _sentences(sentences, PARAGRAPH)]


def _sentences(sentences: list[str], pause: float) -> list[Line]:
    last = len(sentences) - 1
    return [Line(one, said(one), pause if place == last else SENTENCE) for place, one in enumerate(sentences)]


def asked(question: Question) -> list[Line]:
    """The question, then what can be chosen, one by one; in no order that tells what is right."""
    begun = split(question.text)
    lines = _sentences(begun, PART)
    if lines:
        lines[0] = Line(begun[0], f"Câu hỏi. {lines[0].say}", lines[0].pause)
    if question.kind not in _PARTS:
        return lines
    seen = shown(question, (), None, seed=(question.text,), over=False)
    return [*lines, *_PARTS[question.kind](seen)]


def _choices(seen: Shown) -> list[Line]:
    return [*plain(seen.scene), *(line for row in seen.rows for line in plain(row.text))]


def _spots(seen: Shown) -> list[Line]:
    return [
        line for number, row in enumerate(seen.rows, 1) for line in _sentences([f"{number}. {row.text}"], PARAGRAPH)
    ]


def _pairs(seen: Shown) -> list[Line]:
    options = seen.rows[0].options if seen.rows else ()
    return [
        *_choices(seen),
        *remark("Chọn trong các câu sau."),
        *(line for _key, words in options for line in remark(words)),
    ]


def _gaps(seen: Shown) -> list[Line]:
    lines: list[Line] = []
    for row in seen.rows:
        if not row.key:
            lines += _sentences(split(row.text), NOTHING)
        elif lines:
            lines[-1] = Line(lines[-1].text, f"{lines[-1].say} {_GAP}", NOTHING)
        else:
            lines.append(Line("", _GAP, NOTHING))
    return lines


_PARTS = {
    **dict.fromkeys(("single", "several", "true_false", "order", "scenario"), _choices),
    "spot": _spots,
    "match": _pairs,
    "fill_in": _gaps,
}
