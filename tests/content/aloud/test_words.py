"""Sentences are found and marked, and what is written is said as Vietnamese says it."""

import re
from html import unescape
from time import process_time

import pytest

from content.aloud.numbers import spoken
from content.aloud.saying import said
from content.aloud.script import asked, plain, rich, script
from content.aloud.sentences import marked, paragraphs, split
from content.questions.asked import Choice, Gap, Question


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dừng lại. Hỏi người nhà! Rồi sao?", ["Dừng lại.", "Hỏi người nhà!", "Rồi sao?"]),
        ("Câu 1. Có tin lạ báo “trúng xe”. Làm gì?", ["Câu 1.", "Có tin lạ báo “trúng xe”.", "Làm gì?"]),
        ("TP. Huế đẹp. Ông A. Nguyễn tới… Đúng giờ.", ["TP. Huế đẹp.", "Ông A. Nguyễn tới…", "Đúng giờ."]),
        ("Giá 1.250.000 đồng. 3 người mua.", ["Giá 1.250.000 đồng.", "3 người mua."]),
        ("1. Mở máy. 2. Bấm nút.", ["1. Mở máy.", "2. Bấm nút."]),
        ("Anh nói: “Đừng!” Rồi anh đi", ["Anh nói: “Đừng!”", "Rồi anh đi"]),
        ("xem trang hoc.vn nhé", ["xem trang hoc.vn nhé"]),
        (" … ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Ngày 12/10/2026", "Ngày mười hai tháng mười năm hai nghìn không trăm hai mươi sáu"),
        ("Họp 2-4-2026", "Họp ngày hai tháng tư năm hai nghìn không trăm hai mươi sáu"),
        ("ngày 31/12", "ngày ba mươi mốt tháng mười hai"),
        ("tháng 4/2025", "tháng tư năm hai nghìn không trăm hai mươi lăm"),
        ("68,6 %", "sáu mươi tám phẩy sáu phần trăm"),
        ("68,05%", "sáu mươi tám phẩy không năm phần trăm"),
        ("19 giờ 30", "mười chín giờ ba mươi"),
        ("7h, 19:30", "bảy giờ, mười chín giờ ba mươi"),
        ("từ 7–11 giờ", "từ bảy đến mười một giờ"),
        ("500 m2 và 3,5 ha", "năm trăm mét vuông và ba phẩy năm héc ta"),
        ("40 km/h", "bốn mươi ki lô mét trên giờ"),
        ("1.250.000 đ", "một triệu hai trăm năm mươi nghìn đồng"),
        ("50k một kg", "năm mươi nghìn một kg"),
        ("3/4 câu", "ba trên bốn câu"),
        ("Gọi 0900 000 000", "Gọi không chín không không, không không không, không không không"),
        ("gọi 113", "gọi một một ba"),
        ("mã 012345", "mã không một hai, ba bốn năm"),
        ("https://dichvucong.gov.vn/a/b?c=1", "trang dichvucong chấm gốp chấm vê en và phần tiếp theo"),
        ("vào nhan-qua.example nhé", "vào trang nhan qua chấm example nhé"),
        ("thư tới hoi@hoc.vn", "thư tới hoi a còng hoc chấm vê en"),
        ("UBND xã, TP. Huế", "Ủy ban nhân dân xã, thành phố Huế"),
        ("mã OTP, mã QR", "mã ô tê pê, mã quy a"),
        ("KHÔNG BẤM LINK LẠ", "KHÔNG BẤM linh LẠ"),
        ("mức CB1", "mức xê bê một"),
        ("thế kỷ XXI", "thế kỷ hai mươi mốt"),
        ("cam, ổi, v.v.", "cam, ổi, vân vân"),
        ("anh/chị", "anh hoặc chị"),
        ("Zalo & Facebook", "da lô và phây búc"),
        ("“Đọc” – rồi nghĩ 🙂", "Đọc, rồi nghĩ"),
    ],
)
def test_what_is_said(written: str, told: str) -> None:
    assert said(written) == told


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (105, "một trăm linh năm"),
        (1005, "một nghìn không trăm linh năm"),
        (2_000_000, "hai triệu"),
        (10_000_014, "mười triệu không trăm mười bốn"),
        (10**12, "một không không, không không không không, không không không, không không không"),
    ],
)
def test_numbers(number: int, words: str) -> None:
    assert spoken(number) == words


PAGE = (
    '<h2>Đọc chậm</h2><p>Tin <b>lừa đảo</b> giục nhanh. Nó <a href="/x?a=1&amp;b=2" title="a>b">cho quà</a> &amp; dọa.</p>'
    "<ul><li>Một</li><li>Hai</li></ul>"
)


def test_each_sentence_is_marked_once_and_nothing_else_changes() -> None:
    texts = script(rich(PAGE)).texts
    assert texts == ["Đọc chậm", "Tin lừa đảo giục nhanh.", "Nó cho quà & dọa.", "Một", "Hai"]
    made = marked(PAGE, texts)
    found = re.findall(r'<span data-s="(\d+)">([^<]*)</span>', made)
    by_number: dict[str, str] = {}
    for number, text in found:
        by_number[number] = by_number.get(number, "") + unescape(text)
    assert list(by_number.values()) == texts
    assert re.sub(r'<span data-s="\d+">([^<]*)</span>', r"\1", made) == PAGE
    assert marked(made, texts) == made
    assert paragraphs(made) == paragraphs(PAGE)


def test_a_question_is_read_with_what_can_be_chosen_in_no_telling_order() -> None:
    choices = tuple(Choice(key, f"Cách {key}", key == "a") for key in "abcdef")
    question = Question("single", "Làm gì? Nghĩ kỹ.", choices)
    lines = asked(question)
    assert [line.say for line in lines[:2]] == ["Câu hỏi. Làm gì?", "Nghĩ kỹ."]
    assert sorted(line.text for line in lines[2:]) == [f"Cách {key}" for key in "abcdef"]
    steps = [line.text for line in asked(Question("order", "Xếp", choices))[1:]]
    assert steps != [choice.text for choice in choices]
    gaps = Question("fill_in", "Điền.", sentence="Không đưa {1} cho ai.", gaps=(Gap("1", ("mã",)),))
    assert [line.say for line in asked(gaps)[1:]] == ["Không đưa chỗ trống", "cho ai."]
    assert "mã" not in " ".join(line.say for line in asked(gaps))


def test_a_question_is_marked_where_its_template_puts_it() -> None:
    shown = (
        '<legend><b>Câu 1.</b> Làm gì?<span class="hint">Chọn một.</span></legend><label class="pick"><input value="b">'
        '<span>Hỏi người nhà<span class="verdict"><b>Đúng.</b> Tốt.</span></span></label><button>Làm gì?</button>'
    )
    texts = ["Làm gì?", "Mở ngay", "Hỏi người nhà"]
    made = marked(shown, texts)
    assert re.findall(r'<span data-s="(\d+)">([^<]*)', made) == [("0", "Làm gì?"), ("2", "Hỏi người nhà")]
    assert made.endswith("<button>Làm gì?</button>")


def test_the_name_of_a_sound_changes_with_what_is_heard_only() -> None:
    one, other = script(plain("Xin chào.")), script(plain("Xin chào bà con."))
    assert one.digest("north", "normal") == script(plain(" Xin  chào. ")).digest("north", "normal")
    others = {one.digest("south", "normal"), one.digest("north", "slow"), other.digest("north", "normal")}
    assert len(others - {one.digest("north", "normal")}) == 3
    assert not script(plain("a. " * 9000)).readable
    assert not script([]).readable


@pytest.mark.parametrize("piece", ["7", "7-", "-", "1.000.", "A.", "0123 "])
def test_a_row_of_signs_without_end_is_read_in_time(piece: str) -> None:
    """A number of thousands of digits stopped the page; others took a minute of a processor at each look at it."""
    begin = process_time()
    for letters in (5000, 60_000):
        assert said((piece * letters)[:letters])
    assert process_time() - begin < 3


def test_a_number_that_nobody_counts_is_told_digit_by_digit() -> None:
    assert said("1234567890123") == "một hai ba, bốn năm sáu bảy, tám chín không, một hai ba"
    assert said("9" * 5000 + ",5").endswith("chín phẩy năm")
