"""Which judged cases a second assessor marks without sight of the first marks, and whether that is still open."""

import hashlib
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.people.public import User, accounts_of
from recognition.assessment.rules import rules_of
from recognition.assessment.second.loans import units_to_mark_again
from recognition.assessment.three_people import too_near
from recognition.assessment.work import take_back
from recognition.cases import lifecycle
from recognition.cases.handed_in import column_of, result_of
from recognition.cases.rights import acting_for
from recognition.models import Assessment, Case, SecondMarking
from recognition.refusals import Incomplete, WrongState


def drawn(seed: str, number: int, percent: int) -> bool:
    """Whether a case is in a sample of so many percent: the same answer whenever and in whatever order it is asked."""
    share = int.from_bytes(hashlib.sha256(f"{seed}:{number}".encode()).digest()[:8], "big")
    return share * 100 < percent << 64


def draw(case: Case) -> SecondMarking | None:
    """After the first assessment of a locked case ended enough or not enough: draws it, where the campaign's rules say so.

    What was drawn stays drawn, also when the first assessor takes the step back and judges anew.
    """
    found = SecondMarking.objects.filter(submission=case.submission_id).first()
    if found is not None:
        compare(found, case)
        return found
    rules = rules_of(case.campaign)
    if not (rules.second_percent or rules.second_near):
        return None
    why = ""
    if drawn(rules.seed, case.pk, rules.second_percent):
        why = SecondMarking.Why.SAMPLE
    elif rules.second_near and _distance(case) <= rules.second_near:
        why = SecondMarking.Why.NEAR
    return SecondMarking.objects.create(submission_id=case.submission_id, why=why) if why else None


def _distance(case: Case) -> Decimal:
    """How far the confirmed sum lies from the mark."""
    submission, assessment = case.submission, case.assessment
    if submission is None or assessment is None:
        raise ValueError("the case has not been judged")
    verdict = result_of(submission, assessment)
    return abs(verdict.total - verdict.mark)


def compare(marking: SecondMarking, case: Case) -> None:
    """Lays both columns side by side once both assessors are done; the same points settle it at once.

    Of a case that was judged anew since: what was offered over the older judgement is void. The columns that are kept stay
    those of the blind marks.
    """
    first, second = case.assessment, marking.second
    if marking.settled_at is not None or first is None or second is None or first.kind != Assessment.Kind.FIRST:
        return
    now = timezone.now()
    if marking.compared_at is None:
        marking.compared_at = now
        marking.first_points, marking.second_points = column_of(first), column_of(second)
    marking.offered, marking.offered_by, marking.reason, marking.words = {}, None, "", ""
    if column_of(first) == column_of(second):
        marking.settled_at, marking.how = now, SecondMarking.How.SAME
    marking.save()


def gone_from_the_place(marking: SecondMarking, case: Case) -> list[Assessment]:
    """The assessments of the two whose assessor can no longer settle it: lost the role, stands near by now (family declared,
    a review asked for the person), or the case went elsewhere."""
    both = [one for one in (case.assessment, marking.second) if one is not None]
    return [one for one in both if not _may_still_act(one.assessor, case)]


def _may_still_act(user: User, case: Case) -> bool:
    place = acting_for(case).pk
    accounts = User.objects.filter(pk__in=accounts_of(user), is_active=True)
    return case.pk not in too_near([case], user) and any(
        units_to_mark_again(one).filter(pk=place).exists() for one in accounts
    )


def start_over(case: Case) -> None:
    """After a judgement with an open difference was taken back: offers are void, and an assessor who is gone is replaced."""
    marking = open_marking(case)
    if marking is None or marking.compared_at is None:
        return
    second = marking.second
    if second is not None and not _may_still_act(second.assessor, case):
        take_back(second, Assessment.State.LEFT)
        marking.second = marking.compared_at = None
        marking.first_points, marking.second_points = {}, {}
    marking.offered, marking.offered_by, marking.reason, marking.words = {}, None, "", ""
    marking.save()


def must_be_settled(case: Case) -> None:
    """Raises Incomplete while a second marking of the case is not settled: nothing is signed over it."""
    if open_marking(case) is not None:
        raise Incomplete(
            _("A case on the list waits for its second marking. Take it off the list, or wait until it is settled."),
            "cases",
        )


def open_marking(case: Case) -> SecondMarking | None:
    """The second marking of what was handed in last, while it is not settled."""
    return SecondMarking.objects.filter(submission=case.submission_id, settled_at=None).first()


MARKED_IN = (
    lifecycle.SUBMITTED,
    lifecycle.CONFIRMED,
    lifecycle.NOT_ENOUGH,
)  # a case taken back or returned waits for nobody


def hidden_from(case: Case, user: User) -> bool:
    """Whether the first marks are kept from this officer: a second marking is open and not done, and the first is not theirs."""
    if case.assessment is None:  # taken back: nothing of it is shown, and another officer may have to judge instead
        return False
    marking = open_marking(case)
    if marking is None or marking.compared_at is not None:
        return False
    first = Assessment.objects.filter(submission=case.submission_id, kind=Assessment.Kind.FIRST)
    return not first.filter(assessor__in=accounts_of(user)).exists()


def without_hidden(cases: QuerySet[Case], user: User) -> QuerySet[Case]:
    """The cases without those of which even the outcome is kept from this officer."""
    drawn = Q(submission__second_marking__isnull=False, submission__second_marking__compared_at=None)
    return cases.exclude(drawn & ~Q(assessment__assessor__in=accounts_of(user)))


def must_be_the_officers_own(case: Case) -> None:
    """Raises WrongState when more than one officer's eyes have judged the case: then one alone takes no step back.

    A difference that its two assessors can no longer settle, because one of them is gone, is judged anew.
    """
    if case.assessment is not None and case.assessment.kind != Assessment.Kind.FIRST:
        raise WrongState(_("This outcome is not one officer's own, so one officer alone cannot take it back."))
    marking = SecondMarking.objects.filter(submission=case.submission_id, compared_at__isnull=False).first()
    if marking is not None and (marking.settled_at is not None or not gone_from_the_place(marking, case)):
        raise WrongState(_("Both assessors have marked this case, so the step stays. Settle the difference instead."))
