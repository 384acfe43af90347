"""Marking a question (pure): which answers are right, what score, what to say back."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

KINDS = ("single", "several", "true_false", "short_text")
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


@dataclass(frozen=True)
class Mark:
    """The outcome: right or not, a score from 0 to 1, the lines to say."""

    right: bool
    scaled: float
    feedback: tuple[str, ...]


class NoAnswer(ValueError):
    """Nothing was chosen or written."""


def plain(text: str) -> str:
    """How short answers are compared: lower case, no marks, single spaces, no closing punctuation."""
    found = unicodedata.normalize("NFD", text).translate(_PLAIN_D)
    return " ".join("".join(c for c in found if not unicodedata.combining(c)).lower().split()).strip(" .,!?;:“”\"'")


def mark(question: Question, answers: Sequence[str]) -> Mark:
    """Marks the answers (keys of choices, or one text); raises NoAnswer when there is none, ValueError for a strange key."""
    given = [answer.strip() for answer in answers if answer.strip()]
    if not given:
        raise NoAnswer
    if question.kind == "short_text":
        right = plain(given[0]) in {plain(text) for text in question.accepted}
        return Mark(right, float(right), (question.explanation,) if question.explanation else ())
    known = {choice.key: choice for choice in question.choices}
    if any(key not in known for key in given) or (question.kind != "several" and len(given) > 1):
        raise ValueError("this is not one of the answers")
    chosen, wanted = set(given), {choice.key for choice in question.choices if choice.right}
    right = chosen == wanted
    hits, misses = len(chosen & wanted), len(chosen - wanted)
    scaled = 1.0 if right else max(0.0, (hits - misses) / len(wanted)) if question.kind == "several" else 0.0
    lines = [known[key].feedback for key in sorted(chosen) if known[key].feedback]
    return Mark(right, round(scaled, 4), (*lines, *([question.explanation] if question.explanation else [])))


def pattern(question: Question) -> list[str]:
    """correctResponsesPattern of the question's xAPI definition (1.0.3 Data Appendix C)."""
    if question.kind == "short_text":
        return list(question.accepted)
    right = [choice.key for choice in question.choices if choice.right]
    return ["true" if right == ["a"] else "false"] if question.kind == "true_false" else ["[,]".join(right)]


def response(question: Question, answers: Sequence[str]) -> str:
    """The learner's answer as result.response."""
    given = sorted(answer.strip() for answer in answers if answer.strip())
    if question.kind == "true_false":
        return "true" if given == ["a"] else "false"
    return "[,]".join(given)


def answers_of(question: Question, text: str) -> list[str]:
    """The answers again from a result.response."""
    if question.kind == "true_false":
        return ["a" if text == "true" else "b"]
    return [text] if question.kind == "short_text" else text.split("[,]")
