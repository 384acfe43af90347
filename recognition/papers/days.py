"""Days as papers write them (Nghị định 30/2020/NĐ-CP, Phụ lục I): days below 10 and months 1 and 2 with a leading zero."""

from datetime import date


def two(number: int) -> str:
    """A number of at least two figures: 05, 12, 128."""
    return f"{number:02d}"


def month(number: int) -> str:
    """A month as papers write it: 01 and 02, but 3."""
    return two(number) if number < 3 else str(number)


def long_day(day: date) -> str:
    """“ngày 05 tháng 02 năm 2026”; “ngày 05 tháng 6 năm 2026”."""
    return f"ngày {two(day.day)} tháng {month(day.month)} năm {day.year}"


ROOM = "\u00a0" * 5  # for the pen; spaces that no form of paper draws together


def blank_day(year: int) -> str:
    """A day that the pen fills in, before a paper has its number: “ngày     tháng     năm 2026”."""
    return f"ngày{ROOM}tháng{ROOM}năm {year}"


def short_day(day: date) -> str:
    """“05/02/2026”, as in tables."""
    return f"{day:%d/%m/%Y}"
