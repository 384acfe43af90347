"""What stands in a file: its rows as text, by field. Looks up nothing."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.people.lists.columns import (
    COLUMNS,
    FIELDS,
    HEAD_WITHIN,
    HEADS,
    MOST_ROWS,
    RESULT,
    field_of,
    is_done,
    is_example,
)
from portal.text.folding import nfc
from portal.text.sheets import MOST_BYTES, cell_text, workbook_rows

_PACKED = b"PK\x03\x04"


@dataclass(frozen=True)
class Line:
    """A row of the sheet: its number there, its cells in the order of FIELDS, whether the portal marked it as taken in."""

    number: int
    cells: tuple[str, ...]
    done: bool = False


def read(content: bytes) -> list[Line]:
    """The people of the first sheet; empty rows and the example are left out. Raises ValidationError that says what to do."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file has more than 3 MB. Keep only the columns that are asked for."))
    if content[:4] != _PACKED:
        raise ValidationError(
            _(
                "This is no Excel file (.xlsx). Open it in Excel, choose “Save as”, “Excel Workbook”, then send that one."
            )
        )
    rows = workbook_rows(content, MOST_ROWS + HEAD_WITHIN + 2, COLUMNS)
    head, places = _heads(rows)
    found = []
    for number, row in enumerate(rows[head:], start=head + 1):
        cells = tuple(_cell(row, places.get(field)) for field in FIELDS)
        if any(cells) and not is_example(cells):
            found.append(Line(number, cells, is_done(_cell(row, places.get(RESULT)))))
    if not found:
        raise ValidationError(
            _("Nobody stands in this file. Write one person a row below the heads, then send it again.")
        )
    if len(found) > MOST_ROWS or len(rows) - head > MOST_ROWS + HEAD_WITHIN:
        raise ValidationError(
            _("More than %(n)s rows. Send them in parts.") % {"n": number_format(MOST_ROWS, force_grouping=True)}
        )
    return found


def head_row(rows: list[tuple]) -> int:
    """The number of the row with the heads, from 1; 0 when there is none."""
    for number, row in enumerate(rows[:HEAD_WITHIN], start=1):
        if "full_name" in {field_of(cell_text(cell)) for cell in row}:
            return number
    return 0


def _heads(rows: list[tuple]) -> tuple[int, dict[str, int]]:
    head = head_row(rows)
    if not head:
        text = _(
            "No column “%(head)s” in the first %(n)s rows. Take the sample, copy the people into it, send that one."
        )
        raise ValidationError(text % {"head": HEADS["full_name"], "n": HEAD_WITHIN})
    places: dict[str, int] = {}
    for place, cell in enumerate(rows[head - 1]):
        field = field_of(cell_text(cell))
        if field in places and field != RESULT:
            text = _("The column “%(head)s” stands there twice. Delete one of the two, then send the file again.")
            raise ValidationError(text % {"head": HEADS[field]})
        if field:
            places[field] = place
    return head, places


def _cell(row: tuple, place: int | None) -> str:
    return nfc(cell_text(row[place])) if place is not None and place < len(row) else ""
