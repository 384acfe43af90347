"""Helper, assessor and signer of one case are three people, and none of them is its learner, or one of its household."""

from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.people.public import (
    User,
    accounts_of,
    accounts_of_learner,
    near,
    people_behind,
    records_of_user,
    worded,
)
from recognition.assessment.kinship import is_kin, kin_among, kin_of
from recognition.cases.rights import acts_on
from recognition.models import (
    Assessment,
    Case,
    CaseEntry,
    CaseEvent,
    Mark,
    MeetingItem,
    PaperVerdict,
    ReviewRequest,
    SecondMarking,
    SubmittedItem,
    Vote,
)
from recognition.refusals import NotYours, SamePerson

_JUDGING = ("confirm", "ask_for_more", "not_enough", "undo", "find_enough", "find_not_enough")
_VOTED = ("for", "against", "abstain")


def helpers_of(case: Case) -> set[int]:
    """Users who entered something of this case on behalf of the learner: points, evidence, the handing-in, a review."""
    entries = case.entries.all()
    if case.learner.is_person:  # whoever entered for a group helped it, also who represented it then
        entries = entries.filter(on_behalf_of=True)
    found = set(entries.values_list("entered_by", flat=True))
    found |= set(case.events.filter(on_behalf_of=True).values_list("by", flat=True))
    asked = ReviewRequest.objects.filter(submission__case=case, on_behalf_of=True)
    found |= set(asked.values_list("by", flat=True))
    papers = SubmittedItem.objects.filter(submission__case=case, on_behalf_of=True)
    return found | set(papers.values_list("entered_by", flat=True))


def assessors_of(case: Case) -> set[int]:
    """Everybody who set a mark, judged a paper, voted on or ended an assessment of what was handed in last."""
    if case.submission is None:
        return set()
    of = {"assessment__submission": case.submission_id}
    found = set(Mark.objects.filter(**of).values_list("assessment__assessor", flat=True))
    found |= set(PaperVerdict.objects.filter(**of).values_list("assessment__assessor", flat=True))
    ended = Assessment.objects.filter(submission=case.submission_id, state=Assessment.State.ENDED)
    found |= set(ended.values_list("assessor", flat=True))
    votes = Vote.objects.filter(item__submission=case.submission_id, said__in=_VOTED, member__user__isnull=False)
    found |= set(votes.values_list("member__user", flat=True))
    judged = case.events.filter(act__in=_JUDGING, at__gte=case.submission.at)
    return found | set(judged.values_list("by", flat=True))


def judges_of(case: Case) -> set[int]:
    """Users on whose word the outcome rests that counts now: its assessor, whose points a council or a second assessor bore
    out, and who voted.
    """
    if case.assessment is None:
        return set()
    found = {case.assessment.assessor_id}
    decided = MeetingItem.objects.filter(assessment=case.assessment_id, submission=case.submission_id)
    found |= set(decided.values_list("basis__assessor", flat=True))
    votes = Vote.objects.filter(item__in=decided, said__in=_VOTED, member__user__isnull=False)
    found |= set(votes.values_list("member__user", flat=True))
    # What two settled before the case was judged anew is not what counts now.
    second = SecondMarking.objects.filter(submission=case.submission_id, settled_at__gte=case.assessment.ended_at)
    return found | set(second.exclude(second=None).values_list("second__assessor", flat=True))


def judges_must_be_apart(case: Case) -> None:
    """Raises SamePerson when somebody who judged stands too near by now: declared family since, or found to be the person."""
    own = accounts_of_learner(case.learner_id) if case.learner.is_person else _near_group(case)
    close = own | kin_of(case.learner_id) | helpers_of(case)
    if people_behind(close) & judges_of(case):
        raise SamePerson(
            _(
                "Who judged this case has declared family since, or stands near otherwise. Send it back: another one judges."
            )
        )


def _near_group(case: Case) -> set[int]:
    """Accounts of who represents a group, and of its members since the case was begun."""
    return near([case.learner_id], timezone.localdate(case.created_at))[case.learner_id]


def is_own(case: Case, user: User) -> bool:
    """Whether the user is the person whose case it is, under whichever record or account.

    Of a group: who represents it, and who is or was a member of the household or clan since the case was begun.
    """
    if case.learner.is_person:
        return user.pk in accounts_of_learner(case.learner_id)
    return bool(_near_group(case) & accounts_of(user))


def must_be_apart(case: Case, user) -> None:
    """Raises SamePerson for the learner, for somebody who helped, and for family by own declaration."""
    if is_own(case, user):
        if not case.learner.is_person:
            raise SamePerson(_("You belong to this group, or lead it: another officer has to judge the case."))
        raise SamePerson(_("This is your own case: another officer has to judge it."))
    if helpers_of(case) & accounts_of(user):
        raise SamePerson(
            worded(
                _("You helped %(this)s to enter the case. Who helps does not judge: leave it to another officer."),
                case.learner,
            )
        )
    if is_kin(case.learner_id, user):
        raise SamePerson(
            worded(
                _("You declared %(this)s to be of your family. Another officer has to judge the case."), case.learner
            )
        )


def must_assess(case: Case, user) -> None:
    """Raises NotYours without an officer's role for the unit, SamePerson as `must_be_apart` does."""
    if not acts_on(user, case, "officer"):
        raise NotYours(_("Only a recognition officer of the commune of this case can do this."))
    must_be_apart(case, user)
    again = Assessment.objects.filter(submission=case.submission_id, assessor__in=accounts_of(user))
    again = again.exclude(kind=Assessment.Kind.FIRST)
    if case.submission_id and again.exclude(state=Assessment.State.LEFT).exists():
        raise SamePerson(_("You marked this case a second time. Another officer has to judge it first."))


def too_near(cases: Collection[Case], user) -> set[int]:
    """Numbers of those of the cases that `must_be_apart` would refuse this user: a few queries, however many cases."""
    numbers, mine = [case.pk for case in cases], accounts_of(user)
    groups = [case.pk for case in cases if not case.learner.is_person]  # of a group whoever entered anything, as above
    entries = CaseEntry.objects.filter(Q(on_behalf_of=True) | Q(case__in=groups), case__in=numbers)
    found = set(entries.filter(entered_by__in=mine).values_list("case", flat=True))
    asked = ReviewRequest.objects.filter(submission__case__in=numbers, on_behalf_of=True, by__in=mine)
    found |= set(asked.values_list("submission__case", flat=True))
    events = CaseEvent.objects.filter(case__in=numbers, on_behalf_of=True, by__in=mine)
    found |= set(events.values_list("case", flat=True))
    papers = SubmittedItem.objects.filter(submission__case__in=numbers, on_behalf_of=True, entered_by__in=mine)
    found |= set(papers.values_list("submission__case", flat=True))
    ids = [case.learner_id for case in cases]
    close = kin_among(ids, user) | records_of_user(user)
    since = min((timezone.localdate(case.created_at) for case in cases), default=None)
    close |= {subject for subject, accounts in near(ids, since).items() if accounts & mine}
    found |= {case.pk for case in cases if case.learner_id in close}
    return found
