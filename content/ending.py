"""The end of a lesson in words: how it went, which questions are missing, what comes next."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.lesson_view import ASKED, END, FROM, WORDS, Seen
from content.progress import LessonState
from content.steps import Step

NAMED = 3  # questions that are named; of more only the number is told


@dataclass(frozen=True)
class Row:
    """One question at the end: its number, where it stands, how it is answered."""

    number: int
    text: str
    url: str
    right: bool
    answered: bool
    closed: bool = False  # every try was used


@dataclass(frozen=True)
class Ending:
    """`onward`: what the one filled button does: again, finish, try, sign in, lesson or sheet."""

    words: str
    rows: list[Row]
    first: Row | None
    onward: str
    lesson: LessonState | None = None


def ending_of(seen: Seen) -> Ending:
    """The end of this lesson for this visitor."""
    rows = [_row(seen, number, step) for number, step in enumerate(seen.standing.questions, 1)]
    first = next((row for row in rows if not row.right and not row.closed), None)
    onward, lesson = _onward(seen, first)
    return Ending(_words(seen, rows), rows, first, onward, lesson)


def _row(seen: Seen, number: int, step: Step) -> Row:
    assert step.question is not None  # noqa: S101 - of `Standing.questions`
    url = f"{seen.lesson.url}?{ASKED}={step.number}&{FROM}={WORDS[END]}#cau-{step.question}"
    right = seen.standing.is_done(step)
    state = seen.asked[str(step.question)]
    return Row(number, state["question"].text, url, right, state["mark"] is not None, state["closed"])


def _onward(seen: Seen, first: Row | None) -> tuple[str, LessonState | None]:
    if not seen.finished:
        if first is not None:
            return "again", None
        if not seen.learner:
            after = seen.beside(1)
            return ("try", after) if after else ("sign in", None)
        if not (seen.standing.missing and seen.mine and seen.mine.outcome == "failed"):
            return "finish", None
    after = seen.beside(1)
    lesson = after if after and after.state != "done" else seen.course.next_lesson
    if lesson and lesson.page.pk == seen.lesson.pk:  # failed, with no try left: the course has what else there is
        return "course", None
    return ("lesson", lesson) if lesson else ("sheet", None)


def _words(seen: Seen, rows: list[Row]) -> str:
    right, total = sum(row.right for row in rows), len(rows)
    number = seen.mine.number if seen.mine else 1
    if seen.finished:
        if not total:
            return _("Lesson %(number)d is finished") % {"number": number}
        if right == total:
            return ngettext(
                "%(total)d question, and it is right: lesson %(number)d is finished",
                "All %(total)d questions are right: lesson %(number)d is finished",
                total,
            ) % {"total": total, "number": number}
        told = {"right": right, "total": total, "number": number}
        return _("%(right)d of %(total)d questions are right: lesson %(number)d is finished") % told
    if not total:
        return _("Lesson %(number)d is read to its end") % {"number": number}
    if right == total:
        return ngettext("%(total)d question, and it is right", "All %(total)d questions are right", total) % {
            "total": total
        }
    if not right and total > 1:
        return (
            _("No question is right yet, try them again")
            if any(row.answered for row in rows)
            else _("No question is answered yet")
        )
    return f"{_right(right, total)} {_missing(rows)}"


def _right(right: int, total: int) -> str:
    return _("%(right)d of %(total)d questions are right.") % {"right": right, "total": total}


def _missing(rows: list[Row]) -> str:
    missing = [row for row in rows if not row.right]
    new = all(not row.answered for row in missing)
    fresh = sum(not row.answered for row in missing)
    if 0 < fresh < len(missing):
        return _("%(new)d are left to answer, %(again)d to try again") % {"new": fresh, "again": len(missing) - fresh}
    names = _names([row.number for row in missing])
    if not names:
        count = {"count": len(missing)}
        return (_("%(count)d are left to answer") if new else _("%(count)d are left, try them again")) % count
    return (_("%(names)s is left to answer") if new else _("%(names)s is left, try again")) % {"names": names}


def _names(numbers: list[int]) -> str:
    """“câu 2, câu 4”; empty for more than are named."""
    if len(numbers) > NAMED:
        return ""
    return ", ".join(_("question %(number)d") % {"number": number} for number in numbers)
