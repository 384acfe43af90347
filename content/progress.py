"""The read side: how far a learner is in courses, from the projection of the statements (`content.projection`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from wagtail.models import Page

from content import learnt
from content.activities import originals
from content.identities import Alignment, Enrolment
from content.outline import course_of, lessons_of
from content.projection import TRY, enrolments, learnt_in, tries
from content.visibility import Reader, reader_of
from portal.people.public import Learner

Key = TypeVar("Key")


@dataclass(frozen=True)
class LessonState:
    """A lesson in a course: `state` is new, begun or done; a lesson that was failed is begun, however it was ended."""

    page: Page
    number: int
    state: str
    done_on: object = None
    answered: frozenset[UUID] = frozenset()  # ids of the question blocks
    outcome: str = ""  # passed or failed, once finished with questions; a pass is never lost again


@dataclass(frozen=True)
class CourseState:
    """A course as one learner (or nobody) sees it."""

    course_page: Page
    registration: UUID | None
    lessons: list[LessonState] = field(default_factory=list)
    sums: learnt.Learnt = field(default_factory=dict)

    @property
    def done(self) -> int:
        return sum(lesson.state == "done" for lesson in self.lessons)

    @property
    def total(self) -> int:
        return len(self.lessons)

    @property
    def next_lesson(self) -> LessonState | None:
        """The lesson begun, else the first one not done."""
        open_ones = [lesson for lesson in self.lessons if lesson.state != "done"]
        begun = [lesson for lesson in open_ones if lesson.state == "begun"]
        return (begun or open_ones or [None])[0]

    @property
    def minutes_left(self) -> int:
        return sum(lesson.page.minutes for lesson in self.lessons if lesson.state != "done")


def states_in(
    course: Page, lessons: list[Page], whose: dict[int, int], people: Mapping[Key, Sequence[Enrolment]]
) -> dict[Key, CourseState]:
    """How far many people are in one course, whose lessons (`whose`: see `originals`) and enrolments are at hand."""
    return {person: _state(course, lessons, whose, list(rows)) for person, rows in people.items()}


def course_state(course: Page, learner: Learner | None, reader: Reader | None = None) -> CourseState:
    """How far somebody is in a course. `reader`: whose eyes see the lessons (default: a stranger's)."""
    return course_states([course], learner, reader)[0]


def course_states(
    courses: Sequence[Page],
    learner: Learner | None,
    reader: Reader | None = None,
    rows: Iterable[Enrolment] | None = None,
) -> list[CourseState]:
    """The same for many courses, with as many queries as for one. `rows`: the enrolments, where they were read already."""
    reader = reader or reader_of(None)
    if rows is None:
        rows = enrolments(learner).filter(course__in=[page.pk for page in courses]) if learner else []
    held: dict[int, list[Enrolment]] = {}
    for row in rows:
        held.setdefault(row.course_id, []).append(row)
    lessons = lessons_of(courses, reader)
    whose = originals(lesson for found in lessons.values() for lesson in found)
    return [
        _state(course, lessons[course.pk], whose, _own_first(held.get(course.pk, []), learner)) for course in courses
    ]


def _own_first(rows: list[Enrolment], learner: Learner | None) -> list[Enrolment]:
    return sorted(rows, key=lambda row: (learner is None or row.learner_id != learner.pk, row.pk))


def _state(course: Page, lessons: list[Page], whose: dict[int, int], rows: list[Enrolment]) -> CourseState:
    sum_ = learnt_in(rows)
    states = []
    for number, lesson in enumerate(lessons, 1):
        page = whose[lesson.pk]
        verbs = sum_.get(str(page), {}).get("verbs", {})
        answered = frozenset(learnt.answers(sum_, page))
        done = learnt.first_time(sum_, "completed", page) if learnt.is_finished(sum_, page) else None
        state = "done" if done else "begun" if verbs or answered else "new"
        outcome = "passed" if "passed" in verbs else "failed" if "failed" in verbs else ""
        states.append(LessonState(lesson, number, state, done, answered, outcome))
    return CourseState(course, rows[0].registration if rows else None, states, sum_)


def enrolment_of(learner: Learner | None, course: Page) -> Enrolment | None:
    """The learner's enrolment in a course (the own one before that of an id joined to it), or None."""
    rows = _own_first(list(enrolments(learner).filter(course=course.pk)), learner) if learner else []
    return rows[0] if rows else None


def last_answers(state: CourseState, lesson: Page) -> dict[UUID, dict]:
    """The last answer to each question of a lesson: block id -> {"result", "revision", "at", "id"}."""
    return learnt.answers(state.sums, originals([lesson])[lesson.pk])


def alignments_of(lessons: Iterable[Page]) -> list[Alignment]:
    """Indicators that these lessons are mapped to."""
    found = Alignment.objects.filter(kind=Alignment.Kind.INDICATOR, lessonpage__in=[lesson.pk for lesson in lessons])
    return list(found.distinct().order_by("code"))


__all__ = [
    "TRY",
    "CourseState",
    "LessonState",
    "alignments_of",
    "course_of",
    "course_state",
    "course_states",
    "enrolment_of",
    "states_in",
    "tries",
]
