"""Vietnamese text made comparable: NFC, NFD, bare, đ, old and new places of the tone."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.folding import accented, fold, has_marks, names, nfc, positions, spelled, words
from search.highlighting import marked, snippet


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Học tập số", ["hoc", "tap", "so"]),
        (unicodedata.normalize("NFD", "Học tập số"), ["hoc", "tap", "so"]),
        ("Đường lối, Đà Nẵng", ["duong", "loi", "da", "nang"]),
        ("hoà / hòa", ["hoa", "hoa"]),
        ("năm 2026: 80%", ["nam", "2026", "80"]),
        ("“Tin-nhắn”_lừa\x00đảo", ["tin", "nhan", "lua", "dao"]),
        ("", []),
        ("!!! ???", []),
    ],
)
def test_words(written, folded):
    assert words(written) == folded


@pytest.mark.parametrize(("one", "other"), [("hoà", "hòa"), ("thuý", "thúy"), ("khoẻ", "khỏe"), ("Hoà", "hòa")])
def test_both_places_of_the_tone_are_one_word(one, other):
    assert accented(one) == accented(other)
    assert accented(unicodedata.normalize("NFD", one)) == accented(other)


@pytest.mark.parametrize(("one", "other"), [("bạn", "bán"), ("đa", "da"), ("ô", "o"), ("má", "mà")])
def test_marks_still_tell_words_apart(one, other):
    assert accented(one) != accented(other)
    assert fold(one) == fold(other)


def test_a_word_counts_with_its_first_forty_letters():
    """As long as the index keeps them: two that differ later are one word, in the index, in the question and in the text."""
    forty = "ă" * 40
    assert spelled(f"{forty}x b") == [forty, "b"]
    assert words(f"{forty}x") == words(f"{forty}y") == ["a" * 40]
    assert words("a" * 39 + "x") != words("a" * 39 + "y")
    assert positions(f"{forty}xy b") == [(0, 42, "a" * 40), (43, 44, "b")]


def test_what_cannot_be_seen_becomes_a_space():
    assert nfc("a\x00b\ud800c\td") == "a b c d"
    assert nfc(unicodedata.normalize("NFD", "số")) == "số"
    assert accented("HOÀ") == "hoa\u0300"


def test_has_marks():
    assert not has_marks("")
    assert has_marks("Đ")
    assert has_marks("đa")
    assert has_marks(unicodedata.normalize("NFD", "số"))
    assert not has_marks("Hoc Tap So 4")


@given(st.text(max_size=80))
def test_any_text_is_folded_and_marked_without_an_error(text):
    assert all(word == fold(word) and word.isalnum() for word in words(text) if word.isascii())
    composed = nfc(text)
    assert all(composed[start:end] for start, end, _folded in positions(composed))
    marked(text, set(words(text)))
    snippet(text, set(words(text)))


def test_marks_cut_the_text_as_written_and_escape_it():
    assert marked("<b>Học tập</b> số", {"hoc", "so"}) == "&lt;b&gt;<mark>Học</mark> tập&lt;/b&gt; <mark>số</mark>"
    assert marked(unicodedata.normalize("NFD", "Học tập số"), {"hoc", "tap"}) == "<mark>Học tập</mark> số"


def test_snippet_shows_the_passage_with_the_words():
    text = "Mở đầu dài. " * 60 + "Kẻ lừa đảo thả tin nhắn như thả mồi câu. " + "Kết thúc. " * 60
    cut = snippet(text, {"moi", "cau"})
    assert "<mark>mồi câu</mark>" in cut
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert len(cut.split()) < 45


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nguyễn Thị Hoa", True),
        ("bà nguyen thi hoa, thôn Đông", True),
        ("NGUYỄN THỊ HOA", True),
        ("Nguyễn Thị Hòa", False),
        ("Nguyễn Thị", False),
        ("Thị Hoa Nguyễn", False),
        ("", False),
    ],
)
def test_a_name_within_a_text(text: str, found: bool) -> None:
    assert names(text, "Nguyễn Thị Hoa") is found
    assert names(text, "") is False
