"""What a learner did, as a statement. Built with tincan, stored by `learning_records.public.record`.

Shape (settled: statement of ours): version 1.0.3, UUID4, the enrolment's registration, the IRIs the lesson is mapped to at
this moment as categories, the declared minutes as an extension, nothing of the person but `learner_id`.
"""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
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

from content.activities import activity_uuid, page_activity, question_activity
from content.identities import Enrolment, PageActivity
from content.progress import course_of, course_state, enrolment_of, history, last_answers
from content.questions import marking
from learning_records.public import (
    PROGRESS,
    VERB_DISPLAY,
    VERBS,
    activity_iri,
    extension_iri,
    learner_agent,
    portal_credential,
    record,
)
from portal.people.public import Learner, consent_held


class NoConsent(Exception):
    """The learner did not agree to records: nothing may be written."""


class QuestionsLeft(Exception):
    """A lesson is finished only when its questions are answered; `block` is the first one left."""

    def __init__(self, block: UUID) -> None:
        super().__init__(str(block))
        self.block = block


def _context(enrolment: Enrolment, *, parent: Page | None, grouping: Page | None, lesson: Page | None) -> Context:
    activities = ContextActivities()
    if parent is not None:
        kind = "lesson" if parent is lesson else "course"
        activities.parent = ActivityList([page_activity(parent, kind)])
    if grouping is not None:
        activities.grouping = ActivityList([page_activity(grouping, "course")])
    extensions = {}
    if lesson is not None:
        activities.category = ActivityList([Activity(id=row.iri) for row in lesson.alignments.all()])
        extensions[extension_iri("minutes")] = lesson.minutes
    return Context(
        registration=str(enrolment.registration),
        language="vi",
        platform="portal",
        context_activities=activities,
        extensions=extensions,
    )


def _store(enrolment: Enrolment, verb: str, thing: Activity, context: Context, result: Result | None = None) -> None:
    statement = Statement(
        id=str(uuid4()),
        actor=Agent(learner_agent(enrolment.learner_id)),
        verb=Verb(id=VERBS[verb], display=LanguageMap(VERB_DISPLAY[verb])),
        object=thing,
        context=context,
        result=result,
    ).as_version("1.0.3")
    context_activities = statement.get("context", {}).get("contextActivities", {})
    for kind in [kind for kind, found in context_activities.items() if not found]:
        del context_activities[kind]
    if not context_activities:
        statement["context"].pop("contextActivities", None)
    if not statement["context"].get("extensions", True):
        statement["context"].pop("extensions")
    record([statement], portal_credential())


def _last(enrolment: Enrolment, verb: str, page: Page) -> dict | None:
    """The result ({} without one) of the last statement with this verb about the page, None when there is none."""
    iri = activity_iri(activity_uuid(page))
    found = None
    for item in history(enrolment.learner, enrolment):
        if item.statement["verb"]["id"] == VERBS[verb] and item.statement["object"].get("id") == iri:
            found = item.statement.get("result", {})
    return found


def _locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment row, locked: two presses of one button are one act."""
    return Enrolment.objects.select_for_update().get(pk=enrolment.pk)


def enrol(learner: Learner, course: Page) -> Enrolment:
    """Puts the learner into the course and records it, once. Raises NoConsent."""
    with transaction.atomic():
        if not consent_held(learner):
            raise NoConsent
        enrolment, made = Enrolment.objects.get_or_create(learner=learner, course_id=course.pk)
        if made:
            PageActivity.objects.get_or_create(page_id=course.pk)  # an alias too: it guards the page from being deleted
            _store(
                enrolment,
                "registered",
                page_activity(course, "course"),
                _context(enrolment, parent=None, grouping=None, lesson=None),
            )
    return enrolment


def open_lesson(learner: Learner, lesson: Page) -> Enrolment:
    """“Vào học”, “Học tiếp”: records that the lesson was opened, once in a registration. Raises NoConsent."""
    course = course_of(lesson)
    with transaction.atomic():
        enrolment = _locked(enrol(learner, course))
        if _last(enrolment, "initialized", lesson) is None:
            context = _context(enrolment, parent=course, grouping=course, lesson=lesson)
            _store(enrolment, "initialized", page_activity(lesson, "lesson"), context)
    return enrolment


def answer(learner: Learner, lesson: Page, block: UUID, answers: Sequence[str]) -> marking.Mark:
    """Marks and records an answer; the same answer as last time says nothing new and is not recorded again.

    Raises NoConsent, KeyError (no such question), marking.NoAnswer, ValueError (not an answer to this question).
    """
    question = lesson.questions()[block]
    mark = marking.mark(question, answers)
    course = course_of(lesson)
    with transaction.atomic():
        enrolment = open_lesson(learner, lesson)
        result = {
            "success": mark.right,
            "score": {"scaled": mark.scaled},
            "response": marking.response(question, answers),
        }
        if last_answers(learner, lesson, enrolment).get(block) != result:
            context = _context(enrolment, parent=lesson, grouping=course, lesson=lesson)
            _store(enrolment, "answered", question_activity(lesson, block, question), context, Result(result))
            _progress(learner, lesson, course, enrolment)
    return mark


def _progress(learner: Learner, lesson: Page, course: Page, enrolment: Enrolment) -> None:
    """The share of today's questions that are answered, whenever it changed."""
    questions = lesson.questions()
    answered = len(questions.keys() & last_answers(learner, lesson, enrolment).keys())
    share = {PROGRESS: round(100 * answered / len(questions))}
    if (_last(enrolment, "progressed", lesson) or {}).get("extensions") != share:
        context = _context(enrolment, parent=course, grouping=course, lesson=lesson)
        _store(enrolment, "progressed", page_activity(lesson, "lesson"), context, Result(extensions=share))


def complete(learner: Learner, lesson: Page) -> bool | None:
    """“Học xong bài này”: completed, then passed or failed when there are questions; the course too when it was the last.

    A lesson not passed can be answered and finished again: another score is another outcome, a pass is never taken back.
    Returns whether it is passed, None without questions. Raises NoConsent, QuestionsLeft.
    """
    course, questions = course_of(lesson), lesson.questions()
    with transaction.atomic():
        enrolment = _locked(open_lesson(learner, lesson))
        results = last_answers(learner, lesson, enrolment)
        for block in questions:
            if block not in results:
                raise QuestionsLeft(block)
        about = page_activity(lesson, "lesson")
        context = _context(enrolment, parent=course, grouping=course, lesson=lesson)
        if _last(enrolment, "completed", lesson) is None:
            _store(enrolment, "completed", about, context, Result(completion=True))
        passed = _outcome(enrolment, lesson, about, context, [results[block] for block in questions])
        state = course_state(course, learner, enrolment)
        if state.done == state.total and _last(enrolment, "completed", course) is None:
            context = _context(enrolment, parent=None, grouping=None, lesson=None)
            _store(enrolment, "completed", page_activity(course, "course"), context, Result(completion=True))
    return passed


def _outcome(
    enrolment: Enrolment, lesson: Page, about: Activity, context: Context, results: Sequence[dict]
) -> bool | None:
    """Records passed or failed with the mean of the scores, if it is new; returns whether the lesson is passed."""
    if not results:
        return None
    if _last(enrolment, "passed", lesson) is not None:
        return True
    scaled = round(sum(result.get("score", {}).get("scaled", 0) for result in results) / len(results), 4)
    passed = scaled >= float(lesson.pass_mark)
    outcome = {"success": passed, "score": {"scaled": scaled}}
    if passed or _last(enrolment, "failed", lesson) != outcome:
        _store(enrolment, "passed" if passed else "failed", about, context, Result(outcome))
    return passed


__all__ = ["NoConsent", "QuestionsLeft", "answer", "complete", "enrol", "enrolment_of", "open_lesson"]
