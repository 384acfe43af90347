"""How written answers are compared: small words are forgiven at their place, words that turn an answer never (pure)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.questions.asked import Gap, Question
from content.questions.kinds.kind import PART
from content.questions.marking import answers_of, mark, response
from content.questions.words import accepts, nearly


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("thẻ ATM", "right"), ("the atm", "right"), ("cái thẻ ATM ạ", "right"), ("cai the atm", "right"), ("Thẻ ATN", "close"),
        ("dạ, là cái thẻ ATM nhé!", "right"), ("của thẻ ATM", "right"), ("Dạ thẻ ATN", "close"), ("một thẻ ATM", "wrong"),
        ("thẻ AMT", "close"), ("thẻ", "wrong"), ("không phải thẻ ATM", "wrong"), ("sổ", "wrong"), ("chưa thẻ ATM", "wrong"),
    ],
)  # fmt: skip
def test_small_words_are_forgiven_and_a_slip_is_nearly_right(written: str, state: str) -> None:
    found = mark(Question("short_text", "?", accepted=("Thẻ ATM",)), [written])
    assert (found.told[0].state, found.close) == (state, state == "close")


@pytest.mark.parametrize(
    ("accepted", "written"),
    [
        ("Tháng mười", "tháng mười một"), ("mười", "mười một"), ("số", "số một"), ("năm", "năm một"), ("mười một", "mười"),
        ("Tháng mười", "thang muoi mot"), ("ngày mười một", "ngày mười"), ("bàn", "bàn là"), ("bàn là", "bàn"),
        ("giống", "giống cái"), ("con", "dạ con nhỏ"), ("dạ con", "con"), ("bố mẹ", "bố của mẹ"), ("của cải", "cải"),
        ("đã học", "chưa học"), ("chia sẻ", "không chia sẻ"), ("không", "có"), ("SJC", "vang SJC"), ("đồng", "cua dong"),
        ("hươu", "nhung huou"), ("tay", "nhe tay"), ("dậy", "dậy thì"), ("nội", "nội các"), ("lời", "vang loi"),
    ],
)  # fmt: skip
def test_what_means_something_else_is_wrong_and_not_even_near(accepted: str, written: str) -> None:
    found = mark(Question("short_text", "?", accepted=(accepted,)), [written])
    assert (found.right, found.close) == (False, False)


@pytest.mark.parametrize(
    ("accepted", "written"),
    [
        ("cai thuốc lá", "cai thuoc la"), ("một", "Một."), ("mười một", "muoi mot"), ("các con", "con"), ("con", "các con"),
        ("Đà Nẵng", "Ðà Nẵng"), ("Đà Nẵng", "Ɖà nẵng"), ("đồng", "ðồng"), ("là", "Là ạ"), ("?", "?"), ("Vâng", "vâng ạ"),
        ("những cái bàn", "bàn"), ("mẹ", "của mẹ"), ("Dạ con", "da con"),
    ],
)  # fmt: skip
def test_what_means_the_same_is_right(accepted: str, written: str) -> None:
    for form in ("NFC", "NFD"):
        assert accepts([accepted], unicodedata.normalize(form, written))
        assert accepts([unicodedata.normalize(form, accepted)], written)


@pytest.mark.parametrize(
    ("accepted", "written"),
    [("19001009", "19001008"), ("tháng năm", "tháng tám"), ("tháng ba", "thang tu"), ("ngày hai mươi", "ngày ba mươi")],
)
def test_a_number_in_digits_or_words_is_never_nearly_right(accepted: str, written: str) -> None:
    assert not nearly([accepted], written)


def test_a_name_that_reads_like_a_number_may_have_a_slip() -> None:
    assert nearly(["Việt Nam"], "Việt Nan")
    assert nearly(["Đà Nẵng"], "Đà Nẵn")
    assert not accepts(["Đà Nẵng"], "Nẵng da")


@pytest.mark.parametrize(
    ("accepted", "written"),
    [
        ("hòa bình", "hòa-bình"), ("hòa bình", "Hoà–Bình…"), ("Wi-Fi", "Wi‑Fi"), ("Wi-Fi", "wi fi"), ("mật khẩu", "(mật khẩu)"),
        ("mật khẩu", "«mật khẩu»"), ("mật khẩu", "‘mật khẩu’ ạ"), ("mật khẩu", "- mật khẩu"), ("mật khẩu", "“– mật khẩu.”"),
        ("mật khẩu", "* mật khẩu"), ("thẻ ATM", "cái thẻ-ATM…"), ("50 %", "50%"), ("5kg", "5 KG."), ("38°C", "38 °c"),
        ("kỹ năng", "kĩ năng"), ("kỹ năng", "ki nang"), ("quý khách", "quí khách"), ("lý do", "Lí do"), ("công ti", "công ty"),
        ("thủy lợi", "thuỷ lợi"), ("quý khách", "qúy khách"), ("khoẻ", "khỏe"), ("4G", "4 g"),
    ],
)  # fmt: skip
def test_signs_and_both_spellings_of_a_vowel_are_forgiven(accepted: str, written: str) -> None:
    for form in ("NFC", "NFD"):
        assert accepts([accepted], unicodedata.normalize(form, written))
        assert accepts([unicodedata.normalize(form, written)], accepted)


@pytest.mark.parametrize(
    ("accepted", "written"),
    [
        ("-5", "5"), ("5", "-5"), ("1-2", "12"), ("1-2", "1 2"), ("30-4", "304"), ("5 6", "56"), ("5 1/2", "51/2"),
        ("thúy", "thúi"), ("tay", "tai"), ("ngày", "ngài"), ("máy", "mái"), ("y", "i"), ("mật khẩu", "mật khẩu, mã OTP"),
    ],
)  # fmt: skip
def test_signs_that_say_something_and_other_vowels_are_not(accepted: str, written: str) -> None:
    assert not accepts([accepted], written)


SIGNS = st.lists(st.sampled_from([*"ab .[,]?\u200b\x00ạđÐ½-–(5ky", "[,]", "[.]", "một ", "cái "]), max_size=12).map(
    "".join
)


@given(SIGNS, SIGNS)
def test_every_written_answer_marks_the_same_from_its_record(written: str, accepted: str) -> None:
    short = Question("short_text", "?", accepted=(accepted, "a b"))
    gaps = Question("fill_in", "?", sentence="{1} {2}", gaps=(Gap("1", (accepted, "a b")), Gap("2", ("a",))))
    for question, answers in ((short, [written]), (gaps, [f"1{PART}{written}", f"2{PART}{written}"])):
        try:
            found = mark(question, answers)
        except ValueError:
            continue
        again = answers_of(question, response(question, answers))
        assert mark(question, again) == found
        assert response(question, again) == response(question, answers)


def test_the_sign_between_gaps_is_a_blank_in_marking_and_in_the_record() -> None:
    question = Question("fill_in", "?", sentence="{1}", gaps=(Gap("1", ("a b",)),))
    found = mark(question, [f"1{PART}a[,]b"])
    assert found.right
    assert mark(question, answers_of(question, response(question, [f"1{PART}a[,]b"]))) == found


@pytest.mark.parametrize(
    ("accepted", "written"),
    [("ngân hàng", "ngan hag"), ("từ chối", "tu choii"), ("ngan hang", "ngân hag")],
)
def test_a_slip_is_near_also_without_marks(accepted: str, written: str) -> None:
    assert nearly([accepted], written)
