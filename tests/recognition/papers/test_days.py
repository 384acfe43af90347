"""Days and fonts of papers: Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from datetime import date
from pathlib import Path

import pytest
from PIL import ImageFont

from recognition.papers.days import blank_day, long_day, short_day
from recognition.papers.pdf import FONTS

EVERY_VIETNAMESE_LETTER = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 27), "ngày 27 tháng 11 năm 2026"),
    ],
)
def test_days_and_the_first_two_months_have_a_leading_zero(day: date, said: str) -> None:
    assert long_day(day) == said


def test_a_day_without_its_number_and_one_in_a_table() -> None:
    assert blank_day(2026).split() == ["ngày", "tháng", "năm", "2026"]
    assert len(blank_day(2026)) == len("ngày     tháng     năm 2026")
    assert short_day(date(2026, 2, 5)) == "05/02/2026"


@pytest.mark.parametrize("face", sorted((FONTS / "liberation").glob("*.ttf")), ids=lambda path: path.stem)
def test_the_typeface_of_papers_has_every_letter(face: Path) -> None:
    """An older version of it has no ạ ế ộ, and each such word would be set in two faces."""
    font = ImageFont.truetype(str(face), 40)
    letters = EVERY_VIETNAMESE_LETTER + EVERY_VIETNAMESE_LETTER.upper()
    assert not bytes(font.getmask("一")), "what it cannot draw stays empty"
    assert [one for one in letters if not bytes(font.getmask(one))] == []
