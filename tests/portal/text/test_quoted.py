"""Names within a sentence: in quotation marks, cut at a word, no more than three."""

from dataclasses import dataclass

import pytest
from django.utils import translation

from portal.text.quoted import by_words, listed, quoted


@dataclass(frozen=True)
class Indicator:
    code: str
    wording: str


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sử dụng ngoại ngữ.", "“Sử dụng ngoại ngữ”"),
        (
            "Sắp xếp công việc để có thời gian tham gia hoạt động tại nhà văn hóa, câu lạc bộ",
            "“Sắp xếp công việc để có thời gian tham gia hoạt động tại…”",
        ),
        ('Nói “vâng” và "dạ"', "“Nói ‘vâng’ và ‘dạ’”"),
    ],
)
def test_words_between_marks(text: str, said: str) -> None:
    assert quoted(text) == said


def test_of_many_the_first_three_are_named() -> None:
    with translation.override("vi"):
        assert listed("abc") == "a, b, c"
        assert listed("abcde") == "a, b, c, 2 mục nữa"
        assert listed(()) == ""


def test_indicators_are_named_by_their_words() -> None:
    known = [Indicator("A1", "Đọc sách báo"), Indicator("A2", "Xây dựng kế hoạch"), Indicator("A3", "")]
    assert by_words(known, ["A2"]) == "“Xây dựng kế hoạch”"
    assert by_words(known, ("A3", "A1")) == "“Đọc sách báo”, “A3”"
