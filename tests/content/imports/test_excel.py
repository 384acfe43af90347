"""Excel: what stands in a cell is taken as it is shown, or refused by cell; what we write comes back the same."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from content.imports import excel
from content.imports.neutral import Read
from content.imports.words import of_question
from content.questions.asked import Choice, Pair, Question
from content.questions.numbers import readings


def sheet(*row: Any, forms: dict[str, str] | None = None) -> Read:
    book = Workbook()
    book.active.append(list(row))
    for cell, form in (forms or {}).items():
        book.active[cell].number_format = form
    data = io.BytesIO()
    book.save(data)
    (found,) = excel.read(data.getvalue())
    return found


def shown(value: Any, form: str) -> str:
    found = sheet("một đáp án", "Gì?", "1", "", "", "", value, "khác", forms={"G1": form})
    return found.question.choices[0].text if found.question else f"{found.reason} {found.detail}"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (912345678, "0000000000", "0912345678"),
        (0.5, "0%", "50 %"),
        (0.125, "0.0%", "12,5 %"),
        (2.5, "General", "2,5"),
        (113, "General", "113"),
        (-3, "0", "-3"),
        (1250000, "#,##0", "1.250.000"),
        (1250.5, "#,##0.00", "1.250,50"),
        (0.1 + 0.2, "General", "0,3"),
        (12345678901, "General", "12345678901"),
        ("0912", "@", "0912"),
        (True, "General", "Đúng"),
    ],
)
def test_a_number_is_taken_as_it_is_shown(value: Any, form: str, text: str) -> None:
    assert shown(value, form) == text


@pytest.mark.parametrize(
    ("value", "form", "reason"),
    [
        (date(2026, 11, 30), "dd/mm/yyyy", "cell date"),
        (datetime(2026, 2, 1), "mm-dd-yy", "cell date"),
        (time(7, 30), "hh:mm", "cell date"),
        (timedelta(hours=30), "[h]:mm", "cell date"),
        (2.5, "0", "cell number"),
        (0.333, "0%", "cell number"),
        (123456789012, "General", "cell number"),
        (1234567890123456789, "0", "cell number"),
        (1 / 3, "General", "cell number"),
        (5, '0" kg"', "cell number"),
        (5, "# ?/?", "cell number"),
        (1e300, "General", "cell number"),
    ],
)
def test_what_cannot_be_told_is_refused_by_cell(value: Any, form: str, reason: str) -> None:
    assert shown(value, form) == f"{reason} G1"


def test_the_reason_says_what_to_do() -> None:
    found = sheet("một đáp án", "Gì?", "1", "", "", "", date(2026, 11, 30), "b")
    assert (found.line, found.name) == (1, "Gì?")
    assert of_question(found).endswith("(G1)")
    assert "dạng Văn bản" in of_question(found)
    error = sheet("một đáp án", "Gì?", "1", "", "", "", "#REF!", "b")
    assert (error.reason, error.detail) == ("cell error", "G1: #REF!")


@pytest.mark.parametrize(
    ("kind", "right", "answers", "where"),
    [
        ("một đáp án", "1", "abcdefghi", "O1: i"),
        ("đúng sai", "Đúng", "abc", "I1: c"),
        ("số", "3", "ab", "H1: b"),
        ("điền từ", "", ("Một [hai].", "ba"), "H1: ba"),
    ],
)
def test_an_answer_too_many_is_refused_and_not_cut(kind: str, right: str, answers: str, where: str) -> None:
    found = sheet(kind, "Gì?", right, "", "", "", *answers)
    assert (found.reason, found.detail) == ("many answers", where)
    assert of_question(found)


def test_a_number_in_a_cell_is_the_number() -> None:
    found = sheet("số", "Mấy?", 1.125, 0.125)
    assert found.question
    assert (found.question.number, found.question.tolerance) == (Decimal("1.125"), Decimal("0.125"))
    assert sheet("số", "Mấy?", 0.5, forms={"C1": "0%"}).reason == "no number"
    assert sheet("số", "Mấy?", date(2026, 11, 30)).reason == "cell date"


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 6))
def test_a_number_that_is_written_can_be_read_in_one_way(number: Decimal, places: int) -> None:
    number = round(number, places)
    assert readings(excel.in_one_way(number)) == {number}


TEXT = st.text("ab #\\=1", min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)


def back(question: Question) -> Question:
    data, left = excel.write([question])
    assert left == 0
    (found,) = excel.read(data)
    assert found.question, found
    return found.question


@given(st.lists(st.tuples(TEXT, st.one_of(st.just(""), TEXT)), min_size=2, max_size=8, unique_by=lambda one: one[0]))
def test_answers_come_back_sign_for_sign(texts: list[tuple[str, str]]) -> None:
    choices = tuple(Choice(str(n), text, n == 1, said) for n, (text, said) in enumerate(texts, 1))
    question = Question("single", "Gì?", choices)
    assert back(question) == question


@given(
    st.lists(st.tuples(TEXT, TEXT, st.one_of(st.just(""), TEXT)), min_size=2, max_size=6, unique_by=lambda one: one[0])
)
def test_pairs_come_back_sign_for_sign(sides: list[tuple[str, str, str]]) -> None:
    pairs = [Pair(str(n), *one) for n, one in enumerate(sides, 1)]
    question = Question("match", "Gì?", pairs=(*pairs, Pair(str(len(pairs) + 1), "", "thừa = ra")))
    assert back(question) == question


@pytest.mark.parametrize("number", ["1.125", "-0.125", "12", "1234.567", "0.5", "100000"])
def test_numbers_come_back(number: str) -> None:
    question = Question("number", "Mấy?", number=Decimal(number), tolerance=Decimal("0.125"), unit="kg")
    assert back(question) == question


def test_what_is_said_and_a_fixed_order_come_back() -> None:
    asked = [
        Question("short_text", "Gọi số nào?", accepted=("113", "114"), said_right="Hay.", said_wrong="Chưa."),
        Question("number", "Mấy?", number=Decimal(3), said_wrong="Đếm lại."),
        Question("single", "Gì?", (Choice("1", "a", True), Choice("2", "b", False)), fixed=True, hint="Nghĩ."),
        Question("several", "Gì?", (Choice("1", "a", True), Choice("2", "b", True))),
    ]
    data, left = excel.write(asked)
    assert left == 0
    assert [one.question for one in excel.read(data)] == asked


def test_without_those_heads_a_cell_behind_the_answers_is_an_answer_too_many() -> None:
    found = sheet("trả lời ngắn", "Gì?", "a", "", "", "", *[""] * 8, "Hay.")
    assert (found.reason, found.detail) == ("many answers", "O1: Hay.")
