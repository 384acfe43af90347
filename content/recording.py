"""What a learner did, as a statement. Built with tincan, stored by `learning_records.public.record`.

Shape (settled: statement of ours): version 1.0.3, UUID4, the enrolment's registration, the IRIs the lesson is mapped to at
this moment as categories, the declared minutes as an extension, nothing of the person but `learner_id`. What was learnt
already is read once an act, from the projection, under the lock of the learner's row in it (`Ledger`).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from tincan import (
    Activity,
    ActivityList,
    Agent,
    Context,
    ContextActivities,
    LanguageMap,
    Result,
    Statement,
    Verb,
)
from wagtail.models import Page

from content import learnt
from content.activities import originals, page_activity, question_activity
from content.identities import Enrolment, PageActivity
from content.outline import course_of, lessons_of
from content.progress import TRY, tries
from content.projection import enrolments, learnt_in, locked
from content.questions import marking
from content.visibility import Reader, insider
from learning_records.public import (
    PROGRESS,
    VERB_DISPLAY,
    VERBS,
    extension_iri,
    learner_agent,
    portal_credential,
    record,
)
from portal.people.public import Learner, consent_held

_sitting: ContextVar[UUID | None] = ContextVar("sitting", default=None)


@contextmanager
def by_sitting(key: UUID) -> Iterator[None]:
    """What is recorded inside came at a device of a centre, in this sitting: the statements say so."""
    token = _sitting.set(key)
    try:
        yield
    finally:
        _sitting.reset(token)


class NoConsent(Exception):
    """The learner did not agree to records: nothing may be written."""


class QuestionsLeft(Exception):
    """A lesson is finished only when its questions are answered; `block` is the first one left."""

    def __init__(self, block: UUID) -> None:
        super().__init__(str(block))
        self.block = block


def context_of(
    enrolment: Enrolment, *, parent: Page | None, grouping: Page | None, lesson: Page | None, counts: bool = True
) -> Context:
    """What a statement says of where it was made; `counts`: whether it speaks for what the lesson is mapped to."""
    activities = ContextActivities()
    if parent is not None:
        kind = "lesson" if parent is lesson else "course"
        activities.parent = ActivityList([page_activity(parent, kind)])
    if grouping is not None:
        activities.grouping = ActivityList([page_activity(grouping, "course")])
    extensions = {}
    if lesson is not None and counts:
        activities.category = ActivityList([Activity(id=row.iri) for row in lesson.alignments.all()])
        extensions[extension_iri("minutes")] = lesson.minutes
    return Context(
        registration=str(enrolment.registration),
        language="vi",
        platform="portal",
        context_activities=activities,
        extensions=extensions,
    )


class Ledger:
    """One act of a learner in a course: what was learnt so far, under lock, and what the act adds.

    Open it inside a transaction; `close` stores the statements and brings the projection up to date in that transaction.
    """

    def __init__(self, learner: Learner, enrolment: Enrolment) -> None:
        self.enrolment, self.row = enrolment, locked(enrolment)
        others = enrolments(learner).filter(course=enrolment.course_id).exclude(pk=enrolment.pk)
        earlier = learnt_in(others)  # under an id that was joined to this one
        self.learnt = learnt.merged([self.row.learnt, earlier]) if earlier else self.row.learnt
        self._own: dict[int, int] = {}
        self._new: list[dict] = []
        self._now: datetime | None = None

    def _page(self, page: Page) -> int:
        if page.pk not in self._own:
            self._own |= originals([page])
        return self._own[page.pk]

    def last(self, verb: str, page: Page) -> dict | None:
        """The result ({} without one) of the last statement with this verb about the page, None when there is none."""
        return learnt.last(self.learnt, verb, self._page(page))

    def answers(self, lesson: Page) -> dict[UUID, dict]:
        """The last answer to each question of a lesson: block id -> {"result", "revision"}."""
        return learnt.answers(self.learnt, self._page(lesson))

    def add(
        self,
        verb: str,
        page: Page,
        thing: Activity,
        context: Context,
        result: Result | None = None,
        block: UUID | None = None,
    ) -> None:
        """Notes a statement; each of one act a little later than the one before, as they follow from each other."""
        now = timezone.now()
        self._now = now if self._now is None or now > self._now else self._now + timedelta(microseconds=1)
        statement = _statement(self.enrolment, verb, thing, context, result, self._now)
        act = learnt.Act(
            learnt.moment(self._now),
            statement["id"],
            verb,
            self._page(page),
            block,
            statement.get("result", {}),
            statement["context"].get("revision", ""),
        )
        for sum_ in (self.row.learnt, self.learnt):
            learnt.add(sum_, act)
        self._new.append(statement)

    def close(self) -> None:
        """Stores what was noted, in order."""
        if self._new:
            record(self._new, portal_credential())
            self.row.note_sum()
            self.row.save()
            self._new = []


def _statement(
    enrolment: Enrolment, verb: str, thing: Activity, context: Context, result: Result | None, at: datetime
) -> dict:
    statement = Statement(
        id=str(uuid4()),
        actor=Agent(learner_agent(enrolment.learner_id)),
        verb=Verb(id=VERBS[verb], display=LanguageMap(VERB_DISPLAY[verb])),
        object=thing,
        context=context,
        result=result,
        timestamp=at,
    ).as_version("1.0.3")
    context_activities = statement.get("context", {}).get("contextActivities", {})
    for kind in [kind for kind, found in context_activities.items() if not found]:
        del context_activities[kind]
    if not context_activities:
        statement["context"].pop("contextActivities", None)
    if not statement["context"].get("extensions", True):
        statement["context"].pop("extensions")
    if key := _sitting.get():
        statement["context"].setdefault("extensions", {})[extension_iri("sitting")] = str(key)
    return statement


def enrol(learner: Learner, course: Page) -> Enrolment:
    """Puts the learner into the course and records it, once. Raises NoConsent."""
    with transaction.atomic():
        if not consent_held(learner):
            raise NoConsent
        enrolment, made = Enrolment.objects.get_or_create(learner=learner, course_id=course.pk)
        if made:
            PageActivity.objects.get_or_create(page_id=course.pk)  # an alias too: it guards the page from being deleted
            ledger = Ledger(learner, enrolment)
            about = page_activity(course, "course")
            ledger.add("registered", course, about, context_of(enrolment, parent=None, grouping=None, lesson=None))
            ledger.close()
    return enrolment


def opened(learner: Learner, course: Page, lesson: Page) -> Ledger:
    """The ledger of the course with the lesson opened in it, once in a registration."""
    enrolment = enrol(learner, course)
    ledger = Ledger(learner, enrolment)
    if ledger.last("initialized", lesson) is None:
        context = context_of(enrolment, parent=course, grouping=course, lesson=lesson)
        ledger.add("initialized", lesson, page_activity(lesson, "lesson"), context)
    return ledger


def open_lesson(learner: Learner, lesson: Page) -> Enrolment:
    """“Vào học”, “Học tiếp”: records that the lesson was opened, once in a registration. Raises NoConsent."""
    with transaction.atomic():
        ledger = opened(learner, course_of(lesson), lesson)
        ledger.close()
    return ledger.enrolment


def answered(
    question: marking.Question, answers: Sequence[str], mark: marking.Mark, held: Mapping | None
) -> dict | None:
    """What a record holds of an answer: its result, which try it is, and the version of the question that was answered.

    `held`: the same of the answer before. None when it says nothing new.
    """
    result = {
        "success": mark.right,
        "score": {"scaled": mark.scaled},
        "response": marking.response(question, answers),
    }
    revision = marking.version(question)
    before = held["result"] if held and held["revision"] == revision else {}
    if all(before.get(part) == said for part, said in result.items()):
        return None
    return {"result": result | {"extensions": {TRY: tries(before) + 1}}, "revision": revision}


def used_up(lesson: Page, held: Mapping | None, revision: str) -> bool:
    """Whether a question was answered as often as the lesson allows, without being right, in this version."""
    if not lesson.attempts or not held or held["revision"] != revision or held["result"].get("success"):
        return False
    return tries(held["result"]) >= lesson.attempts


def stays(lesson: Page, held: Mapping | None, revision: str) -> bool:
    """Whether a right answer stands for good: where tries are counted nobody gets a wrong one for it that cannot be mended."""
    return bool(lesson.attempts and held and held["revision"] == revision and held["result"].get("success"))


def answer(learner: Learner, lesson: Page, block: UUID, answers: Sequence[str]) -> marking.Mark:
    """Marks and records an answer; the same answer as last time says nothing new and is not recorded again.

    What was answered is the question's version of now (`context.revision`); the same words to another version are new.
    A story that has not ended is no answer yet. The answer notes how many there were to this version of the question.
    Raises NoConsent, KeyError (no such question), marking.NoAnswer, marking.NoMoreTries, ValueError (not an answer to it).
    """
    question = lesson.drawn_for(learner).questions()[block]
    mark = marking.mark(question, answers)
    if mark.next:
        return mark
    with transaction.atomic():
        ledger = opened(learner, course_of(lesson), lesson)
        held = ledger.answers(lesson).get(block)
        given = answered(question, answers, mark, held)
        if given is not None and used_up(lesson, held, given["revision"]):
            raise marking.NoMoreTries
        if given is not None and not stays(lesson, held, given["revision"]):
            _note_answer(ledger, lesson, block, question, given)
        ledger.close()
    return mark


def answer_if_new(learner: Learner, lesson: Page, block: UUID, answers: Sequence[str], tried: int = 1) -> bool:
    """The same for an answer given before there was a record: one that the learner gave since then is not written over.

    `tried`: which try it was, so that tries that were used up stay so.
    Returns whether it was recorded. Raises as `answer` does.
    """
    question = lesson.drawn_for(learner).questions()[block]
    given = answered(question, answers, marking.mark(question, answers), None)
    with transaction.atomic():
        ledger = opened(learner, course_of(lesson), lesson)
        new = given is not None and block not in ledger.answers(lesson)
        if new and given is not None:
            given["result"]["extensions"] = {TRY: tried}
            _note_answer(ledger, lesson, block, question, given)
        ledger.close()
    return new


def _note_answer(ledger: Ledger, lesson: Page, block: UUID, question: marking.Question, given: dict) -> None:
    course = course_of(lesson)
    context = context_of(ledger.enrolment, parent=lesson, grouping=course, lesson=lesson)
    context.revision = given["revision"]
    about = question_activity(lesson, block, question)
    ledger.add("answered", lesson, about, context, Result(given["result"]), block)
    _progress(ledger, lesson, course)


def _progress(ledger: Ledger, lesson: Page, course: Page) -> None:
    """The share of today's questions that are answered, whenever it changed."""
    questions = lesson.questions()
    answered = len(questions.keys() & ledger.answers(lesson).keys())
    share = {PROGRESS: round(100 * answered / len(questions))}
    if (ledger.last("progressed", lesson) or {}).get("extensions") != share:
        context = context_of(ledger.enrolment, parent=course, grouping=course, lesson=lesson)
        ledger.add("progressed", lesson, page_activity(lesson, "lesson"), context, Result(extensions=share))


def complete(learner: Learner, lesson: Page, reader: Reader | None = None) -> bool | None:
    """“Học xong bài này”: completed and passed, or failed and nothing else; the course too when it was the last lesson.

    A lesson not passed is not finished: it can be answered and finished again, and another score is another outcome; a pass is
    never taken back. `reader`: whose eyes see the lessons of the course. Returns whether it is passed, None without questions.
    Raises NoConsent, QuestionsLeft.
    """
    course, questions = course_of(lesson), lesson.drawn_for(learner).questions()
    with transaction.atomic():
        ledger = opened(learner, course, lesson)
        results = {block: held["result"] for block, held in ledger.answers(lesson).items()}
        for block in questions:
            if block not in results:
                raise QuestionsLeft(block)
        about = page_activity(lesson, "lesson")
        context = context_of(ledger.enrolment, parent=course, grouping=course, lesson=lesson)
        scaled = _scaled([results[block] for block in questions])
        passed = None if scaled is None else scaled >= float(lesson.pass_mark) or _passed(ledger, lesson)
        if passed is not False and ledger.last("completed", lesson) is None:
            ledger.add("completed", lesson, about, context, Result(completion=True))
        if scaled is not None:
            _outcome(ledger, lesson, about, context, {"success": bool(passed), "score": {"scaled": scaled}})
        if ledger.last("completed", course) is None and _whole(ledger, course, reader or insider()):
            context = context_of(ledger.enrolment, parent=None, grouping=None, lesson=None)
            ledger.add("completed", course, page_activity(course, "course"), context, Result(completion=True))
        ledger.close()
    return passed


def _whole(ledger: Ledger, course: Page, reader: Reader) -> bool:
    """Whether every lesson of the course that the learner may read is finished, and none of them failed."""
    lessons = lessons_of([course], reader)[course.pk]
    own = originals(lessons)
    return all(learnt.is_finished(ledger.learnt, own[lesson.pk]) for lesson in lessons)


def _passed(ledger: Ledger, lesson: Page) -> bool:
    return ledger.last("passed", lesson) is not None


def _scaled(results: Sequence[dict]) -> float | None:
    """The mean of the scores; None without questions."""
    if not results:
        return None
    return round(sum(result.get("score", {}).get("scaled", 0) for result in results) / len(results), 4)


def _outcome(ledger: Ledger, lesson: Page, about: Activity, context: Context, outcome: dict) -> None:
    """Records passed or failed, if it is new; after a pass nothing more."""
    if _passed(ledger, lesson):
        return
    if outcome["success"] or ledger.last("failed", lesson) != outcome:
        ledger.add("passed" if outcome["success"] else "failed", lesson, about, context, Result(outcome))


__all__ = [
    "Ledger",
    "NoConsent",
    "QuestionsLeft",
    "answer",
    "answer_if_new",
    "answered",
    "by_sitting",
    "complete",
    "context_of",
    "enrol",
    "open_lesson",
    "opened",
]
