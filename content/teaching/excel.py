"""A course as a workbook: one sheet of people and lessons, one of questions. No scores of anybody."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook

from content.models import LessonPage
from content.questions.stats import items_of
from content.teaching import states
from content.teaching.people import Person, Room, by_name, people
from content.workbooks import lying, packed, write_line

MOST = 5000  # people in one file


def workbook(room: Room) -> tuple[bytes, int]:
    """The file, and how many people stand in it: by given name, at most MOST."""
    book = Workbook()
    first = book.active
    keys = by_name(room.rows(), by_state=False)[:MOST]
    _people(first, room, people(room, keys))
    _questions(book.create_sheet("Cau hoi"), room)
    return packed(book), len(keys)


def _people(sheet: Any, room: Room, found: list[Person]) -> None:
    sheet.title = "Nguoi hoc"
    signs = {
        "done": pgettext("lesson", "finished"),
        "failed": pgettext("lesson", "not passed yet"),
        "begun": pgettext("lesson", "begun"),
        "new": "",
    }
    day = f"{timezone.localdate():%d/%m/%Y}"
    write_line(sheet, [f"{room.course.title}, {day}"], bold=True)
    heads = [_("Name"), _("Year of birth"), _("Residential group"), _("State"), _("How it stands"), _("Last contact")]
    numbered = [f"{number}. {one.title}" for number, one in enumerate(room.lessons, 1)]
    write_line(sheet, [*heads, *numbered], bold=True)
    for one in found:
        last = f"{one.last.told} {one.last.on:%d/%m/%Y}" if one.last else ""
        base = [one.name, one.birth_year or "", one.group, str(states.WORDS[one.state]), one.reason, last]
        write_line(sheet, [*base, *(signs[mark] for mark in one.marks)])
    for letter, width in zip("ABCDEF", (30, 10, 22, 20, 40, 26), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B3"
    lying(sheet)


def _questions(sheet: Any, room: Room) -> None:
    heads = [_("Lesson"), _("Number"), _("Question"), _("Answered by"), _("Right at once, %"), _("Right now, %")]
    write_line(sheet, [*heads, _("Wrong choice taken most often")], bold=True)
    pages = LessonPage.objects.in_bulk([one.pk for one in room.lessons])
    for lesson in (pages[one.pk] for one in room.lessons if one.pk in pages):
        lesson.ask_all()
        for item in items_of(lesson, lesson.questions()):
            wrong = item.likeliest_wrong
            shares = ["" if share is None else share for share in (item.first_share, item.share)]
            told = f"{wrong[0]} ({wrong[1]} %)" if wrong else ""
            write_line(sheet, [lesson.title, item.number, item.question.text, item.answered, *shares, told])
    for letter, width in zip("ABCDEFG", (28, 8, 60, 10, 12, 12, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    lying(sheet)
