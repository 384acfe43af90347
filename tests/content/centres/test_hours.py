"""Opening hours in words, and the heading that says what is on."""

from datetime import date, datetime, time
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation

from content.centres.hours import Closed, Span, lines, now_in_words
from content.classes.whats_on import heading

WEEK = [
    Span(1, 5, time(7, 30), time(11)),
    Span(1, 5, time(13, 30), time(17)),
    Span(6, 6, time(8), time(11)),
]


@pytest.fixture(autouse=True)
def in_vietnamese():
    with translation.override("vi"):
        yield


def test_the_same_days_stand_in_one_row():
    assert lines(WEEK) == [
        ("Thứ Hai đến Thứ Sáu", "7 giờ 30 đến 11 giờ; 13 giờ 30 đến 17 giờ"),
        ("Thứ Bảy", "8 giờ đến 11 giờ"),
    ]


@pytest.mark.parametrize(
    ("moment", "open_now", "told"),
    [
        (datetime(2026, 11, 30, 7, 30), True, "Đang mở cửa, đến 11 giờ"),
        (datetime(2026, 11, 30, 11), False, "Đang đóng cửa. Mở lại lúc 13 giờ 30 hôm nay"),
        (datetime(2026, 11, 30, 17), False, "Đang đóng cửa. Mở lại lúc 7 giờ 30 ngày mai"),
        (datetime(2026, 12, 5, 12), False, "Đang đóng cửa. Mở lại lúc 7 giờ 30 Thứ Hai 7/12"),
    ],
)
def test_open_or_when_next(moment, open_now, told):
    found = now_in_words(WEEK, [], moment)
    assert found is not None
    assert (found.open, found.told) == (open_now, told)


def test_days_off_are_skipped_and_say_why():
    off = [Closed(date(2026, 11, 30), date(2026, 12, 1), "tập huấn ở tỉnh")]
    found = now_in_words(WEEK, off, datetime(2026, 11, 30, 8))
    assert found is not None
    assert found.told == "Đang nghỉ: tập huấn ở tỉnh. Mở lại lúc 7 giờ 30 Thứ Tư 2/12"
    assert now_in_words([], off, datetime(2026, 11, 30, 8)) is None
    for_ever = now_in_words(WEEK, [Closed(date(2026, 1, 1), date(2027, 12, 31))], datetime(2026, 11, 30, 8))
    assert for_ever is not None
    assert for_ever.told == "Đang đóng cửa. Gọi điện trước khi đến."


def test_a_long_holiday_keeps_its_reason_and_its_end():
    tet = [Closed(date(2027, 1, 30), date(2027, 2, 28), "nghỉ Tết")]
    found = now_in_words(WEEK, tet, datetime(2027, 1, 30, 9))
    assert found is not None
    assert found.told == "Đang nghỉ: nghỉ Tết. Mở lại lúc 7 giờ 30 Thứ Hai 1/3"


@pytest.mark.parametrize(
    ("day", "hour", "minute", "said"),
    [
        (30, 19, 30, "Tối nay 19 giờ 30: Đọc sách, tại nhà văn hóa thôn Hạ"),
        (30, 14, 0, "Chiều nay 14 giờ: Đọc sách, tại nhà văn hóa thôn Hạ"),
        (31, 8, 0, "Sáng mai 8 giờ: Đọc sách, tại nhà văn hóa thôn Hạ"),
        (33, 19, 0, "Tối Thứ Năm 19 giờ: Đọc sách, tại nhà văn hóa thôn Hạ"),
        (45, 11, 30, "Trưa Thứ Ba ngày 15 tháng 12, 11 giờ 30: Đọc sách, tại nhà văn hóa thôn Hạ"),
    ],
)
def test_the_heading_says_when_what_and_where(day, hour, minute, said):
    here = timezone.get_current_timezone()
    now = datetime(2026, 11, 30, 9, tzinfo=here)
    begins = now.replace(hour=hour, minute=minute) + (date(2026, 12, 1) - date(2026, 11, 30)) * (day - 30)
    session = SimpleNamespace(
        begins_at=begins,
        ends_at=begins.replace(hour=23),
        place="nhà văn hóa thôn Hạ",
        taught=SimpleNamespace(title="Đọc sách"),
    )
    assert heading(session, now) == said
    session.place = ""
    assert heading(session, begins) == "Đang học: Đọc sách"
