"""The read side: how far a learner is, folded from statements (never stored a second time)."""

from dataclasses import dataclass, field
from uuid import UUID

from wagtail.models import Page

from content.identities import Alignment, Enrolment, PageActivity, QuestionActivity
from learning_records.public import VERBS, Stored, activity_iri, statements_of
from portal.people.models import Learner


@dataclass(frozen=True)
class LessonState:
    """A lesson in a course: `state` is new, begun or done."""

    page: Page
    number: int
    state: str
    done_on: object = None
    answered: frozenset[UUID] = frozenset()  # ids of the question blocks


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


def activity_uuid(page: Page) -> UUID:
    """The uuid of a live page's activity."""
    return PageActivity.objects.get_or_create(page_id=page.pk)[0].uuid


def question_uuid(page: Page, block: UUID | str) -> UUID:
    """The uuid of a question's activity."""
    return QuestionActivity.objects.get_or_create(page_id=page.pk, block=block)[0].uuid


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
    uuids = dict(PageActivity.objects.filter(page__in=lessons).values_list("page_id", "uuid"))
    blocks = {
        activity_iri(row.uuid): (row.page_id, row.block) for row in QuestionActivity.objects.filter(page__in=lessons)
    }
    done: dict[str, object] = {}
    begun: set[str] = set()
    answered: dict[int, set[UUID]] = {}
    for item in history(learner, enrolment) if learner else []:
        verb, iri = item.statement["verb"]["id"], item.statement["object"].get("id")
        if verb == VERBS["completed"]:
            done.setdefault(iri, item.timestamp)
        elif verb == VERBS["answered"] and iri in blocks:
            page_id, block = blocks[iri]
            answered.setdefault(page_id, set()).add(block)
        begun.add(iri)
    states = []
    for number, lesson in enumerate(lessons, 1):
        iri = activity_iri(uuids[lesson.pk]) if lesson.pk in uuids else ""
        state = "done" if iri in done else "begun" if iri in begun or lesson.pk in answered else "new"
        states.append(LessonState(lesson, number, state, done.get(iri), frozenset(answered.get(lesson.pk, ()))))
    return CourseState(course, enrolment.registration if enrolment else None, states)


def last_answers(learner: Learner, lesson: Page, enrolment: Enrolment | None) -> dict[UUID, dict]:
    """The last answer to each question of a lesson: block id -> result of the statement."""
    rows = {activity_iri(row.uuid): row.block for row in QuestionActivity.objects.filter(page_id=lesson.pk)}
    found: dict[UUID, dict] = {}
    for item in history(learner, enrolment):
        block = rows.get(item.statement["object"].get("id", ""))
        if block and item.statement["verb"]["id"] == VERBS["answered"]:
            found[block] = item.statement.get("result", {})
    return found


def alignments_of(course: Page) -> list[Alignment]:
    """Indicators that the course's live lessons are mapped to."""
    lessons = [lesson.pk for lesson in lessons_of(course)]
    return list(
        Alignment.objects.filter(kind=Alignment.Kind.INDICATOR, lessonpage__in=lessons).distinct().order_by("code")
    )
