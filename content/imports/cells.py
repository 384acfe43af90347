"""A cell of a sheet as the text that stands there for who reads it in Vietnam (pure), or why that cannot be told.

Excel keeps a date, a share or a number with leading zeros as a number and shows it in its own way: taken as shown where that is
plain, else refused by cell.
"""

import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from content.imports.neutral import Refused
from content.questions.words import clean

_FORMAT = re.compile(r"(#,##0|0{1,40})(?:\.(0{1,15}))?(%?)")
_PLAIN = ("General", "@", "")
_SHOWN = 11  # digits that Excel shows of a number without a format
_EXACT = 15  # digits that Excel keeps


def text_of(cell: Any) -> str:
    """The text of a cell. Raises Refused with the cell's name."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Đúng" if value else "Sai"
    if isinstance(value, (date, time, timedelta)):
        raise Refused("cell date", cell.coordinate)
    if isinstance(value, (int, float)):
        return _shown(cell, _exact(cell))
    if cell.data_type == "e":
        raise Refused("cell error", f"{cell.coordinate}: {value}")
    lines = (clean(line) for line in str(value)[:10_000].splitlines())
    return "\n".join(line for line in lines if line)


def number_of(cell: Any) -> str:
    """A cell that is to hold a number, as text that can be read in one way only. Raises Refused."""
    value = cell.value
    counted = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not counted or "%" in (cell.number_format or ""):
        return text_of(cell)
    return in_one_way(_exact(cell))


def in_one_way(number: Decimal) -> str:
    """A number with a comma that groups no thousands: 1,1250 rather than 1,125."""
    text = f"{number:f}"
    whole, point, rest = text.partition(".")
    return f"{whole},{rest}0" if point and len(rest) == 3 else f"{whole},{rest}" if point else whole


def _exact(cell: Any) -> Decimal:
    found = Decimal(f"{cell.value:.{_EXACT}g}") if isinstance(cell.value, float) else Decimal(cell.value)
    if not found.is_finite() or found.adjusted() >= _EXACT:
        raise Refused("cell number", cell.coordinate)
    return found if found else Decimal(0)


def _shown(cell: Any, number: Decimal) -> str:
    form = cell.number_format or ""
    if form in _PLAIN:
        plain = f"{number.normalize():f}"
        if sum(map(str.isdigit, plain)) > _SHOWN:
            raise Refused("cell number", cell.coordinate)
        return plain.replace(".", ",")
    found = _FORMAT.fullmatch(form)
    if found is None:
        raise Refused("cell number", cell.coordinate)
    places, share = len(found[2] or ""), found[3]
    wanted = number * 100 if share else number
    shown = wanted.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if shown != wanted:  # Excel shows it rounded
        raise Refused("cell number", cell.coordinate)
    whole, _point, rest = f"{abs(shown):f}".partition(".")
    whole = f"{int(whole):,}".replace(",", ".") if found[1] == "#,##0" else whole.zfill(len(found[1]))
    return ("-" if shown < 0 else "") + whole + (f",{rest}" if rest else "") + (" %" if share else "")
