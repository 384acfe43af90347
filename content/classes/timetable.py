"""The weeks of a centre, for everybody: what is taught when and where, and whether there is room. No names of who comes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from content.classes.models import MOST_PEOPLE, CentreClass, ClassEnrolment, ClassSession
from portal.people.public import Learner, everyone, records_of

FAR = timedelta(days=366)  # from today; a week beyond is the nearest one within
MOST_OF_A_WEEK = 200  # sessions of a week at one centre


@dataclass
class Day:
    """A day of the week with its sessions."""

    on: date
    sessions: list[ClassSession] = field(default_factory=list)

    @property
    def today(self) -> bool:
        return self.on == timezone.localdate()


@dataclass(frozen=True)
class Week:
    """A week from Monday on; `following` is the Monday of the next week that has a session, where this one has none left."""

    monday: date
    days: list[Day]
    following: date | None = None

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> date:
        return self.monday - timedelta(weeks=1)

    @property
    def after(self) -> date:
        return self.monday + timedelta(weeks=1)

    @property
    def sessions(self) -> list[ClassSession]:
        return [one for day in self.days for one in day.sessions]


def public_sessions(centre: int) -> QuerySet[ClassSession]:
    """Sessions for the people of the commune, those called off too: who comes in vain should know."""
    found = ClassSession.objects.filter(taught__centre=centre, taught__audience=CentreClass.Audience.PEOPLE)
    return found.select_related("taught")


def next_sessions(centre: int, limit: int = 6, now: datetime | None = None) -> list[ClassSession]:
    """What is on now or comes next and takes place, however far ahead."""
    found = public_sessions(centre).filter(ends_at__gt=now or timezone.now(), called_off_at=None)
    return list(found.order_by("begins_at", "pk")[:limit])


def week_asked(text: str) -> date:
    """The Monday of the day in an address (2026-11-30); this week's for anything else, the nearest one for a day far away."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        day = today
    day = min(max(day, today - FAR), today + FAR)
    return day - timedelta(days=day.weekday())


def week_of(centre: int, monday: date) -> Week:
    """The week with its sessions and, where nothing of it is to come, the next week that has some. Three questions at most."""
    begin, end = _midnight(monday), _midnight(monday + timedelta(weeks=1))
    found = public_sessions(centre).filter(begins_at__gte=begin, begins_at__lt=end).order_by("begins_at", "pk")
    days = [Day(monday + timedelta(days=number)) for number in range(7)]
    held = list(found[:MOST_OF_A_WEEK])
    for session in held:
        days[(timezone.localdate(session.begins_at) - monday).days].sessions.append(session)
    with_room(held)
    now = timezone.now()
    if any(one.ends_at > now and one.called_off_at is None for one in held):
        return Week(monday, days)
    later = (
        public_sessions(centre).filter(begins_at__gte=max(end, now), called_off_at=None).order_by("begins_at").first()
    )
    if later is None:
        return Week(monday, days)
    day = timezone.localdate(later.begins_at)
    return Week(monday, days, day - timedelta(days=day.weekday()))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


def with_room(sessions: Sequence[ClassSession]) -> Sequence[ClassSession]:
    """Each class of these sessions knows how many places are left (`room`); one question for all."""
    classes = {one.taught_id: one.taught for one in sessions}
    left = room_left(classes.values())
    for session in sessions:
        session.taught.room = left[session.taught_id]
    return sessions


def with_own(sessions: Sequence[ClassSession], learner: Learner | None) -> Sequence[ClassSession]:
    """Each of these sessions knows whether the person is on the list of its class (`own`); one question for all."""
    own: set[int] = set()
    if learner and sessions:
        rows = ClassEnrolment.objects.filter(taught__in={one.taught_id for one in sessions}, left_at=None)
        own = set(rows.filter(learner__in=records_of([learner.pk])).values_list("taught", flat=True))
    for session in sessions:
        session.own = session.taught_id in own
    return sessions


def room_left(classes: Iterable[CentreClass]) -> dict[int, int | None]:
    """How many places each class has left; None where nobody counts them. Numbers alone, of everybody."""
    rows = list(classes)
    counted = [one.pk for one in rows if one.seats is not None]
    taken: dict[int, int] = {}
    if counted:
        with everyone("how many places are left is told to everybody"):
            held = ClassEnrolment.objects.filter(taught__in=counted, left_at=None).values_list("taught")
            taken = dict(held.annotate(n=Count("pk")))
    return {
        one.pk: None if one.seats is None else max(0, min(one.seats, MOST_PEOPLE) - taken.get(one.pk, 0))
        for one in rows
    }
