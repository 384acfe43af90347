"""Marking, checked with tables and with invented questions (pure: no database)."""

import unicodedata
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from content.questions.marking import (
    LONGEST,
    Choice,
    NoAnswer,
    Question,
    TooLong,
    answers_of,
    mark,
    pattern,
    plain,
    response,
    said,
)

SINGLE = Question(
    "single", "?", (Choice("a", "A", False, "không phải A"), Choice("b", "B", True, "là B")), (), "vì sao"
)
SEVERAL = Question("several", "?", (Choice("a", "A", True), Choice("b", "B", False), Choice("c", "C", True)))
THREE = Question(
    "several",
    "?",
    (
        Choice("a", "A", True, "một"),
        Choice("b", "B", True),
        Choice("c", "C", True, "ba"),
        Choice("d", "D", False, "bốn"),
    ),
)
SAID = Question("true_false", "?", (Choice("a", "Đúng", False, "nhầm"), Choice("b", "Sai", True, "phải")))
SHORT = Question(
    "short_text", "?", accepted=("Đà Nẵng", "thành phố Đà Nẵng"), explanation="ở miền Trung",
    said_right="Chính xác.", said_wrong="Xem lại.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answers", "right", "scaled", "lines"),
    [
        (SINGLE, ["b"], True, 1.0, ("là B", "vì sao")),
        (SINGLE, ["a"], False, 0.0, ("không phải A", "vì sao")),
        (SAID, ["b"], True, 1.0, ("phải",)),
        (SAID, ["a"], False, 0.0, ("nhầm",)),
        (SEVERAL, ["a", "c"], True, 1.0, ()),
        (SEVERAL, ["c", "a", "a"], True, 1.0, ()),
        (SEVERAL, ["a"], False, 0.5, ()),
        (SEVERAL, ["a", "b"], False, 0.0, ()),
        (SEVERAL, ["a", "b", "c"], False, 0.5, ()),
        (SEVERAL, ["b"], False, 0.0, ()),
        (THREE, ["a"], False, 0.3333, ("một",)),
        (THREE, ["c", "a"], False, 0.6667, ("một", "ba")),
        (THREE, ["a", "b", "c", "d"], False, 0.6667, ("một", "ba", "bốn")),
        (THREE, ["d"], False, 0.0, ("bốn",)),
        (SHORT, ["Đà Nẵng"], True, 1.0, ("Chính xác.", "ở miền Trung")),
        (SHORT, ["Huế"], False, 0.0, ("Xem lại.", "ở miền Trung")),
    ],
)
def test_the_mark(question, answers, right, scaled, lines):
    found = mark(question, answers)
    assert (found.right, found.scaled, said(question, found, last=True)) == (right, scaled, lines)


@pytest.mark.parametrize(
    "written",
    [
        "da nang", "ĐÀ NẴNG", "  Đà   Nẵng  ", "Đà Nẵng.", "“Đà Nẵng”", "Thanh Pho Da Nang!",
        unicodedata.normalize("NFD", "Đà Nẵng"), "Đà\u00a0Nẵng", "Đà Nẵng\x00",
    ],
)  # fmt: skip
def test_a_short_answer_is_right_however_it_is_typed(written):
    assert mark(SHORT, [written]).right


@pytest.mark.parametrize("written", ["dan ang", "Đà", "Đà Nẵng Huế", "danang", "nang da"])
def test_another_short_answer_is_wrong(written):
    assert not mark(SHORT, [written]).right


@pytest.mark.parametrize("question", [SINGLE, SEVERAL, SAID, SHORT])
@pytest.mark.parametrize("nothing", [[], [""], ["  ", "\n"], ["\x00"]])
def test_no_answer_is_told_from_a_wrong_one(question, nothing):
    with pytest.raises(NoAnswer):
        mark(question, nothing)


@pytest.mark.parametrize(
    ("question", "answers"),
    [(SINGLE, ["a", "b"]), (SINGLE, ["z"]), (SAID, ["true"]), (SEVERAL, ["a", "x"]), (SHORT, ["một", "hai"])],
)
def test_what_is_no_answer_to_this_question_is_refused(question, answers):
    with pytest.raises(ValueError, match="answer"):
        mark(question, answers)


def test_a_short_answer_has_an_end():
    mark(SHORT, ["a" * LONGEST])
    with pytest.raises(TooLong):
        mark(SHORT, ["a" * (LONGEST + 1)])
    field = (Path(settings.BASE_DIR) / "templates/content/questions/short_text.html").read_text(encoding="utf-8")
    assert f'name="answer" maxlength="{LONGEST}"' in field


@pytest.mark.parametrize(
    ("question", "answers", "written", "patterns"),
    [
        (SINGLE, ["b"], "b", ["b"]),
        (SEVERAL, ["c", "a"], "a[,]c", ["a[,]c"]),
        (SAID, ["a"], "true", ["false"]),
        (SAID, ["b"], "false", ["false"]),
        (Question("true_false", "?", (Choice("a", "Đúng", True), Choice("b", "Sai", False))), ["b"], "false", ["true"]),
        (SHORT, [" Đà Nẵng "], "Đà Nẵng", ["Đà Nẵng", "thành phố Đà Nẵng"]),
    ],
)
def test_the_response_is_written_as_the_specification_says(question, answers, written, patterns):
    """xAPI 1.0.3 Data, Appendix C: `[,]` between choices, true or false, the text of a fill-in."""
    assert response(question, answers) == written
    assert pattern(question) == patterns


choices = st.lists(st.booleans(), min_size=2, max_size=8).filter(any)


@st.composite
def answered(draw):
    """A question of any kind and an answer that is possible for it."""
    kind = draw(st.sampled_from(["single", "several", "true_false", "short_text"]))  # the others: test_kinds
    if kind == "short_text":
        text = st.text(min_size=1, max_size=LONGEST).filter(plain)
        return Question(kind, "?", accepted=tuple(draw(st.lists(text, min_size=1, max_size=3)))), [draw(text)]
    right = draw(choices) if kind == "several" else None
    if right is None:
        size = 2 if kind == "true_false" else draw(st.integers(2, 8))
        place = draw(st.integers(0, size - 1))
        right = [number == place for number in range(size)]
    question = Question(kind, "?", tuple(Choice("abcdefgh"[n], str(n), r) for n, r in enumerate(right)))
    most = len(right) if kind == "several" else 1
    keys = st.lists(st.sampled_from([c.key for c in question.choices]), min_size=1, max_size=most, unique=True)
    return question, draw(keys)


@given(answered())
def test_every_answer_has_one_mark_and_comes_back_from_its_record(pair):
    question, answers = pair
    found = mark(question, answers)
    assert 0 <= found.scaled <= 1
    assert found.right == (found.scaled == 1)
    again = answers_of(question, response(question, answers))
    assert mark(question, again) == found
    assert response(question, again) == response(question, answers)
    assert mark(question, list(reversed(answers))) == found


@given(answered())
def test_the_right_answers_are_right_and_are_what_the_pattern_says(pair):
    question, _answers = pair
    if question.kind == "short_text":
        assert all(mark(question, [text]).right for text in question.accepted)
        return
    right = [choice.key for choice in question.choices if choice.right]
    assert mark(question, right).scaled == 1
    assert [response(question, right)] == pattern(question)


@given(st.one_of(st.text(max_size=100), st.text("- –.“*5kyạa", max_size=12)))
def test_plain_is_the_same_twice_and_knows_no_marks(text):
    once = plain(text)
    assert plain(once) == once
    assert plain(f"  {text}\n") == once


def test_an_answer_of_signs_only_is_compared_as_it_stands():
    sign = Question("short_text", "Dấu gì?", accepted=("?",))
    assert mark(sign, [" ? "]).right
    assert not mark(sign, ["!"]).right


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [(SAID, "true", ["a"]), (SAID, "false", ["b"]), (SHORT, "a[,]b", ["a[,]b"]), (SEVERAL, "a[,]c", ["a", "c"])],
)
def test_answers_come_back_from_what_was_recorded(question, text, answers):
    assert answers_of(question, text) == answers


@pytest.mark.parametrize(
    ("written", "compared"),
    [("  Đà   NẴNG!? ", "da nang"), ("a\nb", "a b"), ("a\u200bb", "ab"), (" ? ", "?"), ("“x”", "x"), ("3,5", "3,5")],
)
def test_what_is_compared_of_a_short_answer(written, compared):
    assert plain(written) == compared


def test_what_is_much_too_long_is_refused_before_it_is_read(monkeypatch) -> None:
    monkeypatch.setattr("content.questions.kinds.kind.clean", None)  # would look at every character
    for question in (SHORT, SINGLE, SEVERAL):
        with pytest.raises(TooLong):
            mark(question, ["x" * 1_000_000])
    with pytest.raises(ValueError, match="not as many"):
        mark(SEVERAL, ["a"] * 1000)
    with pytest.raises(ValueError, match="not as many"):
        mark(SHORT, ["a", "b"] * 10)
