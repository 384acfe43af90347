"""Of a whole list: which cases somebody stands too near to, asked at once. The words come from asking the single case."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F

from portal.people.public import User, accounts_of
from recognition.assessment.three_people import too_near
from recognition.models import Assessment, Case, CaseEvent, Mark, MeetingItem, PaperVerdict, SecondMarking, Vote

_JUDGING = ("confirm", "ask_for_more", "not_enough", "undo", "find_enough", "find_not_enough")
_VOTED = ("for", "against", "abstain")


def judged_by(cases: Sequence[Case], user: User) -> set[int]:
    """Numbers of the cases that this person judged, marked or voted on, as `three_people.assessors_of` counts them."""
    mine, handed = accounts_of(user), {case.submission_id: case.pk for case in cases if case.submission_id}
    marks = Mark.objects.filter(assessment__submission__in=handed, assessment__assessor__in=mine)
    found = set(marks.values_list("assessment__submission", flat=True))
    papers = PaperVerdict.objects.filter(assessment__submission__in=handed, assessment__assessor__in=mine)
    found |= set(papers.values_list("assessment__submission", flat=True))
    ended = Assessment.objects.filter(submission__in=handed, state=Assessment.State.ENDED, assessor__in=mine)
    found |= set(ended.values_list("submission", flat=True))
    votes = Vote.objects.filter(item__submission__in=handed, said__in=_VOTED, member__user__in=mine)
    found |= set(votes.values_list("item__submission", flat=True))
    events = CaseEvent.objects.filter(case__in=handed.values(), act__in=_JUDGING, by__in=mine)
    events = events.filter(at__gte=F("case__submission__at"))
    return {handed[one] for one in found} | set(events.values_list("case", flat=True))


def near_or_judged(cases: Sequence[Case], user: User) -> set[int]:
    """Numbers of the cases that this person may not decide on: own, family, helped with, or judged."""
    return too_near(cases, user) | judged_by(cases, user)


def judges_too_near(cases: Sequence[Case]) -> set[int]:
    """Numbers of the cases of which somebody on whose word the outcome rests stands too near by now."""
    by_judge, of = defaultdict(list), {case.assessment_id: case for case in cases if case.assessment_id}
    for case in of.values():
        by_judge[case.assessment.assessor_id].append(case)
    items = MeetingItem.objects.filter(assessment__in=of)
    for assessment, basis in items.values_list("assessment", "basis__assessor"):
        by_judge[basis].append(of[assessment])
    votes = Vote.objects.filter(item__assessment__in=of, said__in=_VOTED, member__user__isnull=False)
    for assessment, voter in votes.values_list("item__assessment", "member__user"):
        by_judge[voter].append(of[assessment])
    handed = {case.submission_id: case for case in of.values()}
    second = SecondMarking.objects.filter(submission__in=handed).exclude(settled_at=None).exclude(second=None)
    for submission, settled, judge in second.values_list("submission", "settled_at", "second__assessor"):
        if settled >= handed[submission].assessment.ended_at:
            by_judge[judge].append(handed[submission])
    found: set[int] = set()
    for judge in User.objects.filter(pk__in=[one for one in by_judge if one]).order_by("pk"):
        found |= too_near(by_judge[judge.pk], judge)
    return found
