"""A list of communes with their class, as a file or typed: read line by line, each with what is wrong with it. Looks up nothing."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from portal.places.models import AreaClass
from portal.text.days import read_day
from portal.text.folding import fold
from portal.text.sheets import lines_of_sheet

MOST_LINES = 5_000
_CODE_DIGITS = 5
_ORDINARY, _DISADVANTAGED = AreaClass.Value.ORDINARY, AreaClass.Value.DISADVANTAGED
_CLASSES = {
    "binh thuong": _ORDINARY, "xa binh thuong": _ORDINARY, "thuong": _ORDINARY, "ordinary": _ORDINARY,
    "kho khan": _DISADVANTAGED, "dac biet kho khan": _DISADVANTAGED, "xa kho khan": _DISADVANTAGED,
    "xa dac biet kho khan": _DISADVANTAGED, "vung kho khan": _DISADVANTAGED, "disadvantaged": _DISADVANTAGED,
}  # fmt: skip
# How a class is written in a line; read back by `_CLASSES`.
WRITTEN = {_ORDINARY: "bình thường", _DISADVANTAGED: "khó khăn"}
_HEADS = ("ma", "ma xa", "ma don vi", "code", "stt")


@dataclass(frozen=True)
class AreaLine:
    """One line: its number, the code with its zeros, class and first day as far as they can be read, and what is wrong."""

    number: int
    code: str
    value: str
    day: date | None
    wrong: str = ""


def lines_of_file(content: bytes) -> str:
    """A file as lines “code; class; day”, to stand in a field where they can be corrected. Raises ValidationError."""
    return lines_of_sheet(content, columns=3, most=MOST_LINES)


def read_area_lines(text: str) -> list[AreaLine]:
    """The lines of the field; empty ones and a head are left out. A code that lost its zeros in Excel gets them back."""
    found, seen = [], {}
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        mark = next((one for one in ";\t" if one in raw), ",")
        cells = [" ".join(cell.split()) for cell in raw.split(mark)]
        code, said, day = (cells + ["", "", ""])[:3]
        if not found and fold(code) in _HEADS:
            continue
        line = _line(number, code, said, day)
        if not line.wrong and (line.code, line.day) in seen:
            before = seen[line.code, line.day]
            why = (
                _("The same unit and day stand in line %(n)s already. Delete one of the two lines.")
                if before.value == line.value
                else _("Line %(n)s says another class for the same unit and day. Delete the wrong line.")
            )
            line = AreaLine(number, line.code, line.value, line.day, why % {"n": before.number})
        elif not line.wrong:
            seen[line.code, line.day] = line
        found.append(line)
    return found


def _line(number: int, code: str, said: str, typed: str) -> AreaLine:
    digits = code.zfill(_CODE_DIGITS) if code.isascii() and code.isdigit() else code
    value, day, wrong = _CLASSES.get(fold(said), ""), None, ""
    try:
        day = read_day(typed)
    except ValueError:
        wrong = _("“%(said)s” is no day. Write it as 01/07/2026.") % {"said": typed[:40]}
    if not value:
        wrong = _("“%(said)s” is no class. Write “bình thường” or “khó khăn”.") % {"said": said[:40]}
    if len(digits) != _CODE_DIGITS or not digits.isdigit():
        wrong = _("“%(said)s” is no code of a commune. It has five digits, for example 19288.") % {"said": code[:40]}
    return AreaLine(number, digits[:20], value, day, wrong)
