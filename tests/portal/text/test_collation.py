"""The order of Vietnamese words and names."""

import random
import unicodedata

import pytest

from portal.text.collation import given_first, vietnamese_key


@pytest.mark.parametrize(
    "words",
    [
        ["An", "Ăn", "Ân", "Ba", "Dung", "Đạt", "Em", "Ê", "Hoa", "Oanh", "Ông", "Ơn", "Uyên", "Ưng", "Yến"],
        ["Hoa", "Hòa", "Hỏa", "Hõa", "Hóa", "Họa"],  # ngang, huyền, hỏi, ngã, sắc, nặng
        ["Dũng", "Duy", "Đa"],  # a tone decides only between equal letters; đ comes after all of d
        ["Lan", "Lan Anh", "Lan Chi", "Lanh"],
    ],
)
def test_words_stand_as_in_a_dictionary(words: list[str]) -> None:
    mixed = random.Random(7).sample(words, len(words))
    assert sorted(mixed, key=vietnamese_key) == words
    spelled_apart = {unicodedata.normalize("NFD", word.upper()): word for word in mixed}
    assert [spelled_apart[word] for word in sorted(spelled_apart, key=vietnamese_key)] == words


def test_people_go_by_the_given_name_then_the_family_name_then_the_middle() -> None:
    people = ["Trần Văn An", "Nguyễn Thị Bình", "Nguyễn Văn Bình", "Phạm Thị Bình", "Lê Đạt", "Đinh Thị Yến"]
    assert sorted(random.Random(7).sample(people, 6), key=given_first) == people
    assert given_first("Hoa")[0] == vietnamese_key("Hoa")
    assert given_first("") == ((), (), ())
