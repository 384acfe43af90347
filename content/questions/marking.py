"""Marking a question (pure): which answers are right, what score, what to say back."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

KINDS = ("single", "several", "true_false", "short_text")
LONGEST = 200  # characters of a short answer; the field of the page says the same
_MOST = 10  # answers looked at, where there are not even so many choices
_LONGEST_RAW = 20 * LONGEST  # with blanks and what cannot be seen
_PLAIN_D = str.maketrans("đĐ", "dD")


@dataclass(frozen=True)
class Choice:
    """One answer to choose: its key within the question, text, whether it is right, what to say when it was chosen."""

    key: str
    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True)
class Question:
    """A question as the marker needs it."""

    kind: str
    text: str
    choices: tuple[Choice, ...] = ()
    accepted: tuple[str, ...] = ()
    explanation: str = ""
    said_right: str = ""  # to a short answer that is accepted
    said_wrong: str = ""  # to one that is not


@dataclass(frozen=True)
class Mark:
    """The outcome: right or not, a score from 0 to 1, the lines to say."""

    right: bool
    scaled: float
    feedback: tuple[str, ...]


class NoAnswer(ValueError):
    """Nothing was chosen or written."""


class TooLong(ValueError):
    """More was written than a short answer can be."""


def _clean(text: str) -> str:
    """The text in one line without what cannot be seen (control and formatting characters, half characters)."""
    seen = (" " if c.isspace() else c for c in text if c.isspace() or not unicodedata.category(c).startswith("C"))
    return "".join(seen).strip()


def _given(answers: Sequence[str]) -> list[str]:
    """What was answered: cleaned, nothing twice, in one order."""
    return sorted({answer for answer in map(_clean, answers) if answer})


def plain(text: str) -> str:
    """How short answers are compared: lower case, no marks, single spaces, no closing punctuation."""
    found = unicodedata.normalize("NFD", _clean(text).lower()).translate(_PLAIN_D)
    words = " ".join("".join(c for c in found if not unicodedata.combining(c)).split()).strip(" .,!?;:“”\"'")
    return words or _clean(text)  # an answer of signs only, as “?”, is compared as it stands


def mark(question: Question, answers: Sequence[str]) -> Mark:
    """Marks the answers (keys of choices, or one text); raises NoAnswer, TooLong, or ValueError for a strange key."""
    if len(answers) > max(_MOST, len(question.choices)):
        raise ValueError("there are not as many answers as that")
    if any(len(answer) > _LONGEST_RAW for answer in answers):  # before each character is looked at
        raise TooLong
    given = _given(answers)
    if not given:
        raise NoAnswer
    if question.kind != "several" and len(given) > 1:
        raise ValueError("one answer at a time")
    explained = [question.explanation] if question.explanation else []
    if question.kind == "short_text":
        if len(given[0]) > LONGEST:
            raise TooLong
        right = plain(given[0]) in {plain(text) for text in question.accepted}
        said = question.said_right if right else question.said_wrong
        return Mark(right, float(right), (*([said] if said else []), *explained))
    known = {choice.key: choice for choice in question.choices}
    if any(key not in known for key in given):
        raise ValueError("this is not one of the answers")
    chosen, wanted = set(given), {choice.key for choice in question.choices if choice.right}
    right = chosen == wanted
    hits, misses = len(chosen & wanted), len(chosen - wanted)
    scaled = 1.0 if right else max(0.0, (hits - misses) / len(wanted)) if question.kind == "several" else 0.0
    lines = [known[key].feedback for key in sorted(chosen) if known[key].feedback]
    return Mark(right, round(scaled, 4), (*lines, *explained))


def version(question: Question) -> str:
    """A short mark of what is asked and what is right, the same in whatever order the answers stand; for context.revision."""
    answers = sorted((choice.key, choice.text, choice.right) for choice in question.choices)
    asked = repr((question.kind, question.text, answers, sorted(question.accepted)))
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def pattern(question: Question) -> list[str]:
    """correctResponsesPattern of the question's xAPI definition (1.0.3 Data Appendix C)."""
    if question.kind == "short_text":
        return list(question.accepted)
    right = [choice.key for choice in question.choices if choice.right]
    return ["true" if right == ["a"] else "false"] if question.kind == "true_false" else ["[,]".join(right)]


def response(question: Question, answers: Sequence[str]) -> str:
    """The learner's answer as result.response."""
    given = _given(answers)
    if question.kind == "true_false":
        return "true" if given == ["a"] else "false"
    return "[,]".join(given)


def answers_of(question: Question, text: str) -> list[str]:
    """The answers again from a result.response."""
    if question.kind == "true_false":
        return ["a" if text == "true" else "b"]
    return [text] if question.kind == "short_text" else text.split("[,]")
