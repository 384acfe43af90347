"""Lists of people as Excel sends them, with mistakes planted where a test knows them."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

from portal.people.lists.columns import FIELDS, HEADS

ALL = tuple(HEADS.values())
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
_MIDDLE = ("Thị", "Văn", "Đức", "Minh", "Ngọc", "Hữu", "Thanh", "Quang", "Xuân", "Kim")
_GIVEN = ("Hoa", "Hùng", "Lan", "Dũng", "Mai", "Sơn", "Thảo", "Tùng", "Yến", "Phúc", "Hạnh", "Khánh", "Đượm")


def workbook(rows: Iterable[Sequence], heads: Sequence[str] = ALL) -> bytes:
    """A workbook with these heads and rows; a cell may be a number or a day, as Excel makes them of what is typed."""
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Danh sách")
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    book.save(out)
    return out.getvalue()


def person(name: str, year: object = "1984", **cells: object) -> list:
    """A row; other cells by their field."""
    said = {"full_name": name, "birth_year": year} | cells
    return [said.get(field, "") for field in FIELDS]


def somebody(number: int) -> list:
    """One of many people, no two alike; every second has a telephone, two in three signed."""
    name = f"{_FAMILY[number % 10]} {_MIDDLE[number // 10 % 10]} {_GIVEN[number // 100 % 13]} {_GIVEN[number // 1300 % 13]}"
    return person(
        name,
        str(1950 + number % 50),
        address_form=("anh", "chị", "bác")[number % 3],
        subject_group=f"N{1 + number % 4}",
        phone=f"09{number:08}" if number % 2 else "",
        consents="có" if number % 3 else "không",
    )


# A row that is wrong, the column in which, and a word of what is said of it.
MISTAKES = (
    (person(""), "full_name", "chưa có tên"),
    (person("Hoa"), "full_name", "họ và tên"),
    (person("Trần Thị 036184001234"), "full_name", "chữ"),
    (person("Lê Văn Sai", "84"), "birth_year", "84"),
    (person("Lê Văn Sai", "1884"), "birth_year", "1884"),
    (person("Lê Văn Sai", "2999"), "birth_year", "2999"),
    (person("Lê Văn Sai", address_form="mợ"), "address_form", "mợ"),
    (person("Lê Văn Sai", subject_group="N9"), "subject_group", "N9"),
    (person("Lê Văn Sai", group="Thôn Không Có"), "group", "Thôn Không Có"),
    (person("Lê Văn Sai", phone="12345"), "phone", "12345"),
    (person("Lê Văn Sai", consents="có lẽ"), "consents", "có lẽ"),
    (person("Lê Văn Sai", representative="Lê Thị Mẹ"), "consents", "giám hộ"),
    (person("Lê Văn Sai", "", consents="có"), "birth_year", "năm sinh"),
    (person("Lê Văn Sai", "2018", consents="có"), "representative", "giám hộ"),
    (person("Lê Văn Sai", "2018", consents="có", representative="Mẹ"), "representative", "giám hộ"),
    (person("Lê " + "Văn " * 30), "full_name", "dài"),
    (person("Lê Văn Sai", "2018", consents="có", representative="Lê " * 50), "representative", "dài"),
)


def many(number: int, wrong: int) -> tuple[list[list], dict[int, tuple[str, str]]]:
    """So many rows, `wrong` of them with a mistake of each kind in turn; the second says which row has which mistake."""
    rows = [somebody(one) for one in range(number)]
    planted = {}
    for one in range(wrong):
        place = (one * 7919 + 13) % number
        row, field, word = MISTAKES[one % len(MISTAKES)]
        rows[place] = list(row)
        planted[place + 2] = (field, word)  # the heads stand in row 1
    assert len(planted) == wrong
    return rows, planted
