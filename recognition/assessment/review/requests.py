"""The learner's wish that “not enough” be looked at again (đề nghị xem xét lại): once a submission, within its days."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User
from recognition.assessment.rules import rules_of
from recognition.cases import lifecycle
from recognition.cases.campaigns import open_windows
from recognition.cases.submission import for_the_learner, locked
from recognition.models import Assessment, Case, ReviewRequest
from recognition.refusals import Incomplete, OutsideCampaign, WrongState, said_in

WORDS = 2000  # characters of what is to be looked at again
_SAID = ("not_enough", "find_not_enough")


def last_day(case: Case) -> date | None:
    """The last day on which a review of the case can be asked for; None when there is nothing to ask for."""
    if case.state != lifecycle.NOT_ENOUGH or request_of(case) is not None:
        return None
    rules = rules_of(case.campaign)
    if not rules.review_days or {lifecycle.ASSESSMENT, lifecycle.COUNCIL}.isdisjoint(open_windows(case.campaign)):
        return None
    said = case.events.filter(act__in=_SAID).order_by("-pk").first()
    if said is None or said.act != "not_enough":  # two assessors or the council have looked already
        return None
    last = timezone.localdate(said.at) + timedelta(days=rules.review_days)
    return last if timezone.localdate() <= last else None


def request_of(case: Case) -> ReviewRequest | None:
    """The request about what was handed in last."""
    return ReviewRequest.objects.filter(submission=case.submission_id).select_related("assessment").first()


def answer_by_others(case: Case, made: Assessment) -> None:
    """A review that still waits is answered by what two assessors, or the council, found meanwhile. Inside their act."""
    waiting = ReviewRequest.objects.filter(submission=case.submission_id, answered_at=None)
    waiting.update(answered_at=timezone.now(), assessment=made)


def ask_for_review(case: Case, words: str, by: User) -> ReviewRequest:
    """The learner, or the counter on behalf, asks for a review of the submission that was found not enough.

    Raises Incomplete without words, WrongState (nothing to review, or asked already), OutsideCampaign (too late), NotYours.
    """
    helped = for_the_learner(case.learner, by)
    with transaction.atomic():
        case = locked(case, None)
        if request_of(case) is not None:
            raise WrongState(_("A review was asked for already. Its answer stands on the page of the case."))
        if case.state != lifecycle.NOT_ENOUGH:
            raise WrongState(_("Only a case that was found not enough can be looked at again."))
        if last_day(case) is None:
            raise OutsideCampaign(
                _("The days in which a review can be asked for are over. The case can be handed in again instead.")
            )
        words = said_in(words, WORDS, "words")
        if not words:
            raise Incomplete(_("Write what should be looked at again, in a sentence or two."), "words")
        row = ReviewRequest.objects.create(submission_id=case.submission_id, words=words, by=by, on_behalf_of=helped)
        append("case.review_asked", f"case:{case.pk}", by=by, details={"on_behalf_of": helped})
    return row
