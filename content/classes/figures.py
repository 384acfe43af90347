"""What a teacher sees of a class: who is often away, hours of each person, by given name and never by rank; as Excel too."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from portal.people.public import Learner, first_ids, records_of

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
    """A session in the list of a class, with how many came, of how many: who is in the class today, and who left since."""

    session: ClassSession
    number: int
    there: int
    of: int = 0

    @property
    def state(self) -> str:
        """off, closed, now (today or before, still open) or ahead."""
        if self.session.called_off_at:
            return "off"
        if self.session.closed_at:
            return "closed"
        return "now" if timezone.localdate(self.session.begins_at) <= timezone.localdate() else "ahead"


def sessions_of(taught: CentreClass) -> list[Held]:
    """The sessions in order; one question for them and two for the counts."""
    rows = list(taught.sessions.all())
    came = Attendance.objects.filter(session__taught=taught, state__in=THERE)
    today = ClassEnrolment.objects.filter(taught=taught, left_at=None)
    gone = Count("pk", filter=~Q(learner__in=today.values("learner")))
    counts = {pk: (n, left) for pk, n, left in came.values_list("session").annotate(n=Count("pk"), left=gone)}
    people, found, number = today.count(), [], 0
    for row in rows:
        row.taught = taught
        number += row.called_off_at is None
        there, left = counts.get(row.pk, (0, 0))
        found.append(Held(row, number if row.called_off_at is None else 0, there, people + left))
    return found


def people_with_hours(taught: CentreClass) -> list[Person]:
    """Everybody of the class with hours, of closed registers alone; the same questions for any number of people."""
    closed = ClassSession.objects.filter(taught=taught, called_off_at=None).exclude(closed_at=None)
    last = list(closed.order_by("-begins_at").values_list("pk", "ends_at")[:MISSED_IN_A_ROW])
    came = Attendance.objects.filter(session__in=closed, state__in=THERE).values_list("learner")
    sums = {pk: (n, minutes) for pk, n, minutes in came.annotate(Count("pk"), Sum("session__minutes"))}
    lately = Attendance.objects.filter(session__in=[pk for pk, _ends in last], state__in=THERE)
    enrolled = dict(ClassEnrolment.objects.filter(taught=taught, left_at=None).values_list("learner", "made_at"))
    there = set(lately.values_list("learner", flat=True))
    away = missed_lately([ends for _pk, ends in last], enrolled, there, first_ids({*enrolled, *there}))
    return [Person(row, *sums.get(row.learner, (0, 0)), away=row.learner in away) for row in people_of_class(taught)]


def missed_lately(
    ends: Sequence[datetime], enrolled: Mapping[UUID, datetime], came: Collection[UUID], first: Mapping[UUID, UUID]
) -> set[UUID]:
    """Who of a class (records, with when each came into it) missed its last two closed sessions, which ended then.

    `came`: the records that came to one of them. Who came into the class only after one of them missed nothing yet; nor did
    who came under another record (`first`: record -> the one the person goes on with).
    """
    if len(ends) < MISSED_IN_A_ROW:
        return set()
    there = {first[pk] for pk in came}
    return {pk for pk, made_at in enrolled.items() if made_at <= min(ends) and first[pk] not in there}


def away_from(session: ClassSession) -> set[UUID]:
    """Who of the class today was marked as away in this session or, once its register is closed, was not there (records).

    Who came into the class only after it missed nothing; nor did who stands in it under two records and came with one of them.
    """
    marks = dict(Attendance.objects.filter(session=session).values_list("learner", "state"))
    rows = ClassEnrolment.objects.filter(taught=session.taught_id, left_at=None).values_list("learner", "made_at")
    unmarked = {pk for pk, made_at in rows if session.closed_at and made_at <= session.ends_at}
    marked = {pk for pk, _at in rows if marks.get(pk) == State.ABSENT}
    away = marked | {pk for pk in unmarked if marks.get(pk) not in THERE}
    first = first_ids({*away, *marks})
    there = {first[pk] for pk, state in marks.items() if state in THERE}
    return {pk for pk in away if first[pk] not in there}


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
