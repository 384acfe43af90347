"""The people of a course as their teacher sees them: filtered, by name or by how long, twenty a page; never by what they scored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from content.activities import originals
from content.classes.models import CentreClass, ClassEnrolment
from content.identities import Enrolment
from content.models import LessonPage
from content.outline import lessons_of
from content.progress import CourseState, LessonState, states_in
from content.teaching import states
from content.teaching.contacts import Done, last_done
from content.teaching.rights import enrolments_of
from content.visibility import insider
from portal.people.public import Residence, first_ids, given_name_keys, identities
from portal.places.public import Centre, ResidentialGroup
from portal.text.sent import whole

A_PAGE = 20
HELP, ALL = "help", "all"
BY_TIME, BY_NAME = "time", "name"


@dataclass(frozen=True)
class Asked:
    """What of the people of a course is asked for; `taught` and `group` are 0 for all."""

    state: str = HELP
    taught: int = 0
    group: int = 0
    order: str = BY_TIME

    @classmethod
    def of(cls, query: Any) -> "Asked":
        """What stands in an address; what is no choice is left out."""
        state, order = query.get("tinh-trang", HELP), query.get("xep", BY_TIME)
        return cls(
            state if state in (HELP, ALL, *states.ORDER) else HELP,
            whole(query.get("lop", ""), 9) or 0,
            whole(query.get("thon", ""), 9) or 0,
            order if order in (BY_TIME, BY_NAME) else BY_TIME,
        )

    def query(self) -> str:
        """The same as an address says it."""
        said = {"tinh-trang": self.state, "lop": self.taught, "thon": self.group, "xep": self.order}
        plain = {"tinh-trang": HELP, "lop": 0, "thon": 0, "xep": BY_TIME}
        return urlencode({name: value for name, value in said.items() if value != plain[name]})


@dataclass(frozen=True)
class Person:
    """Somebody of the course: how it stands and why; `mark` of each lesson is done, failed, begun or new."""

    learner: UUID
    reference: str
    name: str
    birth_year: int | None
    called: str
    group: str
    state: str
    reason: str
    marks: tuple[str, ...] = ()
    about: str = ""  # title of the lesson that the reason is about
    last: Done | None = None  # what was done for the person last


@dataclass(frozen=True)
class Numbers:
    """How many people learn in a course, how many of them need help and why, how many have finished."""

    of: dict[str, int] = field(default_factory=dict)

    @property
    def learning(self) -> int:
        """Everybody who has not finished."""
        return sum(number for state, number in self.of.items() if state != states.FINISHED)

    @property
    def help(self) -> int:
        return sum(self.of.get(state, 0) for state in states.NEEDS_HELP)

    @property
    def finished(self) -> int:
        return self.of.get(states.FINISHED, 0)

    @property
    def all(self) -> int:
        return self.learning + self.finished

    def in_state(self, state: str) -> int:
        """How many are in this state, in any that needs help, or at all."""
        return {HELP: self.help, ALL: self.all}.get(state, self.of.get(state, 0))


@dataclass(frozen=True)
class Room:
    """A course with the centres that look at it, and its lessons in order."""

    course: Page
    centres: list[Centre]
    lessons: list[Page]
    whose: dict[int, int]

    @property
    def attempts(self) -> dict[int, int]:
        """Lesson (id of its original) -> how often a question may be tried, 0 for any number."""
        return {self.whose[one.pk]: one.attempts for one in self.lessons}

    def rows(self, asked: Asked | None = None) -> QuerySet:
        """The enrolments of these people, with their states; those that are asked for."""
        found = enrolments_of(self.centres).filter(course=self.course.pk)
        if asked and asked.taught:
            within = ClassEnrolment.objects.filter(
                taught=asked.taught, left_at=None, taught__centre__in=[one.pk for one in self.centres]
            )
            found = found.filter(learner__in=within.values("learner"))
        if asked and asked.group:
            homes = Residence.objects.filter(residential_group=asked.group, valid_to=None)
            found = found.filter(learner__in=homes.values("learner"))
        return states.with_states(found, self.attempts)


def room_of(course: Page, centres: list[Centre]) -> Room:
    """The course with its published lessons."""
    lessons = lessons_of([course], insider())[course.pk]
    tried = dict(LessonPage.objects.filter(pk__in=[one.pk for one in lessons]).values_list("pk", "attempts"))
    for one in lessons:
        one.attempts = tried[one.pk]
    return Room(course, centres, lessons, originals(lessons))


def of_state(rows: QuerySet, state: str) -> QuerySet:
    """Those in this state, in any that needs help, or all."""
    if state == ALL:
        return rows
    return rows.filter(state__in=states.NEEDS_HELP if state == HELP else [state])


def numbers_of(rows: QuerySet) -> Numbers:
    """How many are in which state: one question."""
    return Numbers(dict(rows.order_by().values_list("state").annotate(n=Count("pk")).values_list("state", "n")))


def numbers_of_courses(centres: list[Centre], courses: Sequence[Page]) -> dict[int, Numbers]:
    """The same for many courses, three questions for any number."""
    lessons = lessons_of(courses, insider())
    every = [one for found in lessons.values() for one in found]
    whose = originals(every)
    tried = dict(LessonPage.objects.filter(pk__in=[one.pk for one in every]).values_list("pk", "attempts"))
    rows = enrolments_of(centres).filter(course__in=[one.pk for one in courses])
    rows = states.with_states(rows, {whose[pk]: attempts for pk, attempts in tried.items()})
    found: dict[int, dict[str, int]] = {one.pk: {} for one in courses}
    counted = rows.order_by().values_list("course", "state").annotate(n=Count("pk"))
    for course, state, number in counted.values_list("course", "state", "n"):
        found[course][state] = number
    return {pk: Numbers(one) for pk, one in found.items()}


class _Counted(Paginator):
    """Pages of rows whose number is known."""

    def __init__(self, rows: Any, total: int) -> None:
        super().__init__(rows, A_PAGE)
        self.total = total

    @property
    def count(self) -> int:  # type: ignore[override]
        return self.total


def page_of(room: Room, asked: Asked, numbers: Numbers, number: str) -> tuple[Sheet, list[Person]]:
    """A page of the people asked for, twenty at most, with as many questions for 20 people as for 2,000."""
    rows = of_state(room.rows(asked), asked.state)
    keys: Any = by_name(rows) if asked.order == BY_NAME else _by_time(rows)
    sheet = _Counted(keys, numbers.in_state(asked.state)).get_page(number)
    return sheet, people(room, list(sheet.object_list))


def _by_time(rows: QuerySet) -> QuerySet:
    """State by state as they are listed, in each who has waited longest first."""
    place = Case(*(When(state=one, then=Value(at)) for at, one in enumerate(states.ORDER)), output_field=IntegerField())
    return rows.order_by(place, "since", "pk").values_list("pk", flat=True)


def by_name(rows: QuerySet, *, by_state: bool = True) -> list[int]:
    """By given name, in each state (or not): names are encrypted, so they are read before they can be put in order."""
    found = list(rows.values_list("pk", "learner", "state"))
    persons = first_ids([learner for _pk, learner, _state in found])
    order = given_name_keys(set(persons.values()))
    at = {state: place for place, state in enumerate(states.ORDER)}

    def key(row: tuple[int, UUID, str]) -> tuple:
        pk, learner, state = row
        return at[state] if by_state else 0, order.get(persons[learner], ()), pk

    return [pk for pk, _learner, _state in sorted(found, key=key)]


def people(room: Room, keys: Sequence[int]) -> list[Person]:
    """These enrolments (found in `rows`) as people, in this order; a fixed number of questions."""
    found_rows = states.with_states(Enrolment.objects.filter(pk__in=keys), room.attempts)
    rows = {row.pk: row for row in found_rows.select_related("progress")}
    persons = first_ids([row.learner_id for row in rows.values()])
    known = identities(set(persons.values()))
    homes = Residence.objects.filter(learner__in=set(persons.values()), valid_to=None)
    groups = dict(homes.values_list("learner", "residential_group__name"))
    held = states_in(room.course, room.lessons, room.whose, {row.pk: [row] for row in rows.values()})
    done = last_done(set(persons.values()), room.course)
    found = []
    for key in keys:
        row = rows.get(key)
        who = known.get(persons[row.learner_id]) if row else None
        if row is None or who is None:  # left meanwhile, or forgotten
            continue
        found.append(_person(row, who, groups.get(who.learner_id) or "", held[key], room, done.get(who.learner_id)))
    return found


def _person(row: Any, who: Any, group: str, state: CourseState, room: Room, last: Done | None) -> Person:
    lesson = lesson_meant(row, state, room)
    return Person(
        who.learner_id,
        who.reference,
        who.full_name,
        who.birth_year,
        who.called,
        group,
        row.state,
        reason_of(row, state, room),
        tuple(mark_of(one.state, one.outcome) for one in state.lessons),
        lesson.page.title if lesson else "",
        last,
    )


def mark_of(state: str, outcome: str) -> str:
    """What a lesson's cell shows."""
    return "failed" if outcome == "failed" and state != "done" else state


def lesson_meant(row: Any, state: CourseState, room: Room) -> LessonState | None:
    """The lesson that a reason, and the message about it, speaks of: the one not passed, else the next."""
    if row.state == states.FAILING:
        failing = row.progress.failing_page
        return next((one for one in state.lessons if room.whose[one.page.pk] == failing), state.next_lesson)
    return state.next_lesson


def reason_of(row: Any, state: CourseState, room: Room) -> str:
    """The sentence why somebody stands where the row says."""
    kept = getattr(row, "progress", None)
    since: datetime = row.since
    lesson, tries = lesson_meant(row, state, room), 0
    if row.state == states.FINISHED:
        since = kept.finished_at
    if row.state == states.FAILING:
        tries = kept.failing_tries
    opened = bool(kept and kept.last_at)
    number = lesson.number if lesson else 0
    return states.reason(row.state, days=states.days_since(since), lesson=number, tries=tries, opened=opened)


def classes_to_choose(centres: Iterable[Centre], course: Page, limit: int = 60) -> list[CentreClass]:
    """The newest classes of the centres whose people learn in the course."""
    learning = Enrolment.objects.filter(course=course.pk).values("learner")
    within = ClassEnrolment.objects.filter(left_at=None, learner__in=learning).values("taught")
    found = CentreClass.objects.filter(centre__in=[one.pk for one in centres], pk__in=within)
    return list(found.order_by("-pk")[:limit])


def groups_to_choose(centres: Iterable[Centre], limit: int = 200) -> list[ResidentialGroup]:
    """The residential groups of the communes where the centres stand, by name."""
    found = ResidentialGroup.objects.filter(unit__in={one.unit_id for one in centres}, valid_to=None)
    return list(found.order_by("name", "pk")[:limit])


def heading(numbers: Numbers) -> str:
    """What the eye meets first."""
    if not numbers.all:
        return _("Nobody of your commune learns here yet")
    if numbers.help:
        told = ngettext("%(n)s person needs help", "%(n)s people need help", numbers.help)
        return told % {"n": number_format(numbers.help, force_grouping=True)}
    if not numbers.learning:
        return _("Everybody has finished the course")
    return _("Nobody needs help now")
