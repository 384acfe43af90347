"""Small numbers as words, in both languages of the house."""

import pytest

from portal.look.numbers import in_words


@pytest.mark.parametrize(
    ("number", "vietnamese", "english"),
    [(0, "không", "zero"), (6, "sáu", "six"), (10, "mười", "ten"), (14, "mười bốn", "fourteen"), (15, "mười lăm", "fifteen"),
     (20, "hai mươi", "twenty"), (21, "21", "21"), (-1, "-1", "-1")],
)  # fmt: skip
def test_a_small_number_is_a_word(number: int, vietnamese: str, english: str) -> None:
    assert in_words(number) == vietnamese
    assert in_words(number, "en-gb") == english
    assert in_words(number, "km") == str(number)
