"""Helper, assessor and signer of one case are three people, and none of them is its learner."""

from django.utils.translation import gettext as _

from portal.people.public import User, accounts_of, accounts_of_learner
from recognition.cases.rights import acts_on
from recognition.models import Assessment, Case, Mark, PaperVerdict, SubmittedItem
from recognition.refusals import NotYours, SamePerson

_JUDGING = ("confirm", "ask_for_more", "not_enough", "undo")


def helpers_of(case: Case) -> set[int]:
    """Users who entered something of this case on behalf of the learner: points, evidence, or the handing-in."""
    found = set(case.entries.filter(on_behalf_of=True).values_list("entered_by", flat=True))
    found |= set(case.events.filter(on_behalf_of=True).values_list("by", flat=True))
    papers = SubmittedItem.objects.filter(submission__case=case, on_behalf_of=True)
    return found | set(papers.values_list("entered_by", flat=True))


def assessors_of(case: Case) -> set[int]:
    """Everybody who set a mark, judged a paper or ended an assessment of what was handed in last."""
    if case.submission is None:
        return set()
    of = {"assessment__submission": case.submission_id}
    found = set(Mark.objects.filter(**of).values_list("assessment__assessor", flat=True))
    found |= set(PaperVerdict.objects.filter(**of).values_list("assessment__assessor", flat=True))
    ended = Assessment.objects.filter(submission=case.submission_id, state=Assessment.State.ENDED)
    found |= set(ended.values_list("assessor", flat=True))
    judged = case.events.filter(act__in=_JUDGING, at__gte=case.submission.at)
    return found | set(judged.values_list("by", flat=True))


def is_own(case: Case, user: User) -> bool:
    """Whether the user is the person whose case it is, under whichever record or account."""
    return user.pk in accounts_of_learner(case.learner_id)


def must_assess(case: Case, user) -> None:
    """Raises NotYours without an officer's role for the unit, SamePerson for the learner or somebody who helped."""
    if not acts_on(user, case, "officer"):
        raise NotYours(_("Only a recognition officer of the commune of this case can do this."))
    if is_own(case, user):
        raise SamePerson(_("This is your own case: another officer has to judge it."))
    if helpers_of(case) & accounts_of(user):
        raise SamePerson(
            _("You helped this person to enter the case. Who helps does not judge: leave it to another officer.")
        )
