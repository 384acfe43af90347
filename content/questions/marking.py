"""Marking a question of any kind (pure): which answers are right, what score, what to say back, how it stands in statements."""

import hashlib
from collections.abc import Sequence

from content.questions.asked import (
    LONGEST,
    Choice,
    HalfAnswer,
    Mark,
    NoAnswer,
    NoMoreTries,
    NoNumber,
    Question,
    TooLong,
)
from content.questions.kinds import REGISTER
from content.questions.words import plain

KINDS = tuple(REGISTER)
_OLDEST = ("single", "several", "true_false", "short_text")  # whose versions were written down before there were others


def mark(question: Question, answers: Sequence[str]) -> Mark:
    """Marks the answers as a form sent them. Raises NoAnswer, HalfAnswer, NoNumber, TooLong, or ValueError for strange ones."""
    return REGISTER[question.kind].mark(question, answers)


def said(question: Question, found: Mark, *, last: bool) -> tuple[str, ...]:
    """What to say: about what was answered, then the hint, or after the right answer or the last try the explanation."""
    more = question.explanation if found.right or last else question.hint
    return (*found.feedback, *([more] if more and not found.lines else []))


def version(question: Question) -> str:
    """A short mark of what is asked and what is right, the same in whatever order the answers stand; for context.revision."""
    if question.kind in _OLDEST:
        answers = sorted((choice.key, choice.text, choice.right) for choice in question.choices)
        asked = repr((question.kind, question.text, answers, sorted(question.accepted)))
    else:
        asked = repr((question.kind, question.text, REGISTER[question.kind].asked(question)))
    return hashlib.sha256(asked.encode()).hexdigest()[:16]


def pattern(question: Question) -> list[str]:
    """correctResponsesPattern of the question's xAPI definition (1.0.3 Data Appendix C)."""
    return REGISTER[question.kind].pattern(question)


def response(question: Question, answers: Sequence[str]) -> str:
    """The learner's answer as result.response."""
    return REGISTER[question.kind].response(question, answers)


def answers_of(question: Question, text: str) -> list[str]:
    """The answers again from a result.response."""
    return REGISTER[question.kind].answers_of(question, text)


__all__ = [
    "KINDS",
    "LONGEST",
    "Choice",
    "HalfAnswer",
    "Mark",
    "NoAnswer",
    "NoMoreTries",
    "NoNumber",
    "Question",
    "TooLong",
    "answers_of",
    "mark",
    "pattern",
    "plain",
    "response",
    "said",
    "version",
]
