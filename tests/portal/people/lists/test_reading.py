"""What stands in a file, and what is wrong with one that cannot be read."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from portal.people.lists.columns import EXAMPLE, MOST_ROWS
from portal.people.lists.reading import read
from portal.people.lists.workbooks import sample, with_results
from tests.builders.people_lists import ALL, person, workbook


def test_rows_with_their_numbers_in_whatever_order_the_columns_come():
    heads = ["STT", "SĐT", "HỌ VÀ TÊN", "Ghi chú", "ngày sinh"]
    lines = read(
        workbook([[1, 912345678, "Nguyễn  Thị Hoa", "x", date(1984, 3, 15)], [], [2, None, "Lê Văn Tùng"]], heads)
    )
    assert [(line.number, line.cells[0]) for line in lines] == [(2, "Nguyễn Thị Hoa"), (4, "Lê Văn Tùng")]
    assert lines[0].cells[1] == "15/03/1984"
    assert lines[0].cells[5] == "912345678"


def test_heads_may_stand_below_a_title():
    rows = [["", "DANH SÁCH HỌC VIÊN"], list(ALL), person("Nguyễn Thị Hoa")]
    assert [line.number for line in read(workbook(rows, heads=["Xã Đồng Sen"]))] == [4]


def test_the_example_is_no_person():
    with pytest.raises(ValidationError, match=r"\w"):
        read(workbook([EXAMPLE]))
    assert len(read(workbook([EXAMPLE, person("Nguyễn Thị Hoa")]))) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"Ho ten;Nam sinh\nHoa;1984",
        b"PK\x03\x04 nothing",
        workbook([["x"]], heads=["Tên sách"]),
        workbook([]),
        workbook([person("A B"), person("C D")], heads=[*ALL[:-1], ALL[0]]),
        b"PK\x03\x04" + b"0" * 3_000_001,
    ],
    ids=["text", "broken", "no heads", "nobody", "a head twice", "too large"],
)
def test_a_file_that_cannot_be_read_says_why(content):
    with pytest.raises(ValidationError) as problem:
        read(content)
    assert len(problem.value.messages[0].split(".")) > 1  # what is wrong, and what to do


def test_five_thousand_are_taken_and_no_more():
    rows = [person("Nguyễn Thị Hoa")] * MOST_ROWS
    assert len(read(workbook(rows))) == MOST_ROWS
    with pytest.raises(ValidationError, match="5.000"):
        read(workbook([*rows, rows[0]]))


def test_the_sample_keeps_zeros_and_has_lists_and_an_explanation():
    book = load_workbook(io.BytesIO(sample(["Thôn Hạ", "Thôn Thượng"])))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(ALL)
    assert {sheet.column_dimensions[letter].number_format for letter in "ABCDEFGH"} == {"@"}
    rules = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"C2", "D2", "E2", "G2"}
    assert "$C$2:$C$3" in rules["E2"]
    assert [cell.value for cell in book.worksheets[2]["C"] if cell.value] == [
        "Thôn, tổ dân phố",
        "Thôn Hạ",
        "Thôn Thượng",
    ]
    assert len(book.worksheets[1]["B"]) == 10


def test_the_file_comes_back_with_one_column_more():
    heads = [*ALL, "Số CCCD", "Ghi chú"]
    content = workbook([[*person("Nguyễn Thị Hoa"), "036184001234", "=1+1"], [*person("Hoa"), "0123", ""]], heads)
    back = with_results(content, {2: "Đã ghi", 3: "=sai"})
    sheet, before = (load_workbook(io.BytesIO(one)).worksheets[0] for one in (back, content))
    for row in before.iter_rows():
        for cell in row:
            assert sheet[cell.coordinate].value == cell.value
    assert [sheet.cell(row, 11).value for row in (1, 2, 3)] == ["Kết quả", "Đã ghi", "=sai"]
    assert sheet.cell(3, 11).data_type == "s"
    again = load_workbook(io.BytesIO(with_results(back, {2: "Đã ghi", 3: ""}))).worksheets[0]
    assert (again.max_column, again.cell(3, 11).value) == (11, None)
    assert [line.done for line in read(back)] == [True, False]
