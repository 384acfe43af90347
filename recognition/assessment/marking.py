"""The officer's acts: points, papers, confirm, ask for more, not enough, undo. A person confirms; rules propose."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import person_ids, worded
from recognition.assessment.bar import shortfall, why_not_enough_is_off
from recognition.assessment.queue import hold
from recognition.assessment.second.drawing import draw, must_be_the_officers_own, start_over
from recognition.assessment.three_people import must_assess
from recognition.assessment.work import Work, begin, end, take_back, work_of
from recognition.cases.said import NOT_APPLICABLE, Said, left_out_without_reason, said_of
from recognition.cases.submission import fits, locked, step, wrong_state
from recognition.criteria.score import Verdict, score
from recognition.criteria.words import Criteria
from recognition.evidence.wording import number
from recognition.models import Assessment, Case, CaseEvent, Evidence, Mark, PaperOpened, PaperVerdict, SubmittedItem
from recognition.refusals import MESSAGE, REASON, Incomplete, SamePerson, WrongState, said_in
from recognition.sets.publishing import criteria_of

Marks = Mapping[str, tuple]  # code -> (points as typed, reason)
_TAKEN_BACK = ("confirm", "ask_for_more", "not_enough")


def _open_for(case: Case, by, version: int | None, act: str) -> Case:
    """The locked case, after every check that holds for all acts of an officer."""
    case = locked(case, version, by)
    must_assess(case, by)
    fits(case, act)
    return case


def set_points(case: Case, code: str, points, reason: str, by, version: int | None = None) -> Case:
    """The officer's points for one indicator; see `set_all_points`."""
    return set_all_points(case, {code: (points, reason)}, by, version)


def set_all_points(case: Case, marks: Marks, by, version: int | None = None) -> Case:
    """The officer's points, code -> (points, reason). A reason is needed where they differ from the proposed ones.

    Unchanged marks are not entered again. Raises Incomplete (naming the indicator), WrongState, Held, StaleCase, ….
    """
    with transaction.atomic():
        case = _open_for(case, by, version, "mark")
        hold(case, by)
        work = _enter(case, begin(case, by), marks)
        if (code := work.without_reason) and code in marks:
            raise _needs_a_reason(work, code)
        case.save()
    return case


def keep_typed(case: Case, marks: Marks, by) -> None:
    """Keeps what was typed beside another act; reasons are asked for later.

    Raises Incomplete after the rest was kept, naming the first indicator that cannot be read: the page shows it as typed.
    """
    with transaction.atomic():
        case = _open_for(case, by, None, "mark")
        hold(case, by)
        readable, refusal = _readable(case, marks)
        _enter(case, begin(case, by), readable)
        case.save()
    if refusal is not None:
        raise refusal


def _readable(case: Case, marks: Marks) -> tuple[Marks, Incomplete | None]:
    criteria, found, refusal = criteria_of(case.submission.criteria_set), {}, None
    for code, (said, reason) in marks.items():
        try:
            found[code] = _read(criteria, code, said, reason)
        except Incomplete as problem:
            refusal = refusal or problem
    return {
        code: (NOT_APPLICABLE if one.not_applicable else one.points, why) for code, (one, why) in found.items()
    }, refusal


def _read(criteria: Criteria, code: str, said: object, reason: str) -> tuple[Said, str]:
    """What was typed of an indicator, with its reason. Raises Incomplete naming the indicator."""
    value, why = said_of(criteria, code, said), said_in(reason, REASON, code)
    if value.not_applicable and not why:
        raise left_out_without_reason(code)
    return value, why


def _enter(case: Case, assessment: Assessment, marks: Marks) -> Work:
    """Writes the changed marks of a locked case; returns the assessment with them."""
    work = work_of(case, assessment)
    criteria, new = criteria_of(case.submission.criteria_set), []
    for code, (said, reason) in marks.items():
        (points, left_out), reason = _read(criteria, code, said, reason)
        old, proposed = work.marks.get(code), work.answers[code].points
        if (old and (old.points, old.not_applicable, old.reason) == (points, left_out, reason)) or (
            old is None and points == proposed and not left_out and not reason
        ):
            continue
        new.append(Mark(assessment=assessment, indicator=code, points=points, not_applicable=left_out, reason=reason))
    if new:
        Mark.objects.bulk_create(new)
        work.marks.update({mark.indicator: mark for mark in new})
        case.version += 1
        told = {mark.indicator: str(mark.points) for mark in new}
        append("case.officer_points", f"case:{case.pk}", by=assessment.assessor, details={"points": told})
    return work


def _needs_a_reason(work: Work, code: str) -> Incomplete:
    text = _("%(code)s: say in a few words why %(points)s and not the proposed %(proposed)s.")
    points, proposed = work.marks[code].points, work.answers[code].points
    return Incomplete(text % {"code": code, "points": number(points), "proposed": number(proposed)}, code)


def verdict_of(case: Case, work: Work) -> Verdict:
    """What the points of an assessment come to under the rules of the case."""
    submission = case.submission
    if submission is None:
        raise ValueError("the case has not been handed in")
    return score(criteria_of(submission.criteria_set), work.points, submission.area_class, work.not_applicable)


def confirm(case: Case, by, version: int | None = None, marks: Marks | None = None) -> Case:
    """Proposes the case for recognition. Indicators not touched take the proposed points, by this officer's word.

    Raises Incomplete when the mark is not reached, an indicator is under the floor or a mark has no reason; SamePerson, ….
    """
    with transaction.atomic():
        case = _open_for(case, by, version, "confirm")
        hold(case, by)
        work = _enter(case, begin(case, by), marks or {})
        if code := work.without_reason:
            raise _needs_a_reason(work, code)
        verdict = verdict_of(case, work)
        if not verdict.passed:
            raise Incomplete(shortfall(criteria_of(case.submission.criteria_set), verdict))
        case.assessment = end(work, Assessment.Outcome.CONFIRM)
        case.lease_holder = case.lease_until = None
        step(case, "confirm", by, details={"points": case.assessment.points})
        draw(case)
    return case


def ask_for_more(case: Case, message: str, by, version: int | None = None, *, marks: Marks | None = None) -> Case:
    """Returns the case to its learner with words on what to add. Raises Incomplete without words, ….."""
    return _with_words(case, "ask_for_more", message, by, version, marks)


def not_enough(case: Case, reason: str, by, version: int | None = None, *, marks: Marks | None = None) -> Case:
    """Says that the case does not reach the title now; the learner may add and hand in again.

    Raises Incomplete without a reason, with points that cannot be read, and when the points do reach it; ….
    """
    return _with_words(case, "not_enough", reason, by, version, marks)


def _with_words(case: Case, act: str, words: str, by, version: int | None, marks: Marks | None) -> Case:
    with transaction.atomic():
        case = _open_for(case, by, version, act)
        hold(case, by)
        words = said_in(words, MESSAGE, "message")
        if not words:
            more = act == "ask_for_more"
            raise Incomplete(
                worded(_("Write what %(who)s should add."), case.learner) if more else _("Write why it is not enough."),
                "message",
            )
        # A mark that cannot be read stops the act: left out, what the officer typed would be gone.
        work = _enter(case, begin(case, by), marks or {})
        if act == "not_enough" and (verdict := verdict_of(case, work)).passed:
            raise Incomplete(why_not_enough_is_off(verdict))
        case.assessment = end(work, act, words)
        case.lease_holder = case.lease_until = None
        step(case, act, by, message=words)
        if act == "not_enough":
            draw(case)
    return case


def undo(case: Case, by, version: int | None = None) -> Case:
    """Takes back the officers' last step, until it is signed. Raises WrongState, also when the learner moved on."""
    with transaction.atomic():
        case = _open_for(case, by, version, "undo")
        last = case.events.filter(act__in=(*_TAKEN_BACK, "annul")).order_by("-pk").first()
        if last is None or last.act == "annul":  # what a decision named stays as it was: the case is handed in anew
            raise wrong_state(case)
        if case.entries.filter(at__gt=last.at).exists() or _papers_since(case, last):
            raise WrongState(
                worded(_("%(Who)s has already begun to change the case, so the step stays."), case.learner)
            )
        must_be_the_officers_own(case)
        if last.act != "ask_for_more":
            start_over(case)
        put_back_into_work(case, by)
        step(case, "undo", by, details={"undone": last.act})
    return case


def _papers_since(case: Case, last: CaseEvent) -> bool:
    """Whether the person added papers after a step that asked for something: they would not be in what was handed in."""
    if last.act == "confirm":
        return False
    papers = Evidence.objects.filter(
        learner__in=person_ids(case.learner_id), title_key=case.title_key, withdrawn_at=None
    )
    return papers.filter(kind=Evidence.Kind.MANUAL, created_at__gt=last.at).exists()


def put_back_into_work(case: Case, by) -> None:
    """The assessment that counted until now is in work again for who made it, and left when somebody else took it back."""
    if case.assessment is not None:
        own = case.assessment.assessor_id == by.pk
        take_back(case.assessment, Assessment.State.OPEN if own else Assessment.State.LEFT)
    case.assessment = None


def refuse_paper(case: Case, item: SubmittedItem, reason: str, by, version: int | None = None) -> Case:
    """Marks a handed-in paper as not counting, with a reason; the proposed points follow. Raises Incomplete, …."""
    reason = said_in(reason, REASON, f"paper-{item.pk}")
    if not reason:
        raise Incomplete(_("Say in a few words why this paper does not count."), f"paper-{item.pk}")
    return _judge_paper(case, item, PaperVerdict.Verdict.REFUSED, reason, by, version)


def count_paper(case: Case, item: SubmittedItem, by, version: int | None = None) -> Case:
    """Takes a refusal back."""
    return _judge_paper(case, item, PaperVerdict.Verdict.COUNTED, "", by, version)


def _judge_paper(case: Case, item: SubmittedItem, verdict: str, reason: str, by, version: int | None) -> Case:
    with transaction.atomic():
        case = _open_for(case, by, version, "mark")
        if item.submission_id != case.submission_id or item.kind != Evidence.Kind.MANUAL:
            raise Incomplete(_("This paper does not belong to the case."))
        hold(case, by)
        said = {"assessment": begin(case, by), "item": item, "verdict": verdict, "reason": reason}
        PaperVerdict.objects.create(**said)
        case.version += 1
        case.save()
        details = {"evidence": item.evidence_id, "verdict": verdict}
        append("case.evidence_judged", f"case:{case.pk}", by=by, details=details)
    return case


def note_opened(case: Case, item: SubmittedItem, by) -> None:
    """Keeps that an officer who may judge the case, while it waits, had this paper before the eyes."""
    with transaction.atomic():
        row = locked(case, None)
        try:
            must_assess(row, by)
        except SamePerson:
            return
        if row.state == Case.State.SUBMITTED and row.submission_id == item.submission_id:
            mine = begin(row, by) if row.lease_holder_id == by.pk else None
            if mine is not None:
                PaperOpened.objects.get_or_create(assessment=mine, item=item)


def history_of(case: Case) -> list[CaseEvent]:
    """What happened, first things first."""
    return list(case.events.select_related("by"))
