"""The sheet that a chairman signs: its words by a table, three designs with long names, fit for keeping, no points unless asked."""

import io
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from recognition.certificates.about import call_of, home_line, uncapped
from recognition.certificates.designs import FILE, FIRST, WrongDesign, design, designs, read
from recognition.certificates.issuing import last_day, new_token
from recognition.certificates.sheet import pdf_of
from recognition.certificates.words import SheetWords, authority_of, body_lines, signature_of

WORDS = SheetWords(
    authority="CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ SEN NGƯ",
    body_lines=("ỦY BAN NHÂN DÂN", "XÃ SEN NGƯ"),
    call="bà",
    name="Nguyễn Thị Phượng Uyên",
    about="sinh năm 1984; nơi ở: thôn Hạ, xã Sen Ngư, tỉnh Quảng Trị",
    title="Công dân học tập",
    year=2026,
    decision="Quyết định số 128/QĐ-UBND",
    decision_day="ngày 27 tháng 11 năm 2026",
    book="SN-2026-0128",
    replaces="",
    place_and_day="Sen Ngư, ngày 05 tháng 12 năm 2026",
    signature=("CHỦ TỊCH",),
    signer="Trần Văn Bình",
    code="7KM-3RD-PW9-X4T",
    check_place="hoctap.example/kiem-tra",
    check_url="https://hoctap.example/kiem-tra/" + "a" * 22,
    result="",
    issued=(2026, 12, 5),
)
LONG = replace(
    WORDS,
    call="",
    name="Hộ gia đình ông Nguyễn Phúc Vĩnh Khánh Hưng và bà Trần Lê Ngọc Bảo Trân Châu",
    about="tổ dân phố Phường Đúc – Trường Thi số 12, phường Thuận Hóa – Phú Xuân – Hương Thủy, thành phố Huế",
    authority="CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG THUẬN HÓA – PHÚ XUÂN – HƯƠNG THỦY",
    body_lines=("ỦY BAN NHÂN DÂN", "PHƯỜNG THUẬN HÓA – PHÚ XUÂN – HƯƠNG THỦY"),
    title="Cộng đồng học tập cấp xã",
    signature=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    replaces="TH-2026-0127",
    result="xếp loại Tốt, với 85 trên 100 điểm",
)


def text_of(made: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(made)).pages[0].extract_text().split())


@pytest.mark.parametrize("words", [WORDS, LONG], ids=["usual", "long"])
@pytest.mark.parametrize("key", list(designs()))
def test_every_design_holds_all_words_on_one_lying_sheet(key: str, words: SheetWords) -> None:
    made = pdf_of(words, design(key))
    pages, text = PdfReader(io.BytesIO(made)).pages, text_of(made)
    assert len(pages) == 1
    assert (round(float(pages[0].mediabox.width)), round(float(pages[0].mediabox.height))) == (842, 595)
    head = " ".join(words.body_lines) if key == "modern" else words.authority
    said = (
        words.to,
        words.name,
        words.about,
        words.title,
        f"năm {words.year}",
        words.decision,
        words.decision_day,
        words.book,
    )
    for part in (
        head,
        *said,
        words.place_and_day,
        *words.signature,
        words.signer,
        words.code,
        words.check_place,
        words.replaces,
    ):
        assert part in text, part
    assert ("85 trên 100 điểm" in text) == bool(words.result)
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    if key == FIRST:
        assert made == pdf_of(words, design(key)), "the same certificate gives the same bytes"


def test_a_design_that_is_gone_becomes_the_first_one() -> None:
    assert design("") == design("không-còn") == designs()[FIRST]


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("designs:", "design:"),
        ("key: formal", "key: other"),
        ("key: modern", "key: formal"),
        ("    frame: petals", "    frame: gold"),
        ("size: 38", "size: 380"),
        ('"#125539"', "green"),
        ("words: 16", "words: 9"),
        ("words: 16", "word: 16"),
    ],
)
def test_a_design_says_only_what_a_sheet_can_be_made_of(said: str, instead: str) -> None:
    text = FILE.read_text("utf-8")
    assert list(read(text)) == ["formal", "dong-ho", "modern"]
    with pytest.raises(WrongDesign):
        read(text.replace(said, instead, 1))


@pytest.mark.parametrize(
    ("title", "body", "lines", "authority"),
    [
        ("Chủ tịch", "Ủy ban nhân dân xã Đồng Sen", ("CHỦ TỊCH",), "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ ĐỒNG SEN"),
        ("Phó Chủ tịch", "Ủy ban nhân dân xã A", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ A"),
        ("Giám đốc", "Sở Y tế tỉnh A", ("GIÁM ĐỐC",), "GIÁM ĐỐC SỞ Y TẾ TỈNH A"),
    ],
)
def test_who_recognises_follows_who_signs(title: str, body: str, lines: tuple, authority: str) -> None:
    decision = SimpleNamespace(signer_title=title, body_name=body, signature=[])
    assert signature_of(decision) == lines
    assert authority_of(decision, lines) == authority


def test_only_a_collective_recognises_as_one() -> None:
    decision = SimpleNamespace(signer_title="Chủ tịch", body_name="Ủy ban nhân dân xã A", signature=[])
    assert authority_of(decision, ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")) == "ỦY BAN NHÂN DÂN XÃ A"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Ủy ban nhân dân xã Đồng Sen", ("ỦY BAN NHÂN DÂN", "XÃ ĐỒNG SEN")),
        ("Hội Khuyến học tỉnh Quảng Trị", ("HỘI KHUYẾN HỌC", "TỈNH QUẢNG TRỊ")),
        ("Ban Chỉ đạo", ("BAN CHỈ ĐẠO",)),
    ],
)
def test_a_body_over_two_lines(name: str, lines: tuple) -> None:
    assert body_lines(name) == lines


@pytest.mark.parametrize(
    ("text", "within"),
    [("Xã Đồng Sen", "xã Đồng Sen"), ("Thôn Hạ", "thôn Hạ"), ("Tổ dân phố 3", "tổ dân phố 3"), ("Hạ", "Hạ"),
     ("Bản Mù", "bản Mù"), ("Xãn", "Xãn"), ("Thành phố Huế", "thành phố Huế"), ("", "")],
)  # fmt: skip
def test_a_place_within_a_sentence(text: str, within: str) -> None:
    assert uncapped(text) == within


def test_a_home_from_small_to_large_and_the_word_before_a_name() -> None:
    assert home_line("Thôn Hạ", "Xã Sen Ngư", "Tỉnh Quảng Trị") == "thôn Hạ, xã Sen Ngư, tỉnh Quảng Trị"
    assert home_line("", "Xã Sen Ngư", "") == "xã Sen Ngư"
    said = {form: call_of("person", form) for form in ("ông", "chú", "anh", "bà", "cô", "chị", "bác", "em", "")}
    assert [said[one] for one in ("ông", "chú", "anh")] == ["ông"] * 3
    assert [said[one] for one in ("bà", "cô", "chị")] == ["bà"] * 3
    assert [said[one] for one in ("bác", "em", "")] == ["ông (bà)"] * 3
    assert call_of("household", "") == ""


def test_no_time_without_a_source_and_tokens_of_letters_and_digits() -> None:
    assert last_day("cong_dan_hoc_tap", date(2026, 11, 27)) is None
    assert all(token.isalnum() and token.isascii() and len(token) == 22 for token in (new_token() for _ in range(100)))
