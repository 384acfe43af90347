"""Setting marks: one or five hundred, by hand, card or code. Nothing is deleted, and being there is taken back with a reason only.

The last mark counts, with its author; what a page had not seen is told (`Outcome.before`). Whoever marks holds the session's row,
so two members of staff at once are one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.classes.models import (
    THERE,
    Attendance,
    AttendanceMark,
    ClassEnrolment,
    ClassSession,
    How,
    State,
)
from content.classes.statements import record_hours

KEPT, SAME, REASON, NOT_HERE = "kept", "same", "reason", "not_here"
LONGEST_REASON = 200


@dataclass(frozen=True)
class Wish:
    """A mark that somebody wants to set; `seen`: the number of the mark that the page had shown (0: none)."""

    learner: UUID
    state: str
    seen: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Before:
    """What stood there before, set by somebody else after the page was made."""

    state: str
    by: Any
    at: datetime


@dataclass(frozen=True)
class Outcome:
    """What became of a wish: `kind` is kept, same, reason (one is needed: not set) or not_here (not in the class)."""

    learner: UUID
    kind: str
    row: Attendance | None = None
    before: Before | None = None


def mark(session: ClassSession, wishes: Sequence[Wish], *, by: Any, how: str = How.HAND) -> list[Outcome]:
    """Sets marks, in one transaction, with the same few questions for any number of people. Outcomes in the order given.

    Raises ValidationError when the session was called off or its day has not come.
    """
    with transaction.atomic():
        held = _held(session)
        return _marked(held, wishes, by, how)


def mark_present(session: ClassSession, learner: UUID, *, by: Any, how: str) -> str:
    """Marks one person by card or code; returns what is wrong and what to do then, nothing when the person is present now.

    Raises ValidationError as `mark` does.
    """
    told = {
        REASON: _("The register is closed. Mark this person in the register, and say why."),
        NOT_HERE: _("This person is not in the class any longer. Add the person first, then try again."),
    }
    return told.get(mark(session, [Wish(learner, State.PRESENT)], by=by, how=how)[0].kind, "")


def mark_all(session: ClassSession, *, by: Any) -> int:
    """“Everybody is here”: whoever has no mark yet is present; marks that are there stay. Returns how many were set."""
    with transaction.atomic():
        held = _held(session)
        enrolled = ClassEnrolment.objects.filter(taught=held.taught_id, left_at=None)
        marked = Attendance.objects.filter(session=held).exclude(state="").values("learner")
        free = enrolled.exclude(learner__in=marked).values_list("learner", flat=True)
        reason = _("Marked with all the others after closing") if held.closed_at else ""
        wishes = [Wish(pk, State.PRESENT, reason=reason) for pk in free]
        return sum(one.kind == KEPT for one in _marked(held, wishes, by, How.ALL))


def close(session: ClassSession, *, by: Any) -> bool:
    """Closes the register: hours are recorded now. Returns False when it was closed already.

    Raises ValidationError as `mark` does, and before the session has begun: nobody has hours of a class still to come.
    """
    with transaction.atomic():
        held = _held(session)
        if held.closed_at:
            return False
        if not has_begun(held):
            raise ValidationError(_("This session has not begun yet. Close the register when it is over."))
        held.closed_at, held.closed_by = timezone.now(), by
        held.save(update_fields=["closed_at", "closed_by"])
        record_hours(held, list(Attendance.objects.filter(session=held)))
    return True


def has_begun(session: ClassSession) -> bool:
    """Whether its hour has come."""
    return session.begins_at <= timezone.now()


def _held(session: ClassSession) -> ClassSession:
    row = (
        ClassSession.objects.select_for_update(no_key=True, of=("self", "taught"))
        .select_related("taught")
        .get(pk=session.pk)
    )
    if row.called_off_at:
        raise ValidationError(_("This session was called off, so nobody is marked. Open the session that takes place."))
    if timezone.localdate(row.begins_at) > timezone.localdate():
        raise ValidationError(_("This session is on another day. People are marked from the morning of its day on."))
    return row


def _marked(session: ClassSession, wishes: Sequence[Wish], by: Any, how: str) -> list[Outcome]:
    wanted = {wish.learner for wish in wishes}
    enrolled = ClassEnrolment.objects.filter(taught=session.taught_id, learner__in=wanted, left_at=None)
    here = set(enrolled.values_list("learner", flat=True))
    found = Attendance.objects.filter(session=session, learner__in=wanted).select_related("by")
    rows, now = {row.learner_id: row for row in found}, timezone.now()
    outcomes, new, changed, marks = [], [], [], []
    for wish in wishes:
        row = rows.get(wish.learner)
        kind = _judged(session, wish, row) if wish.learner in here else NOT_HERE
        before = _unseen(wish, row, by)
        if kind == KEPT:
            if row is None:
                row = rows[wish.learner] = Attendance(session=session, learner_id=wish.learner, number=0)
                new.append(row)
            elif row.pk:
                changed.append(row)
            row.state, row.how, row.by, row.at, row.number = wish.state, how, by, now, row.number + 1
            marks.append(_trace(row, wish.reason))
        outcomes.append(Outcome(wish.learner, kind, row, before))
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["state", "how", "by", "at", "number"])
    AttendanceMark.objects.bulk_create(marks)
    if session.closed_at:
        record_hours(session, [*new, *changed])
    return outcomes


def _judged(session: ClassSession, wish: Wish, row: Attendance | None) -> str:
    state = row.state if row else ""
    if wish.state == state:
        return SAME
    taken_back = state in THERE and wish.state not in THERE
    return REASON if (taken_back or session.closed_at) and not wish.reason.strip() else KEPT


def _unseen(wish: Wish, row: Attendance | None, by: Any) -> Before | None:
    """What somebody else set after the page was made, where it says something else."""
    if row is None or wish.seen is None or row.number == wish.seen or row.state == wish.state or row.by_id == by.pk:
        return None
    return Before(row.state, row.by, row.at)


def _trace(row: Attendance, reason: str) -> AttendanceMark:
    return AttendanceMark(
        session=row.session,
        learner_id=row.learner_id,
        number=row.number,
        state=row.state,
        how=row.how,
        by=row.by,
        at=row.at,
        reason=reason.strip()[:LONGEST_REASON],
    )
