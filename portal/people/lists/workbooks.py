"""The workbook to write people into, and a file that comes back with what became of each row in a column of its own."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from portal.people.lists.columns import (
    COLUMNS,
    EXAMPLE,
    FIELDS,
    FORMS,
    HEAD_WITHIN,
    HEADS,
    MOST_ROWS,
    NO,
    RESULT,
    YES,
    field_of,
)
from portal.people.lists.reading import head_row
from portal.people.models import PersonalRecord
from portal.text.sheets import cell_text

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PEOPLE, HELP, CHOICES = "Danh sách", "Hướng dẫn", "Các lựa chọn"
_WIDTHS = (28, 11, 14, 34, 26, 18, 16, 28)
_LONGEST = 60
_TEXT = "@"  # a column of text keeps the zero a number begins with
_EXPLAINED = (
    (PEOPLE, _("One person a row, %(n)s rows at most. The row in grey is an example: write over it or leave it.")),
    (HEADS["full_name"], _("Needed. As on paper, with marks.")),
    (HEADS["birth_year"], _("Four digits, for example 1984. A whole date of birth will do: only its year is kept.")),
    (HEADS["address_form"], _("The word before the name when the portal speaks to the person. May stay empty.")),
    (HEADS["subject_group"], _("The title has a form of its own for each group. May stay empty.")),
    (HEADS["group"], _("Where in the commune the person lives, chosen from the list. May stay empty.")),
    (
        HEADS["phone"],
        _(
            "The person's own number, to sign in with later, with a slip from the counter. Where several share a telephone, "
            "write it for one of them."
        ),
    ),
    (
        HEADS["consents"],
        _(
            "“%(yes)s” when the text was read to the person, who signed the paper. Without it the person is registered, and "
            "nothing that is learnt is recorded."
        ),
    ),
    (HEADS["representative"], _("Somebody under 16: who signed as parent or guardian, by full name.")),
    (
        "",
        _(
            "Columns of your own may stand beside these. The portal does not use them, and gives the file back with them as "
            "they are."
        ),
    ),
)
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def sample(groups: Sequence[str] = ()) -> bytes:
    """The workbook with heads, an example, drop-down lists and an explanation; `groups`: residential groups of the commune."""
    book = Workbook()
    sheet = book.active
    sheet.title = PEOPLE
    for place, (head, width) in enumerate(zip(HEADS.values(), _WIDTHS, strict=True), start=1):
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width, column.number_format = width, _TEXT
        _write(sheet.cell(1, place), head, bold=True)
        cell = _write(sheet.cell(2, place), EXAMPLE[place - 1])
        cell.font = Font(italic=True, color="FF666666")
    sheet.freeze_panes = "A2"
    choices = {
        "address_form": FORMS,
        "subject_group": [str(label) for _code, label in PersonalRecord.SubjectGroup.choices],
        "group": list(groups),
        "consents": (YES, NO),
    }
    _lists(book, sheet, choices)
    _explained(book)
    return _packed(book)


def _lists(book: Workbook, sheet: Any, choices: Mapping[str, Sequence[str]]) -> None:
    """Drop-down lists; what may be chosen stands in a sheet of its own, since a list in a cell holds 255 letters at most."""
    kept = book.create_sheet(CHOICES)
    for place, (field, words) in enumerate(choices.items(), start=1):
        letter = get_column_letter(place)
        kept.column_dimensions[letter].width = 40
        _write(kept.cell(1, place), HEADS[field], bold=True)
        for row, word in enumerate(words, start=2):
            _write(kept.cell(row, place), word)
        if not words:
            continue
        rule = DataValidation("list", formula1=f"'{CHOICES}'!${letter}$2:${letter}${len(words) + 1}", allow_blank=True)
        rule.showErrorMessage, rule.errorTitle, rule.error = True, HEADS[field], str(_("Choose one of the list."))
        column = get_column_letter(FIELDS.index(field) + 1)
        rule.add(f"{column}2:{column}{MOST_ROWS + 2}")
        sheet.add_data_validation(rule)


def _explained(book: Workbook) -> None:
    sheet = book.create_sheet(HELP, 1)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 90
    for row, (head, text) in enumerate(_EXPLAINED, start=1):
        _write(sheet.cell(row, 1), head, bold=True)
        _write(sheet.cell(row, 2), str(text) % {"n": number_format(MOST_ROWS, force_grouping=True), "yes": YES})


def _write(cell: Any, text: str, *, bold: bool = False) -> Any:
    cell.value, cell.data_type, cell.number_format = text, "s", _TEXT
    cell.font, cell.alignment = Font(bold=bold), _WRAPPED
    return cell


def with_results(content: bytes, said: Mapping[int, str]) -> bytes:
    """The same workbook with what is said of each row (by its number) in the portal's column; all others stay as they were."""
    book = load_workbook(io.BytesIO(content), keep_links=False)
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(max_row=HEAD_WITHIN, max_col=COLUMNS, values_only=True))
    head = head_row(rows)
    heads = [field_of(cell_text(cell)) for cell in rows[head - 1]]
    place = heads.index(RESULT) + 1 if RESULT in heads else _first_free(sheet)
    _write(sheet.cell(head, place), RESULT, bold=True)
    sheet.column_dimensions[get_column_letter(place)].width = _LONGEST
    for number, text in said.items():
        _write(sheet.cell(number, place), text).fill = (
            PatternFill("solid", fgColor="FFFFF3D6") if text else PatternFill()
        )
    return _packed(book)


def _first_free(sheet: Any) -> int:
    """The column behind everything that stands in the sheet."""
    last = 0
    for row in sheet.iter_rows(values_only=True):
        last = max(last, next((place for place in range(len(row), 0, -1) if row[place - 1] is not None), 0))
    return last + 1


def _packed(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
