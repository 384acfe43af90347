"""Questions whose answers are written: a few words, words in a sentence, a number."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import islice, product

from content.questions.asked import LONGEST, HalfAnswer, Mark, NoAnswer, NoNumber, Question, Told, TooLong
from content.questions.kinds.kind import JOIN, MOST, PART, RANGE, Fault, Kind, given, parts
from content.questions.numbers import readings_with
from content.questions.words import accepts, clean, nearly

PATTERNS = 50  # right answers named in a definition, where words for several gaps could be combined into more


class ShortText(Kind):
    """A few words; several phrasings may be accepted."""

    key = "short_text"
    interaction = "fill-in"

    def faults(self, question: Question) -> list[Fault]:
        found = super().faults(question)
        if not any(clean(one) for one in question.accepted):
            found.append(Fault("accepted", "empty"))
        if any(len(clean(one)) > LONGEST for one in question.accepted):
            found.append(Fault("accepted", "long"))
        return found

    def mark(self, question: Question, answers: Sequence[str]) -> Mark:
        found = given(answers, MOST)
        if not found:
            raise NoAnswer
        if len(found) > 1:
            raise ValueError("one answer at a time")
        if len(found[0]) > LONGEST:
            raise TooLong
        right = accepts(question.accepted, found[0])
        close = not right and nearly(question.accepted, found[0])
        said = question.said_right if right else question.said_wrong
        state = "right" if right else "close" if close else "wrong"
        return Mark(right, float(right), (Told("", state, said),), close)

    def pattern(self, question: Question) -> list[str]:
        return list(question.accepted)

    def response(self, question: Question, answers: Sequence[str]) -> str:
        return JOIN.join(given(answers))

    def answers_of(self, question: Question, response: str) -> list[str]:
        return [response]

    def asked(self, question: Question) -> object:
        return sorted(question.accepted)


_GAP = re.compile(r"\{(\w{1,20})\}")


def pieces(sentence: str) -> list[tuple[str, str]]:
    """A sentence with gaps in order: (text, "") or ("", key of a gap)."""
    found, at = [], 0
    for mark in _GAP.finditer(sentence):
        found += [(sentence[at : mark.start()], ""), ("", mark[1])]
        at = mark.end()
    return [one for one in [*found, (sentence[at:], "")] if one != ("", "")]


class FillIn(Kind):
    """Words in a sentence: each gap judged for itself, the score is their share."""

    key = "fill_in"
    interaction = "fill-in"
    several = True

    def faults(self, question: Question) -> list[Fault]:
        found = super().faults(question)
        there = [key for _text, key in pieces(question.sentence) if key]
        if not there:
            found.append(Fault("sentence", "no gap"))
        if len(set(there)) < len(there):
            found.append(Fault("sentence", "gap twice"))
        if set(there) != {gap.key for gap in question.gaps}:
            found.append(Fault("gaps", "other than in the sentence"))
        if any(not any(clean(one) for one in gap.accepted) for gap in question.gaps):
            found.append(Fault("gaps", "empty"))
        return found

    def _given(self, question: Question, answers: Sequence[str]) -> dict[str, str]:
        found = parts(answers, max(MOST, len(question.gaps)))
        # The sign that joins gaps in a record is no word; without it what is marked is what is recorded.
        found = {key: text.replace(JOIN, " ").strip() for key, text in found.items()}
        keys = [gap.key for gap in question.gaps]
        if set(found) - set(keys):
            raise ValueError("this is not a gap of the sentence")
        if not found:
            raise NoAnswer
        if left := [key for key in keys if not found.get(key)]:
            raise HalfAnswer(*left)
        return found

    def mark(self, question: Question, answers: Sequence[str]) -> Mark:
        found, told = self._given(question, answers), []
        for gap in question.gaps:
            right = accepts(gap.accepted, found[gap.key])
            state = "right" if right else "close" if nearly(gap.accepted, found[gap.key]) else "wrong"
            told.append(Told(gap.key, state, "" if right else gap.feedback))
        hits = sum(one.state == "right" for one in told)
        close = hits < len(told) and all(one.state != "wrong" for one in told)
        right = hits == len(told)
        return Mark(right, round(hits / len(told), 4), tuple(told), close)

    def pattern(self, question: Question) -> list[str]:
        ways = product(*(gap.accepted for gap in question.gaps))
        return [JOIN.join(way) for way in islice(ways, PATTERNS)]

    def response(self, question: Question, answers: Sequence[str]) -> str:
        found = self._given(question, answers)
        return JOIN.join(found[gap.key] for gap in question.gaps)

    def answers_of(self, question: Question, response: str) -> list[str]:
        written = response.split(JOIN)
        return [f"{gap.key}{PART}{text}" for gap, text in zip(question.gaps, written, strict=False)]

    def asked(self, question: Question) -> object:
        return question.sentence, [(gap.key, sorted(gap.accepted)) for gap in question.gaps]


_LIKE_THOUSANDS = re.compile(r"-?[1-9]\d{0,2},\d{3}")


class Number(Kind):
    """A number, right within a tolerance; its unit may be written behind it."""

    key = "number"
    interaction = "numeric"

    def faults(self, question: Question) -> list[Fault]:
        found = super().faults(question)
        if question.number is None or not question.number.is_finite():
            found.append(Fault("number", "empty"))
        if not question.tolerance.is_finite() or question.tolerance < 0:
            found.append(Fault("tolerance", "negative"))
        return found

    def _read(self, question: Question, answers: Sequence[str]) -> set[Decimal]:
        found = given(answers, MOST)
        if not found:
            raise NoAnswer
        if len(found) > 1:
            raise ValueError("one answer at a time")
        if len(found[0]) > LONGEST:
            raise TooLong
        numbers = readings_with(found[0], question.unit)
        if not numbers:
            raise NoNumber
        return numbers

    def mark(self, question: Question, answers: Sequence[str]) -> Mark:
        right = any(self._fits(question, one) for one in self._read(question, answers))
        said = question.said_right if right else question.said_wrong
        return Mark(right, float(right), (Told("", "right" if right else "wrong", said),))

    def _fits(self, question: Question, number: Decimal) -> bool:
        return question.number is not None and abs(number - question.number) <= question.tolerance

    def pattern(self, question: Question) -> list[str]:
        number = question.number or Decimal(0)
        return [
            RANGE.join(f"{end.normalize():f}" for end in (number - question.tolerance, number + question.tolerance))
        ]

    def response(self, question: Question, answers: Sequence[str]) -> str:
        """The reading that is right, else the one that is written here: digits, a point, no groups."""
        numbers = sorted(self._read(question, answers), key=lambda one: (not self._fits(question, one), -abs(one), one))
        return f"{numbers[0].normalize():f}"

    def answers_of(self, question: Question, response: str) -> list[str]:
        """As it is written here; where that could be read as thousands (1,125), a zero more says what was meant."""
        written = response.replace(".", ",")
        if _LIKE_THOUSANDS.fullmatch(written) and self.response(question, [written]) != response:
            written += "0"
        return [written]

    def asked(self, question: Question) -> object:
        numbers = [None if one is None else f"{one.normalize():f}" for one in (question.number, question.tolerance)]
        return numbers, question.unit
