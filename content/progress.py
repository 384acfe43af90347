"""The read side: how far a learner is, folded from statements (never stored a second time)."""

from dataclasses import dataclass, field
from uuid import UUID

from wagtail.models import Page

from content.activities import activities_of, questions_of
from content.identities import Alignment, Enrolment
from learning_records.public import VERBS, Stored, statements_of
from portal.people.public import Learner

_NAMES = {iri: name for name, iri in VERBS.items()}


@dataclass(frozen=True)
class LessonState:
    """A lesson in a course: `state` is new, begun or done."""

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


def lessons_of(course: Page) -> list[Page]:
    """The live lessons of a course in their order, through its modules."""
    found = (
        Page.objects.descendant_of(course)
        .live()
        .filter(content_type__app_label="content", content_type__model="lessonpage")
    )
    return list(found.order_by("path").specific())


def course_of(lesson: Page) -> Page:
    """The course page above a lesson."""
    return lesson.get_ancestors().filter(content_type__model="coursepage").last().specific


def enrolment_of(learner: Learner | None, course: Page) -> Enrolment | None:
    """The learner's enrolment in a course, or None."""
    return Enrolment.objects.filter(learner=learner, course=course).first() if learner else None


def history(learner: Learner, enrolment: Enrolment | None) -> list[Stored]:
    """The learner's statements of one enrolment, in order."""
    return statements_of(learner.pk, registration=enrolment.registration) if enrolment else []


def course_state(course: Page, learner: Learner | None, enrolment: Enrolment | None = None) -> CourseState:
    """How far somebody is in a course."""
    enrolment = enrolment or enrolment_of(learner, course)
    lessons = lessons_of(course)
    iris, blocks = activities_of(lessons), questions_of(lessons)
    done: dict[str, object] = {}
    begun: set[str] = set()
    answered: dict[int, set[UUID]] = {}
    outcome: dict[str, str] = {}
    for item in history(learner, enrolment) if learner else []:
        verb, iri = item.statement["verb"]["id"], item.statement["object"].get("id")
        if verb == VERBS["completed"]:
            done.setdefault(iri, item.timestamp)
        elif verb in (VERBS["passed"], VERBS["failed"]):
            outcome[iri] = "passed" if "passed" in (outcome.get(iri), _NAMES[verb]) else "failed"
        elif verb == VERBS["answered"]:
            for page_id, block in blocks.get(iri, ()):
                answered.setdefault(page_id, set()).add(block)
        begun.add(iri)
    states = []
    for number, lesson in enumerate(lessons, 1):
        iri = iris.get(lesson.pk, "")
        state = "done" if iri in done else "begun" if iri in begun or lesson.pk in answered else "new"
        mine = frozenset(answered.get(lesson.pk, ()))
        states.append(LessonState(lesson, number, state, done.get(iri), mine, outcome.get(iri, "")))
    return CourseState(course, enrolment.registration if enrolment else None, states)


def last_answers(learner: Learner, lesson: Page, enrolment: Enrolment | None) -> dict[UUID, dict]:
    """The last answer to each question of a lesson: block id -> result of the statement."""
    rows = questions_of([lesson])
    found: dict[UUID, dict] = {}
    for item in history(learner, enrolment):
        if item.statement["verb"]["id"] == VERBS["answered"]:
            for _page, block in rows.get(item.statement["object"].get("id", ""), ()):
                found[block] = item.statement.get("result", {})
    return found


def alignments_of(course: Page) -> list[Alignment]:
    """Indicators that the course's live lessons are mapped to."""
    lessons = [lesson.pk for lesson in lessons_of(course)]
    return list(
        Alignment.objects.filter(kind=Alignment.Kind.INDICATOR, lessonpage__in=lessons).distinct().order_by("code")
    )
