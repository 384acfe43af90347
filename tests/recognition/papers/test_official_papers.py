"""Official papers: PDF and DOCX say the same, line by line, in the form that Nghị định 30/2020/NĐ-CP asks for."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from recognition.decisions.papers import Facts, Listed, annex, decision_paper, proposal_paper
from recognition.decisions.printing import file_of
from recognition.decisions.words import head_lines, signature_of, unwritten, without_brackets
from recognition.models import IssuingBody
from recognition.papers.data import ListData, PaperData, lines_of
from recognition.papers.docx import _wide

BODY = IssuingBody(
    kind="peoples_committee",
    name="Ủy ban nhân dân xã Sen Ngư",
    place_name="Sen Ngư",
    signer_title="Chủ tịch",
    signer_name="Trần Văn Bình",
)
ASSOCIATION = IssuingBody(
    kind="learning_promotion_association",
    name="Hội Khuyến học xã Sen Ngư",
    superior="Hội Khuyến học tỉnh Quảng Trị",
    collective="Ban Chấp hành",
    place_name="Sen Ngư",
    signer_title="Chủ tịch",
    signer_name="Lê Thị Mẫn",
)
WORDS = {
    "grounds": ["Luật Tổ chức chính quyền địa phương", "Quyết định số 677/QĐ-TTg ngày 03 tháng 6 năm 2022;"],
    "to": ["Như Điều 3", "- Hội Khuyến học tỉnh;", "Lưu: VT"],
    "who": "Trưởng các thôn",
}


def _row(number: int, **more: object) -> Listed:
    name = "Công Tằng Tôn Nữ Thị Huyền Trân Diễm" if number % 12 == 0 else f"Nguyễn Thị Hoa {number}"
    home = "thôn Hạ, xã Sen Ngư, tỉnh Quảng Trị"
    note = "Sinh hoạt tại tổ dân phố 2 từ tháng 9" if number == 5 else ""
    given = Listed(name, "bà", 1984, "Thôn Hạ", "Xã Sen Ngư", home, "82,5", note, f"SN-2026-{number:04d}")
    return replace(given, **more)


def facts(many: int, **more: object) -> Facts:
    given = Facts(
        kind="recognise",
        body=BODY,
        body_kind=BODY.kind,
        title="Công dân học tập",
        subject="person",
        year=2026,
        printed_in=2026,
        rows=[_row(number) for number in range(1, many + 1)],
        words=WORDS,
        signature=signature_of(BODY),
        signer_name=BODY.signer_name,
        proposing=ASSOCIATION,
        proposing_kind=ASSOCIATION.kind,
        places=[("Thôn Hạ", many + 3, many + 1, many)],
    )
    return replace(given, **more)


def _words(texts: Sequence[str]) -> str:
    return re.sub(r"\s+", "", "".join(texts))


def _of_docx(made: bytes) -> str:
    """All text in the order in which it stands, cell by cell."""
    said = Document(io.BytesIO(made)).element.body.iter(qn("w:t"), qn("w:noBreakHyphen"))
    return _words(["-" if node.tag == qn("w:noBreakHyphen") else node.text or "" for node in said])


def _pages(made: bytes) -> list[str]:
    read = pypdfium2.PdfDocument(io.BytesIO(made))
    return [page.get_textpage().get_text_bounded() for page in read]


def _letters(text: str) -> dict[str, int]:
    return {letter: text.count(letter) for letter in set(text)}


def _same(paper: PaperData | ListData) -> None:
    said = _words(lines_of(paper))
    assert _of_docx(file_of(paper, "docx")) == said
    pages = _pages(file_of(paper, "pdf"))
    assert len(pages) >= 1
    heads = [one.head for one in paper.table.columns] if isinstance(paper, ListData) else []
    shown = _letters(_words(pages))
    repeated = _letters(_words(heads * (len(pages) - 1) + [str(number) for number in range(2, len(pages) + 1)]))
    wanted = _letters(said)
    assert {key: shown.get(key, 0) for key in wanted} == {
        key: count + repeated.get(key, 0) for key, count in wanted.items()
    }


@pytest.mark.parametrize("many", [1, 30])
def test_pdf_and_docx_say_the_same(many: int) -> None:
    f = facts(many)
    for paper in (decision_paper(f), proposal_paper(f), annex(f)):
        assert paper is not None
        _same(paper)


@pytest.mark.parametrize("kind", ["revoke", "annul", "correct"])
def test_papers_that_end_or_correct_say_the_same_in_both(kind: str) -> None:
    given = {"given": "Quyết định số 128/QĐ-UBND ngày 27 tháng 11 năm 2026", "reason": "Cấp nhầm người", "now": "Hòa"}
    one = facts(1, kind=kind, rows=[_row(1, **given)])
    _same(decision_paper(one))
    assert "128/QĐ-UBND" in decision_paper(one).blocks[-3].text
    assert "SN-2026-0001" in decision_paper(one).blocks[-2].text
    _same(annex(facts(2, kind=kind, rows=[_row(1, **given), _row(2, **given)])))


@pytest.mark.parametrize(
    "left_out", [{"proposer": ""}, {"proposer": " "}, {"grounds": []}, {"grounds": [], "proposer": ""}]
)
def test_what_was_left_out_leaves_no_half_line(left_out: dict) -> None:
    """Brackets may be dropped: “Theo đề nghị của .” stands on no paper, and the last ground ends with a full stop."""
    alone = facts(1, proposing=None, words={**WORDS, **left_out})
    grounds = [one.text for one in decision_paper(alone).blocks if one.shape == "ground"]
    assert not [one for one in grounds if one.rstrip(".;").endswith(("của", "của ", "cứ"))], grounds
    assert [one[-1] for one in grounds] == [";"] * (len(grounds) - 1) + ["."] * bool(grounds)


def test_a_number_given_by_hand_has_room_and_one_that_is_known_its_zero() -> None:
    blank = decision_paper(facts(2)).head
    assert re.fullmatch(r"Số:\s{6,}/QĐ-UBND", blank.number_line)
    assert re.fullmatch(r"Sen Ngư, ngày\s{3,}tháng\s{3,}năm 2026", blank.day_line)
    known = decision_paper(facts(2, number="5", day=date(2026, 2, 5))).head
    assert (known.number_line, known.day_line) == ("Số: 05/QĐ-UBND", "Sen Ngư, ngày 05 tháng 02 năm 2026")
    assert decision_paper(facts(2, number="128/qđ-ubnd", day=date(2026, 3, 9))).head.number_line == "Số: 128/qđ-ubnd"


@pytest.mark.parametrize(
    ("body", "deputy", "signature", "authority"),
    [
        (BODY, "", ("CHỦ TỊCH",), "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ SEN NGƯ"),
        (BODY, "Phó Chủ tịch", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ SEN NGƯ"),
        (ASSOCIATION, "", ("TM. BAN CHẤP HÀNH", "CHỦ TỊCH"), "BAN CHẤP HÀNH HỘI KHUYẾN HỌC XÃ SEN NGƯ"),
        (
            ASSOCIATION,
            "Phó Chủ tịch",
            ("TM. BAN CHẤP HÀNH", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
            "BAN CHẤP HÀNH HỘI KHUYẾN HỌC XÃ SEN NGƯ",
        ),
    ],
)
def test_tm_only_for_a_collective_kt_only_for_a_deputy(body, deputy, signature, authority) -> None:
    assert signature_of(body, deputy) == signature
    made = decision_paper(facts(2, body=body, body_kind=body.kind, signature=signature))
    assert made.blocks[0].text == authority
    assert made.foot.signature == signature


def test_what_stands_where() -> None:
    made = decision_paper(facts(2))
    assert made.head.body == ("ỦY BAN NHÂN DÂN", "XÃ SEN NGƯ")
    grounds = [block.text for block in made.blocks if block.shape == "ground"]
    assert grounds[1] == "Căn cứ Quyết định số 677/QĐ-TTg ngày 03 tháng 6 năm 2022;"
    assert grounds[-1].startswith("Theo đề nghị của Hội Khuyến học xã Sen Ngư tại Tờ trình số")
    assert grounds[-1].endswith(".")
    assert made.foot.to == ["Như Điều 3;", "Hội Khuyến học tỉnh;", "Lưu: VT."]
    assert made.blocks[-1].text.endswith("./.")
    assert "ông, bà có tên trong Danh sách" in made.blocks[-3].text
    alone = decision_paper(facts(1))
    assert "bà Nguyễn Thị Hoa 1, sinh năm 1984, nơi ở: thôn Hạ" in alone.blocks[-3].text
    above = proposal_paper(facts(2))
    assert above is not None
    assert above.head.superior == ["HỘI KHUYẾN HỌC", "TỈNH QUẢNG TRỊ"]
    assert head_lines("Sở Giáo dục và Đào tạo") == ("SỞ GIÁO DỤC VÀ ĐÀO TẠO",)


def test_a_file_for_an_office_has_its_margins_and_repeats_the_heads() -> None:
    made = Document(io.BytesIO(file_of(annex(facts(30)), "docx")))
    page = made.sections[0]
    margins = [round(one.mm) for one in (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)]
    assert margins == [20, 20, 30, 20]
    assert made.styles["Normal"].font.name == "Times New Roman"
    grid = made.tables[0]
    assert grid.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in grid.rows)
    tied = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in grid.rows]
    assert tied == [False] * 29 + [True, True]


def _grids(made: bytes) -> list[list[int]]:
    """The columns of each table in millimetres, once both the grid and all cells say the same."""
    found = []
    for table in Document(io.BytesIO(made)).tables:
        widths = [round(column.width.mm) for column in table.columns]
        assert all(
            [round(cell.width.mm) for cell in row.cells] == widths
            for row in table.rows
            if len(set(row.cells)) == len(widths)
        )
        found.append(widths)
    return found


def test_columns_are_as_wide_as_the_paper_says_in_every_program() -> None:
    assert _grids(file_of(annex(facts(3)), "docx")) == [[12, 53, 15, 36, 15, 29]]
    above = proposal_paper(facts(3))
    assert above is not None
    assert _grids(file_of(above, "docx")) == [[62, 98], [12, 67, 27, 27, 27], [80, 80]]


def test_head_of_a_file_stands_on_one_line_with_lines_as_long_as_its_words() -> None:
    head = Document(io.BytesIO(file_of(decision_paper(facts(2)), "docx"))).tables[0]
    inset = head._tbl.tblPr.find(qn("w:tblCellMar"))
    assert [side.get(qn("w:w")) for side in inset] == ["0", "0"]
    country, motto, rule = head.rows[0].cells[1].paragraphs
    assert 90 < _wide(country.text, 13) < 98
    assert 98 - 2 * rule.paragraph_format.left_indent.mm == pytest.approx(_wide(motto.text, 14), abs=0.2)
    name, short = head.rows[0].cells[0].paragraphs[-2:]
    assert 62 - 2 * short.paragraph_format.left_indent.mm == pytest.approx(_wide(name.text, 13) / 2, abs=0.2)


def test_a_number_never_breaks_and_a_file_ends_below_its_table() -> None:
    made = Document(io.BytesIO(file_of(decision_paper(facts(2)), "docx")))
    hyphens = [one.getnext().text for one in made.element.body.iter(qn("w:noBreakHyphen"))]
    assert hyphens[0] == "UBND"
    assert any(text.startswith("TTg ngày") for text in hyphens)
    assert "số\u00a0" in decision_paper(facts(2)).blocks[3].text
    assert made.element.body[-2].tag == qn("w:p")
    long = IssuingBody(
        kind=BODY.kind, name="Ủy ban nhân dân phường Nam Hải Lăng Tân An Hội Thượng", signer_title="Chủ tịch"
    )
    broken = Document(io.BytesIO(file_of(decision_paper(facts(2, body=long)), "docx")))
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN\nPHƯỜNG NAM HẢI LĂNG TÂN AN HỘI THƯỢNG" in [one.text for one in broken.paragraphs]


def test_what_a_decision_says_of_its_list_stands_on_the_list() -> None:
    given = "Quyết định số 128/QĐ-UBND ngày 27 tháng 11 năm 2026"
    rows = [_row(1, given=given, reason="năm sinh: 1948", now="năm sinh: 1984"), _row(2, given=given)]
    for kind in ("correct", "revoke", "annul"):
        f = facts(2, kind=kind, rows=rows)
        listed = annex(f)
        assert listed.lying
        assert listed.table.columns[4].head == "Số vào sổ"
        assert listed.table.rows[0][4] == "SN-2026-0001"
        assert f"tại {given}, có tên trong Danh sách" in decision_paper(f).blocks[-3].text
        several = facts(2, kind=kind, rows=[rows[0], replace(rows[1], given="Quyết định số 9/QĐ-UBND")])
        assert annex(several).table.rows[1][4] == "SN-2026-0002, Quyết định số 9/QĐ-UBND"
        assert "128" not in decision_paper(several).blocks[-3].text
    page = Document(io.BytesIO(file_of(annex(f), "docx"))).sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (297, 210)
    assert pypdfium2.PdfDocument(io.BytesIO(file_of(annex(f), "pdf")))[0].get_width() > 800


def test_who_is_proposed_alone_is_named_and_no_list_is_spoken_of() -> None:
    alone = proposal_paper(facts(1))
    assert alone is not None
    assert alone.blocks[-2].text.endswith(
        "cho bà Nguyễn Thị Hoa 1, sinh năm 1984, nơi ở: thôn Hạ, xã Sen Ngư, tỉnh Quảng Trị."
    )
    assert "anh sách" not in "".join(lines_of(alone))


def test_thirty_stand_on_one_page_and_the_closing_line_never_alone() -> None:
    assert len(_pages(file_of(annex(facts(30)), "pdf"))) == 1
    pages = _pages(file_of(annex(facts(300)), "pdf"))
    assert 9 <= len(pages) <= 11
    assert all("Họ và tên" in page for page in pages)
    last = pages[-1]
    assert "Danh sách gồm 300 người./." in last.replace("\r\n", " ")
    assert all(f"Hoa {number}" in last for number in (298, 299))
    assert [page.split()[0] for page in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]


def test_brackets_are_found_and_taken_out() -> None:
    words = {
        "grounds": ["[Luật …]", "Quyết định [số …] của Hội"],
        "to": ["Lưu: VT"],
        "proposer": "[cơ quan]",
        "meeting": "[…]",
    }
    assert unwritten(words, proposed=True) == ["[Luật …]", "[số …]"]
    assert unwritten(words, proposed=False) == ["[Luật …]", "[số …]", "[cơ quan]"]
    assert without_brackets(words)["grounds"] == ["Quyết định của Hội"]
