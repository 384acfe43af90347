"""Numbers as people type them, with units and fractions; what is read back from a record is the same number (pure)."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.questions.asked import NoNumber, Question
from content.questions.marking import answers_of, mark, response
from content.questions.numbers import readings, readings_with, without_unit

NFD = unicodedata.normalize("NFD", "1250 đồng")


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("1.250", {"1250", "1.250"}), ("1.250.000", {"1250000"}), ("1,250,000", {"1250000"}), ("12,5", {"12.5"}),
        ("12.5", {"12.5"}), ("−3", {"-3"}), ("+7", {"7"}), (" 1 250 ", {"1250"}), ("1.25.0", set()), ("", set()),
        ("năm", set()), ("1,2,3", set()), ("5,", set()), ("1e5", set()), ("9" * 31, set()), ("0", {"0"}), (".5", {"0.5"}),
        ("0,500", {"0.5"}), ("0.500", {"0.5"}), ("-0,500", {"-0.5"}), ("0.500.000", set()), ("0 500", set()), ("12 5", set()),
        ("1 250 000", {"1250000"}), ("1 250,5", {"1250.5"}), ("1 250.500", {"1250.5"}), ("-0", {"0"}), ("-0,0", {"0"}),
        ("–3", {"-3"}), ("- 3", {"-3"}), ("--3", set()), ("9" * 29, set()), ("1/2", {"0.5"}), ("1 / 2", {"0.5"}),
        ("½", {"0.5"}), ("1½", {"1.5"}), ("1 1/2", {"1.5"}), ("-1½", {"-1.5"}), ("−3/4", {"-0.75"}), ("1/0", set()),
        ("1/3", {"0.333333333333"}), ("1 3/2", set()), ("1/2/3", set()), ("/2", set()), ("m²", set()), (".", set()),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written_here_or_elsewhere(written: str, numbers: set[str]) -> None:
    assert readings(written) == {Decimal(one) for one in numbers}


PRICE = Question("number", "Giá?", number=Decimal(1250), tolerance=Decimal(0), unit="đồng", said_wrong="Cộng lại nhé.")


@pytest.mark.parametrize(
    "written",
    [
        "1250",
        "1.250",
        "1,250",
        "1250 đồng",
        "1.250 ĐỒNG",
        "1250,00",
        "1250đồng.",
        "1250 dong",
        "1.250 ĐỒNG.",
        "1250 Ðồng",
        "1250 Ɖồng",
        "1250.",
        NFD,
    ],
)
def test_a_right_number_is_right_however_it_is_typed(written: str) -> None:
    assert mark(PRICE, [written]).right
    assert response(PRICE, [written]) == "1250"


@pytest.mark.parametrize(
    ("written", "unit", "left"),
    [
        ("5 kg.", "kg", "5"), ("5 KG", "kg.", "5"), ("5kg", "kg", "5"), ("5 m2", "m²", "5"), ("5 m²", "m²", "5"),
        ("10²", "m²", "10²"), ("5", "kg", "5"), ("5 lit", "lít", "5"), ("37 °c", "°C", "37"), ("5 kg", "", "5 kg"),
    ],
)  # fmt: skip
def test_a_unit_is_known_however_it_is_typed(written: str, unit: str, left: str) -> None:
    assert without_unit(written, unit) == left


SUM = Question("number", "Bao nhiêu tiền?", number=Decimal(240_000), unit="đồng")


@pytest.mark.parametrize(
    "written",
    [
        "240.000đ", "240.000 Đ", "240000d", "240.000 đồng", "240.000 vnđ", "240,000 VND.", "240.000₫", "240k", "240 K",
        "240 nghìn", "240 nghìn đồng", "240 ngàn đ", "0,24 triệu", "0.24tr", "240.000",
    ],
)  # fmt: skip
def test_a_sum_of_money_is_read_as_people_write_it(written: str) -> None:
    assert mark(SUM, [written]).right
    assert response(SUM, [written]) == "240000"


@pytest.mark.parametrize(
    ("written", "unit", "numbers"),
    [
        ("1,250 triệu", "đồng", {"1250000"}), ("1.250 nghìn", "đồng", {"1250000"}), ("-5k", "đ", {"-5000"}),
        ("240k", "kg", set()), ("240k", "", set()), ("240 nghìn đồng", "nghìn đồng", {"240"}), ("5 đ", "kg", set()),
        ("2 nghìn triệu", "đồng", set()), ("k", "đồng", set()), ("triệu", "đồng", set()), (".5", "đồng", {"0.5"}),
        ("9" * 20 + "k", "đồng", set()), ("khoảng 240k", "đồng", set()), ("240k đ", "VNĐ", {"240000"}),
    ],
)  # fmt: skip
def test_thousands_and_millions_are_words_of_money_alone(written: str, unit: str, numbers: set[str]) -> None:
    assert readings_with(written, unit) == {Decimal(one) for one in numbers}


def test_half_a_thousand_is_no_thousand() -> None:
    question = Question("number", "Bao nhiêu?", number=Decimal(500))
    assert mark(question, ["500"]).right
    for written in ("0,500", "0.500", "-500", "0 500"):
        try:
            assert not mark(question, [written]).right
        except NoNumber:
            assert written == "0 500"


@pytest.mark.parametrize(
    ("number", "written", "recorded", "again"),
    [
        ("1125", "1,1250", "1.125", "1,1250"), ("1.125", "1,125", "1.125", "1,125"), ("1125", "1,125", "1125", "1125"),
        ("0", "-0", "0", "0"), ("0", "−0,00", "0", "0"), ("0.5", "½", "0.5", "0,5"), ("7", "-2,5000", "-2.5", "-2,5"),
    ],
)  # fmt: skip
def test_what_is_read_back_from_the_record_is_the_same_number(
    number: str, written: str, recorded: str, again: str
) -> None:
    question = Question("number", "?", number=Decimal(number))
    assert response(question, [written]) == recorded
    assert answers_of(question, recorded) == [again]
    assert mark(question, [again]) == mark(question, [written])


def test_a_record_of_something_else_is_shown_as_it_is() -> None:
    question = Question("number", "?", number=Decimal(1))
    assert answers_of(question, "năm") == ["năm"]
    assert answers_of(question, "") == [""]


TYPED = st.one_of(
    st.from_regex(r"[-+−–]?[0-9]{1,4}([.,][0-9]{1,4}){0,3}", fullmatch=True),
    st.from_regex(r"-?([0-9]{1,3} )?[0-9]{1,3} ?/ ?[0-9]{1,3}", fullmatch=True),
    st.text("0123456789.,-½ /kgđ", min_size=1, max_size=34),
)
NUMBERS = st.one_of(
    st.decimals(-2000, 2000, places=3), st.integers(-3, 3).map(Decimal), st.sampled_from([Decimal(1125)])
)


@given(TYPED, NUMBERS, st.decimals(0, 2000, places=3), st.sampled_from(["", "kg", "đồng"]))
def test_every_number_marks_the_same_from_its_record(
    written: str, number: Decimal, tolerance: Decimal, unit: str
) -> None:
    for right in (number, *sorted(readings(written))):
        for far in (Decimal(0), tolerance):
            question = Question("number", "?", number=right, tolerance=far, unit=unit)
            try:
                found = mark(question, [written])
            except ValueError:
                continue
            recorded = response(question, [written])
            again = answers_of(question, recorded)
            assert mark(question, again) == found
            assert response(question, again) == recorded
