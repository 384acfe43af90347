"""What can be guessed in a row of questions is found, and nothing else (pure)."""

import pytest

from content.questions.asked import Choice, Question
from content.questions.patterns import Pattern, patterns, unpicked


def said(is_true: bool) -> Question:
    return Question("true_false", "?", (Choice("a", "Đúng", is_true), Choice("b", "Sai", not is_true)))


def chosen(*texts: str, fixed: bool = False) -> Question:
    """The text with a star is right."""
    choices = [Choice(str(n), text.strip("*"), text.startswith("*")) for n, text in enumerate(texts)]
    return Question("single", "?", tuple(choices), fixed=fixed)


LONG, SHORT = "*một câu trả lời dài hẳn ra", "ngắn"


@pytest.mark.parametrize(
    ("questions", "found"),
    [
        ([said(False)] * 4, [Pattern("false", 4, 4)]),
        ([said(True)] * 3 + [said(False)], [Pattern("true", 3, 4)]),
        ([said(True)] * 2 + [said(False)] * 2, []),
        ([said(False)] * 3, []),
        ([chosen(LONG, SHORT, "khác")] * 4, [Pattern("longest", 4, 4)]),
        ([chosen("*dài như nhau", "dài như nhau!", "khác hẳn đi")] * 4, []),
        ([chosen("*a", "b", "c", fixed=True)] * 4, [Pattern("place", 4, 4, 1)]),
        ([chosen("*a", "b", "c")] * 4, []),  # everybody sees another order
        ([chosen("*a", "b", "c", fixed=True), chosen("b", "*a", "c", fixed=True)] * 2, []),
        ([], []),
    ],
)
def test_patterns(questions: list[Question], found: list[Pattern]) -> None:
    assert patterns(questions) == found


def test_answers_nobody_takes_are_named_once_enough_answered() -> None:
    question = chosen("*a", "b", "buồn cười")
    assert unpicked(question, {"0": 15, "1": 5}, 20, 20) == ["buồn cười"]
    assert unpicked(question, {"0": 15, "1": 4}, 19, 20) == []
    assert unpicked(question, {"1": 20, "2": 5}, 25, 20) == [], "the right answer is never called silly"
