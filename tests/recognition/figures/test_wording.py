"""The sentence about holders of the title, exact only for who may see small numbers."""

import pytest
from django.utils import translation

from recognition.figures.wording import holders


@pytest.mark.parametrize(
    ("number", "new", "exact", "said"),
    [
        (0, 0, False, "Ở đây chưa ai có danh hiệu."),
        (3, 1, False, "<b>Ít hơn 5 người</b> đang giữ danh hiệu. Số quá nhỏ"),
        (3, 1, True, "<b>3 người</b> đang giữ danh hiệu. Năm 2026 thêm 1 người."),
        (9, 2, False, "<b>9 người</b> đang giữ danh hiệu. Tính theo"),
        (12, 6, False, "<b>12 người</b> đang giữ danh hiệu. Năm 2026 thêm 6 người. Tính theo"),
        (9, 0, False, "<b>9 người</b> đang giữ danh hiệu. Năm 2026 thêm 0 người."),
    ],
)
def test_whole(number: int, new: int, exact: bool, said: str) -> None:
    with translation.override("vi"):
        assert holders(number, new, 2026, exact=exact).startswith(said)
