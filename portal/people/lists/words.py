"""What became of a row, in words: for the page and for the column of the file that goes back."""

from django.utils.translation import gettext as _

from portal.people.lists.columns import DONE
from portal.people.lists.judging import ASKED, BEFORE, READY, REGISTERED, SAME, WRONG, Row


def said_of(row: Row) -> str:
    """What stands behind the row in the file. It names nobody but by the row."""
    return {
        WRONG: lambda: " ".join(f"{one.head}: {one.text}" for one in row.problems),
        ASKED: lambda: _("May be somebody who is known. Answer on the page of the list who it is."),
        READY: lambda: _("Right, not taken in yet."),
        SAME: lambda: DONE if row.learner else _same(row),
        REGISTERED: lambda: DONE,
        BEFORE: lambda: DONE,
    }[row.state]()


def _same(row: Row) -> str:
    chosen = row.chosen
    if chosen and chosen.row:
        return _("The person of row %(n)s: not registered twice.") % {"n": chosen.row}
    return _("Somebody who is known: not registered twice.")
