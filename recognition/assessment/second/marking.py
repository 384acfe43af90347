"""The second assessor's act, and how a difference is settled: by both assessors together. (The council settles in its own room.)"""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, accounts_of, worded
from recognition.assessment.marking import verdict_of
from recognition.assessment.review.requests import answer_by_others
from recognition.assessment.second.again import SECOND, Marks, begin_again, complete
from recognition.assessment.second.drawing import MARKED_IN, compare, gone_from_the_place
from recognition.assessment.second.loans import units_to_mark_again
from recognition.assessment.three_people import must_be_apart
from recognition.assessment.work import end
from recognition.cases.handed_in import column_of, points_of
from recognition.cases.rights import acting_for
from recognition.cases.said import NOT_APPLICABLE, said_of
from recognition.cases.submission import locked, step, wrong_state
from recognition.criteria.score import score
from recognition.models import Assessment, Case, Mark, SecondMarking
from recognition.refusals import MESSAGE, REASON, Incomplete, NotYours, SamePerson, StaleCase, WrongState, said_in
from recognition.sets.publishing import criteria_of

CONFIRM, NOT_ENOUGH = Assessment.Outcome.CONFIRM, Assessment.Outcome.NOT_ENOUGH


def end_second(case: Case, marks: Marks, user: User) -> SecondMarking:
    """Ends the second assessment; its outcome is what its points come to. With the first one done, both are compared.

    Raises Incomplete (a mark without reason), WrongState (not drawn, or marked meanwhile), SamePerson, NotYours, ….
    """
    with transaction.atomic():
        case = locked(case, None)
        marking = _drawn(case)
        if marking.second_id is not None:
            raise WrongState(_("This has been marked meanwhile, so nothing is left to do here."))
        begin_again(case, SECOND, user)
        work = complete(case, SECOND, marks, user)
        marking.second = end(work, CONFIRM if verdict_of(case, work).passed else NOT_ENOUGH)
        marking.save(update_fields=["second"])
        compare(marking, case)
        append("case.second_marked", f"case:{case.pk}", by=user, details={"points": marking.second.points})
    return marking


def _drawn(case: Case) -> SecondMarking:
    row = SecondMarking.objects.select_for_update(of=("self",)).filter(submission=case.submission_id).first()
    if row is None:
        raise WrongState(_("This case was not drawn for a second marking."))
    if case.state not in MARKED_IN:
        raise wrong_state(case)
    return row


def columns(marking: SecondMarking) -> tuple[dict[str, str], dict[str, str]]:
    """What both assessors said as it stands; once settled, as it was when both were done. Empty while one judges.

    By indicator, as text: `-` where a target was left out, which is not the same as a level of 0.
    """
    if marking.settled_at is not None:
        return marking.first_points, marking.second_points
    first, second = marking.submission.case.assessment, marking.second
    if marking.compared_at is None or first is None or second is None:
        return {}, {}
    return column_of(first), column_of(second)


def differing(marking: SecondMarking) -> list[str]:
    """The indicators in which both columns differ; empty until both are done."""
    first, second = columns(marking)
    return [code for code, points in first.items() if second.get(code) != points]


def parties(marking: SecondMarking, case: Case) -> tuple[int | None, int | None]:
    """Accounts of the first and the second assessor."""
    first = case.assessment.assessor_id if case.assessment else None
    return first, marking.second.assessor_id if marking.second else None


def is_party(marking: SecondMarking, case: Case, user: User) -> bool:
    """Whether the user is one of the two assessors, under whichever account."""
    return bool(accounts_of(user) & set(parties(marking, case)))


def offer(case: Case, points: dict[str, str], reason: str, words: str, user: User) -> SecondMarking:
    """One of the two offers points where they differ, with the reason; it holds when the other one agrees.

    `words`: what the learner reads when the offered points are not enough. Raises Incomplete naming the field, NotYours,
    WrongState.
    """
    with transaction.atomic():
        case = locked(case, None)
        marking = _to_be_settled(case, user)
        criteria = criteria_of(case.submission.criteria_set)
        said = {code: said_of(criteria, code, points.get(code, "")) for code in differing(marking)}
        offered = {code: NOT_APPLICABLE if one.not_applicable else f"{one.points:.2f}" for code, one in said.items()}
        reason, words = said_in(reason, REASON, "reason"), said_in(words, MESSAGE, "words")
        if not reason:
            raise Incomplete(_("Write why so, for whoever reads the case later."), "reason")
        marking.offered, marking.offered_by = offered, user
        marking.reason, marking.words = reason, words
        if not _passes(case, marking) and not words:
            raise Incomplete(worded(_("That is not enough. Write what %(who)s reads."), case.learner), "words")
        marking.save()
        append("case.settlement_offered", f"case:{case.pk}", by=user, details={"points": offered})
    return marking


def accept(case: Case, seen: dict[str, str], user: User) -> Case:
    """The other one agrees with the offer that was shown (`seen`); it becomes the case's points, and both stay on record.

    Raises NotYours, SamePerson (the own offer), StaleCase (another offer stands now), WrongState, OutsideCampaign.
    """
    with transaction.atomic():
        case = locked(case, None)
        marking = _to_be_settled(case, user)
        if marking.offered_by is None:
            raise WrongState(_("Nobody has offered points yet."))
        if marking.offered_by_id in accounts_of(user):
            raise SamePerson(_("You made this offer. The other assessor has to agree."))
        if marking.offered != seen or set(seen) != set(differing(marking)):
            raise StaleCase(marking.offered_by, timezone.now())
        first = case.assessment
        before, points, left_out = column_of(first), _numbers(marking.offered), _left_out(marking, first)
        agreed = {**first.points, **points}
        Mark.objects.bulk_create(
            Mark(
                assessment=first,
                indicator=code,
                points=Decimal(points[code]),
                not_applicable=said == NOT_APPLICABLE,
                reason=marking.reason,
            )
            for code, said in marking.offered.items()
            if before[code] != said
        )
        passes = _passes(case, marking)
        first.not_applicable = left_out
        first.points, first.outcome = agreed, CONFIRM if passes else NOT_ENOUGH
        first.words, first.ended_at = "" if passes else marking.words, timezone.now()
        first.save()
        settle(marking, SecondMarking.How.AGREEMENT, user)
        answer_by_others(case, first)
        act = "find_enough" if passes else "find_not_enough"
        step(case, act, user, message=first.words, details={"points": agreed, "how": "agreement"})
    return case


def settle(marking: SecondMarking, how: str, by: User) -> None:
    """Ends a second marking whose columns were compared."""
    marking.settled_at, marking.settled_by, marking.how = timezone.now(), by, how
    marking.save()


def _to_be_settled(case: Case, user: User) -> SecondMarking:
    marking = _drawn(case)
    if marking.compared_at is None:
        raise WrongState(_("Both assessors have to be done first."))
    if marking.settled_at is not None:
        raise WrongState(_("This difference is settled already."))
    if case.assessment is None or case.assessment.kind != Assessment.Kind.FIRST:
        raise WrongState(_("The case has moved on since both were done."))
    if not is_party(marking, case, user):
        raise NotYours(_("Only the two assessors of this case settle it between them."))
    if not units_to_mark_again(user).filter(pk=acting_for(case).pk).exists():
        raise NotYours(_("Only an officer of the commune of this case, or one lent to it, can do this."))
    must_be_apart(case, user)
    if gone_from_the_place(marking, case):
        raise WrongState(
            _("The other assessor cannot settle this any more. An officer takes the judgement back, and judges anew.")
        )
    return marking


def _numbers(offered: dict[str, str]) -> dict[str, str]:
    """The offered points as an assessment keeps them: what is left out counts as 0."""
    return {code: "0.00" if said == NOT_APPLICABLE else said for code, said in offered.items()}


def _left_out(marking: SecondMarking, first: Assessment) -> dict[str, str]:
    """The targets that are left out, with the reasons, once the offer holds: of the first assessor's, and of the offer."""
    kept = {code: why for code, why in first.not_applicable.items() if code not in marking.offered}
    return kept | {code: marking.reason for code, said in marking.offered.items() if said == NOT_APPLICABLE}


def _passes(case: Case, marking: SecondMarking) -> bool:
    """Whether the case is enough once the offer holds."""
    submission, first = case.submission, case.assessment
    if submission is None or first is None:
        raise ValueError("the case has not been handed in and judged")
    points = points_of({**first.points, **_numbers(marking.offered)})
    return score(criteria_of(submission.criteria_set), points, submission.area_class, _left_out(marking, first)).passed
