"""What a teacher sees of a class: who is often away, hours of each person, by given name and never by rank; as Excel too."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from wagtail.models import Page

from content.classes.models import THERE, Attendance, CentreClass, ClassEnrolment, ClassSession, State
from content.classes.register import Row, people_of_class
from content.identities import Enrolment
from content.workbooks import lying, packed, write_line
from portal.people.public import Learner, records_of

MISSED_IN_A_ROW = 2  # our own value: a neighbour asks after two evenings


@dataclass
class Person:
    """A person of the class: sessions attended, minutes, and whether the last two closed sessions were missed."""

    row: Row
    times: int = 0
    minutes: int = 0
    away: bool = False


@dataclass(frozen=True)
class Held:
    """A session in the list of a class, with how many came."""

    session: ClassSession
    number: int
    there: int

    @property
    def state(self) -> str:
        """off, closed, now (today or before, still open) or ahead."""
        if self.session.called_off_at:
            return "off"
        if self.session.closed_at:
            return "closed"
        return "now" if timezone.localdate(self.session.begins_at) <= timezone.localdate() else "ahead"


def sessions_of(taught: CentreClass) -> list[Held]:
    """The sessions in order; one question for them and one for the counts."""
    rows = list(taught.sessions.all())
    came = Attendance.objects.filter(session__taught=taught, state__in=THERE)
    counts = dict(came.values_list("session").annotate(n=Count("pk")).values_list("session", "n"))
    found, number = [], 0
    for row in rows:
        row.taught = taught
        number += row.called_off_at is None
        found.append(Held(row, number if row.called_off_at is None else 0, counts.get(row.pk, 0)))
    return found


def people_with_hours(taught: CentreClass) -> list[Person]:
    """Everybody of the class with hours, of closed registers alone; the same questions for any number of people."""
    closed = ClassSession.objects.filter(taught=taught, called_off_at=None).exclude(closed_at=None)
    last = list(closed.order_by("-begins_at").values_list("pk", flat=True)[:MISSED_IN_A_ROW])
    came = Attendance.objects.filter(session__in=closed, state__in=THERE).values_list("learner")
    sums = {pk: (n, minutes) for pk, n, minutes in came.annotate(Count("pk"), Sum("session__minutes"))}
    lately = set(Attendance.objects.filter(session__in=last, state__in=THERE).values_list("learner", flat=True))
    return [
        Person(row, *sums.get(row.learner, (0, 0)), away=len(last) == MISSED_IN_A_ROW and row.learner not in lately)
        for row in people_of_class(taught)
    ]


def away_from(session: ClassSession) -> set[UUID]:
    """Who of the class today was marked as away in this session or, once its register is closed, was not there.

    Who came into the class only after it missed nothing.
    """
    marks = dict(Attendance.objects.filter(session=session).values_list("learner", "state"))
    rows = ClassEnrolment.objects.filter(taught=session.taught_id, left_at=None).values_list("learner", "made_at")
    unmarked = {pk for pk, made_at in rows if session.closed_at and made_at <= session.ends_at}
    marked = {pk for pk, _at in rows if marks.get(pk) == State.ABSENT}
    return marked | {pk for pk in unmarked if marks.get(pk) not in THERE}


def courses_learnt(taught: CentreClass, limit: int = 10) -> list[Page]:
    """The published courses that people of the class learn in, too: how far they are there, its teacher's page says."""
    within = ClassEnrolment.objects.filter(taught=taught, left_at=None).values("learner")
    courses = Enrolment.objects.filter(learner__in=within).values("course")
    return list(Page.objects.live().filter(pk__in=courses).order_by("path")[:limit])


@dataclass(frozen=True)
class Own:
    """A class as its learner sees it."""

    taught: CentreClass
    times: int
    minutes: int
    next_session: ClassSession | None
    reached: tuple[ClassSession, ...] = ()


def own_classes(learner: Learner) -> list[Own]:
    """The learner's classes, under whichever record: sessions attended, hours, and when to come next."""
    ids = list(records_of([learner.pk]))
    taught = list(CentreClass.objects.filter(enrolments__learner__in=ids).select_related("centre").distinct())
    mine = Q(attendances__learner__in=ids, attendances__state__in=THERE)
    sessions = ClassSession.objects.filter(taught__in=taught, called_off_at=None).annotate(
        here=Count("pk", filter=mine)
    )
    of: dict[int, list[Any]] = {}
    for session in sessions.select_related("taught"):
        of.setdefault(session.taught_id, []).append(session)
    now, found = timezone.now(), []
    for one in taught:
        rows = of.get(one.pk, [])
        been = tuple(row for row in rows if row.here and row.closed_at)
        ahead = next((row for row in rows if row.ends_at > now and row.closed_at is None), None)
        found.append(Own(one, len(been), sum(row.minutes for row in been), ahead, been))
    return sorted(
        found,
        key=lambda own: (own.next_session is None, own.next_session and own.next_session.begins_at, own.taught.pk),
    )


def as_excel(taught: CentreClass) -> bytes:
    """The class as a workbook: a person a row, a session a column. Every cell of words is text."""
    sessions = [held for held in sessions_of(taught) if not held.session.called_off_at]
    people = people_with_hours(taught)
    marks = Attendance.objects.filter(session__taught=taught).values_list("learner", "session", "state")
    known: dict[tuple[UUID, int], str] = {(pk, session): state for pk, session, state in marks}
    signs = {State.PRESENT: "x", State.LATE: _("late"), State.ABSENT: _("away")}
    book = Workbook()
    sheet = book.active
    sheet.title = "Lop hoc"
    heads = [_("Name"), _("Year of birth"), _("Residential group"), _("Sessions attended"), _("Hours attended")]
    days = [f"{timezone.localtime(held.session.begins_at):%d/%m/%Y %H:%M}" for held in sessions]
    write_line(sheet, [f"{taught.title}, {taught.centre}"], bold=True)
    write_line(sheet, [*heads, *days], bold=True)
    for one in people:
        told = [signs.get(known.get((one.row.learner, held.session.pk), ""), "") for held in sessions]
        base = [one.row.name, one.row.birth_year or "", one.row.group, one.times, round(one.minutes / 60, 2)]
        write_line(sheet, [*base, *told])
    for letter, width in zip("ABCDE", (30, 10, 22, 10, 8), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B3"
    lying(sheet)
    return packed(book)
