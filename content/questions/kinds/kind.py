"""What every kind of question can do (pure). A kind is one object in the register; pages know it by its key alone.

Answers come as a form sends them: a list of texts, whatever the browser can do. Kinds whose answer has parts join the key of
the part and what was given for it by `PART`, as the protocol does between the two sides of a pair (1.0.3 Data, Appendix C).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from content.questions.asked import LONGEST, Mark, Question, TooLong
from content.questions.words import clean

JOIN, PART, RANGE = "[,]", "[.]", "[:]"  # between answers; between a part and its answer; between the ends of a range
_LONGEST_RAW = 20 * LONGEST  # of one answer with blanks and what cannot be seen
MOST = 10  # answers looked at, where there are not even so many parts


@dataclass(frozen=True)
class Fault:
    """Why a question cannot be asked yet: the field, and the reason's name (`content.questions.faults` has the words)."""

    field: str
    reason: str


def given(answers: Sequence[str], most: int | None = None) -> list[str]:
    """What was answered: cleaned, nothing twice, in one order. Raises ValueError (too many) or TooLong."""
    if most is not None and len(answers) > most:
        raise ValueError("there are not as many answers as that")
    if any(len(answer) > _LONGEST_RAW for answer in answers):  # before each character is looked at
        raise TooLong
    return sorted({answer for answer in map(clean, answers) if answer})


def parts(answers: Sequence[str], most: int) -> dict[str, str]:
    """Key of a part -> what was given for it; parts that are empty are left out. Raises ValueError, TooLong."""
    found: dict[str, str] = {}
    if len(answers) > most:
        raise ValueError("there are not as many answers as that")
    for answer in answers:
        if len(answer) > _LONGEST_RAW:
            raise TooLong
        key, joined, text = answer.partition(PART)
        if not joined or key in found:
            raise ValueError("this is not an answer to a part of the question")
        text = clean(text)
        if len(text) > LONGEST:
            raise TooLong
        found[key] = text
    return {key: text for key, text in found.items() if text}


class Kind:
    """One kind of question. `several`: a form of it sends more than one answer."""

    key = ""
    interaction = "other"  # of xAPI 1.0.3 Data, Appendix C
    several = False

    def faults(self, question: Question) -> list[Fault]:
        """What must be mended before it can be asked; half a question can be kept, not published."""
        return [] if question.text.strip() else [Fault("question", "empty")]

    def received(self, question: Question, answers: Sequence[str], secret: str) -> list[str]:
        """The answers as they may be kept: a `secret` typed beside them goes in as what comes of it, never itself."""
        return list(answers)

    def mark(self, question: Question, answers: Sequence[str]) -> Mark:
        """Marks an answer. Raises NoAnswer, TooLong, HalfAnswer, NoNumber, or ValueError for what a form cannot send."""
        raise NotImplementedError

    def pattern(self, question: Question) -> list[str]:
        """correctResponsesPattern of its xAPI definition; any one of these is right."""
        raise NotImplementedError

    def response(self, question: Question, answers: Sequence[str]) -> str:
        """The answer as result.response."""
        raise NotImplementedError

    def answers_of(self, question: Question, response: str) -> list[str]:
        """The answers again from a result.response."""
        raise NotImplementedError

    def components(self, question: Question) -> dict[str, list[tuple[str, str]]]:
        """Lists of its xAPI definition (choices, source, target, steps): key and text each."""
        return {}

    def asked(self, question: Question) -> object:
        """What is asked and what is right, the same however it is sorted: another value is another version."""
        raise NotImplementedError
