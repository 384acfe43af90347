"""Why an answer cannot be marked, in words: what is missing, what to do; what was typed stays."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from content.questions.asked import LONGEST, HalfAnswer, NoAnswer, NoMoreTries, NoNumber, Question, TooLong
from content.questions.kinds.kind import PART


def problem_of(question: Question, refused: ValueError, given: Sequence[str]) -> tuple[str, list[str]]:
    """What to say, and what of the answer is shown again."""
    if isinstance(refused, NoAnswer):
        return _("Choose or write an answer first, then press the button."), list(given)
    if isinstance(refused, NoMoreTries):
        return _("All tries are used. Read on."), list(given)
    if isinstance(refused, HalfAnswer):
        return _half(question, refused.key), list(given)
    if isinstance(refused, NoNumber):
        return _("Write a number in digits, as 12 or 12,5."), list(given)
    if isinstance(refused, TooLong):
        return _("This is too long: a word or a short sentence is enough."), [_cut(one) for one in given]
    return _("This is not one of the answers. Choose again."), []


def _cut(answer: str) -> str:
    key, joined, text = answer.partition(PART)
    return f"{key[:LONGEST]}{joined}{text[:LONGEST]}"


def _half(question: Question, key: str) -> str:
    if question.kind == "order":
        text = next((one.text for one in question.choices if one.key == key), "")
        return _("Each step has a place of its own. Look at “%(text)s”.") % {"text": text}
    if question.kind == "match":
        text = next((one.left for one in question.pairs if one.key == key), "")
        return _("Choose what belongs to “%(text)s” too.") % {"text": text}
    number = next((place for place, gap in enumerate(question.gaps, 1) if gap.key == key), 1)
    return _("Gap %(number)s is still empty.") % {"number": number}
