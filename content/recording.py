"""What a learner did, as a statement. Built with tincan, stored by `learning_records.public.record`.

Shape (settled: statement of ours): version 1.0.3, UUID4, the enrolment's registration, the IRIs the lesson is mapped to at
this moment as categories, the declared minutes as an extension, nothing of the person but `learner_id`.
"""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
from tincan import (
    Activity,
    ActivityDefinition,
    ActivityList,
    Agent,
    Context,
    ContextActivities,
    LanguageMap,
    Result,
    Score,
    Statement,
    Verb,
)
from wagtail.models import Page

from content import marking
from content.identities import Enrolment
from content.progress import activity_uuid, course_of, course_state, enrolment_of, history, last_answers, question_uuid
from learning_records.public import (
    ACTIVITY_TYPES,
    PROGRESS,
    VERB_DISPLAY,
    VERBS,
    activity_iri,
    extension_iri,
    learner_agent,
    portal_credential,
    record,
)
from portal.people.models import Learner
from portal.people.public import has_consent


class NoConsent(Exception):
    """The learner did not agree to records: nothing may be written."""


class QuestionsLeft(Exception):
    """A lesson is finished only when its questions are answered; `block` is the first one left."""

    def __init__(self, block: UUID) -> None:
        super().__init__(str(block))
        self.block = block


def _activity(page: Page, kind: str) -> Activity:
    definition = ActivityDefinition(name=LanguageMap(vi=page.title), type=ACTIVITY_TYPES[kind])
    if page.intro:
        definition.description = LanguageMap(vi=page.intro)
    return Activity(id=activity_iri(activity_uuid(page)), definition=definition)


def _question(page: Page, block: UUID, question: marking.Question) -> Activity:
    kinds = {"single": "choice", "several": "choice", "true_false": "true-false", "short_text": "fill-in"}
    definition = ActivityDefinition(
        name=LanguageMap(vi=question.text),
        type=ACTIVITY_TYPES["question"],
        interaction_type=kinds[question.kind],
        correct_responses_pattern=marking.pattern(question),
    )
    if kinds[question.kind] == "choice":
        definition.choices = [{"id": choice.key, "description": {"vi": choice.text}} for choice in question.choices]
    return Activity(id=activity_iri(question_uuid(page, block)), definition=definition)


def _context(enrolment: Enrolment, *, parent: Page | None, grouping: Page | None, lesson: Page | None) -> Context:
    activities = ContextActivities()
    if parent is not None:
        kind = "lesson" if parent is lesson else "course"
        activities.parent = ActivityList([_activity(parent, kind)])
    if grouping is not None:
        activities.grouping = ActivityList([_activity(grouping, "course")])
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


def _happened(enrolment: Enrolment, verb: str, page: Page) -> bool:
    iri = activity_iri(activity_uuid(page))
    return any(
        item.statement["verb"]["id"] == VERBS[verb] and item.statement["object"].get("id") == iri
        for item in history(enrolment.learner, enrolment)
    )


def _locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment row, locked: two presses of one button are one act."""
    return Enrolment.objects.select_for_update().get(pk=enrolment.pk)


def enrol(learner: Learner, course: Page) -> Enrolment:
    """Puts the learner into the course and records it, once. Raises NoConsent."""
    if not has_consent(learner):
        raise NoConsent
    with transaction.atomic():
        enrolment, made = Enrolment.objects.get_or_create(learner=learner, course_id=course.pk)
        if made:
            _store(
                enrolment,
                "registered",
                _activity(course, "course"),
                _context(enrolment, parent=None, grouping=None, lesson=None),
            )
    return enrolment


def open_lesson(learner: Learner, lesson: Page) -> Enrolment:
    """“Vào học”, “Học tiếp”: records that the lesson was opened, once a day of learning at most. Raises NoConsent."""
    course = course_of(lesson)
    with transaction.atomic():
        enrolment = _locked(enrol(learner, course))
        if not _happened(enrolment, "initialized", lesson):
            context = _context(enrolment, parent=course, grouping=course, lesson=lesson)
            _store(enrolment, "initialized", _activity(lesson, "lesson"), context)
    return enrolment


def answer(learner: Learner, lesson: Page, block: UUID, answers: Sequence[str]) -> marking.Mark:
    """Marks and records an answer. Raises NoConsent, KeyError (no such question), marking.NoAnswer, ValueError."""
    question = lesson.questions()[block]
    mark = marking.mark(question, answers)
    course = course_of(lesson)
    with transaction.atomic():
        enrolment = open_lesson(learner, lesson)
        context = _context(enrolment, parent=lesson, grouping=course, lesson=lesson)
        result = Result(
            success=mark.right, score=Score(scaled=mark.scaled), response=marking.response(question, answers)
        )
        _store(enrolment, "answered", _question(lesson, block, question), context, result)
        answered = len(last_answers(learner, lesson, enrolment))
        share = Result(extensions={PROGRESS: round(100 * answered / len(lesson.questions()))})
        context = _context(enrolment, parent=course, grouping=course, lesson=lesson)
        _store(enrolment, "progressed", _activity(lesson, "lesson"), context, share)
    return mark


def complete(learner: Learner, lesson: Page) -> None:
    """“Học xong bài này”: completed, then passed or failed when there are questions; the course too when it was the last.

    Raises NoConsent, QuestionsLeft.
    """
    course, questions = course_of(lesson), lesson.questions()
    with transaction.atomic():
        enrolment = _locked(open_lesson(learner, lesson))
        results = last_answers(learner, lesson, enrolment)
        for block in questions:
            if block not in results:
                raise QuestionsLeft(block)
        if not _happened(enrolment, "completed", lesson):
            context = _context(enrolment, parent=course, grouping=course, lesson=lesson)
            _store(enrolment, "completed", _activity(lesson, "lesson"), context, Result(completion=True))
        if questions and not _happened(enrolment, "passed", lesson):
            scaled = round(sum(results[b].get("score", {}).get("scaled", 0) for b in questions) / len(questions), 4)
            passed = scaled >= float(lesson.pass_mark)
            if passed or not _happened(enrolment, "failed", lesson):
                context = _context(enrolment, parent=course, grouping=course, lesson=lesson)
                result = Result(success=passed, score=Score(scaled=scaled))
                _store(enrolment, "passed" if passed else "failed", _activity(lesson, "lesson"), context, result)
        state = course_state(course, learner, enrolment)
        if state.done == state.total and not _happened(enrolment, "completed", course):
            context = _context(enrolment, parent=None, grouping=None, lesson=None)
            _store(enrolment, "completed", _activity(course, "course"), context, Result(completion=True))


__all__ = ["NoConsent", "QuestionsLeft", "answer", "complete", "enrol", "enrolment_of", "open_lesson"]
