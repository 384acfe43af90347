"""One person in one course: each lesson with its state, when it was last worked on, and which questions are not right yet.

What somebody wrote or chose stays with that person: a question is named, an answer is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from content import learnt
from content.models import LessonPage
from content.progress import CourseState, states_in, tries
from content.teaching.people import Room, mark_of, reason_of
from portal.people.public import Learner


@dataclass(frozen=True)
class Missed:
    """A question that is not right yet: its number in the lesson, its words, how often it was answered."""

    number: int
    text: str
    tries: int


@dataclass(frozen=True)
class Lesson:
    """A lesson of the person: `mark` as in the list; when it was worked on last, how often its hardest question was tried."""

    number: int
    title: str
    mark: str
    last: datetime | None
    tries: int
    missed: list[Missed]


@dataclass(frozen=True)
class Standing:
    """The person in the course."""

    state: str
    reason: str
    lessons: list[Lesson]
    done: int


def standing_of(room: Room, learner: Learner, key: int) -> Standing:
    """How the person of this enrolment stands; three questions more than a row of the list."""
    row = room.rows().select_related("progress").get(pk=key)
    held = states_in(room.course, room.lessons, room.whose, {learner.pk: [row]})[learner.pk]
    pages = LessonPage.objects.in_bulk([one.pk for one in room.lessons])
    lessons = [_lesson(one, pages.get(one.page.pk), room.whose[one.page.pk], held, learner) for one in held.lessons]
    return Standing(row.state, reason_of(row, held, room), lessons, held.done)


def _lesson(one: Any, page: LessonPage | None, original: int, held: CourseState, learner: Learner) -> Lesson:
    answers = learnt.answers(held.sums, original)
    missed = []
    for number, (block, question) in enumerate(page.drawn_for(learner).questions().items() if page else (), 1):
        result = answers.get(block, {}).get("result", {})
        if result.get("success") is False:
            missed.append(Missed(number, question.text, tries(result)))
    most = max((tries(one["result"]) for one in answers.values()), default=0)
    return Lesson(
        one.number, one.page.title, mark_of(one.state, one.outcome), _last(held, original, answers), most, missed
    )


def _last(held: CourseState, original: int, answers: dict[UUID, dict]) -> datetime | None:
    verbs: Iterable[dict] = held.sums.get(str(original), {}).get("verbs", {}).values()
    found = [verb["last"] for verb in verbs] + [one["at"] for one in answers.values()]
    return datetime.fromisoformat(max(found)) if found else None
