"""Sentences of My page, whole in each language."""

from decimal import Decimal

import pytest
from django.utils import translation

from portal.pages.sentences import standing, too_low

CODES = ("A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2")


@pytest.fixture(autouse=True)
def _vietnamese():
    with translation.override("vi"):
        yield


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ([], ""),
        (["A1"], 'Còn dưới 5 điểm: <a href="#A1">“Lời của A1”</a>.'),
        (["A1", "B2"], 'Còn dưới 5 điểm: <a href="#A1">“Lời của A1”</a>, <a href="#B2">“Lời của B2”</a>.'),
        (CODES[:4], "Còn 4 trong 10 chỉ số dưới 5 điểm."),
        (CODES, "Cả mười chỉ số còn dưới 5 điểm."),
        (["<b>"], 'Còn dưới 5 điểm: <a href="#&lt;b&gt;">“Lời của &lt;b&gt;”</a>.'),
    ],
)
def test_which_are_too_low(codes, said: str) -> None:
    assert too_low([(code, f"Lời của {code}") for code in codes], 10, Decimal(5)) == said


@pytest.mark.parametrize(
    ("total", "missing", "low", "you", "said"),
    [
        ("74", "6", 1, "chị", "Chị có 74 điểm, cần thêm 6 điểm"),
        ("74.5", "5.5", 0, "", "Đang có 74,5 điểm, cần thêm 5,5 điểm"),
        ("82", "0", 2, "chị", "82 điểm là đủ, nhưng còn 2 chỉ số thấp"),
        ("82", "0", 0, "bác", "Bác có 82 điểm, đủ để gửi hồ sơ"),
        ("82", "0", 0, "", "Đang có 82 điểm, đủ để gửi hồ sơ"),
    ],
)
def test_the_heading(total: str, missing: str, low: int, you: str, said: str) -> None:
    assert standing(Decimal(total), Decimal(missing), low, you) == said
