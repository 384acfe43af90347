"""The columns of a list of people, as they stand in the sample; found again by their heads, in whatever order they come."""

from portal.text.folding import words

# field -> head. The rows of a list are kept in this order.
HEADS = {
    "full_name": "Họ và tên",
    "birth_year": "Năm sinh",
    "address_form": "Cách xưng hô",
    "subject_group": "Nhóm",
    "group": "Thôn, tổ dân phố",
    "phone": "Số điện thoại",
    "consents": "Đã đồng ý trên giấy",
    "representative": "Cha mẹ hoặc người giám hộ",
}
FIELDS = tuple(HEADS)
RESULT, DONE = "Kết quả", "Đã ghi"  # head of the column that the portal writes; how it marks a row that was taken in
YES, NO = "có", "không"
FORMS = ("em", "anh", "chị", "cô", "chú", "bác", "ông", "bà")
EXAMPLE = ("Nguyễn Thị Ví Dụ", "1984", "chị", "", "", "0900000000", YES, "")
MOST_ROWS, HEAD_WITHIN, COLUMNS = 5_000, 10, 60  # people; rows and columns in which the heads are looked for

_OTHERS = {
    "full_name": ("ho ten", "ho va ten khai sinh", "ten"),
    "birth_year": ("ngay sinh", "ngay thang nam sinh", "sinh nam"),
    "address_form": ("xung ho",),
    "subject_group": ("nhom doi tuong", "nhom nguoi"),
    "group": ("thon", "to dan pho", "thon to", "thon to dan pho", "xom", "ap", "ban", "khu pho"),
    "phone": ("dien thoai", "sdt", "so dt", "di dong"),
    "consents": ("dong y", "da dong y"),
    "representative": ("nguoi giam ho", "cha me", "phu huynh", "nguoi dai dien"),
}


def _plain(text: str) -> str:
    return " ".join(words(text))


_BY_HEAD = {_plain(head): field for field, head in HEADS.items()} | {
    other: field for field, others in _OTHERS.items() for other in others
}


def field_of(head: str) -> str:
    """The field that stands under this head; RESULT for the portal's own column, empty for any other."""
    plain = _plain(head)
    return RESULT if plain == _plain(RESULT) else _BY_HEAD.get(plain, "")


def is_example(cells: tuple[str, ...]) -> bool:
    """Whether this is the row of the sample that shows how to write."""
    return cells[0] == EXAMPLE[0]


def is_done(text: str) -> bool:
    """Whether the portal marked the row as taken in, in a file that it gave back."""
    return _plain(text).startswith(_plain(DONE))
