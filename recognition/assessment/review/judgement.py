"""The answer to a review: another assessor judges the same submission anew and writes to the learner."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.people.public import User, worded
from recognition.assessment.marking import verdict_of
from recognition.assessment.second.again import REVIEW, Marks, begin_again, complete
from recognition.assessment.second.drawing import open_marking
from recognition.assessment.work import end
from recognition.cases import lifecycle
from recognition.cases.submission import locked, step, wrong_state
from recognition.models import Assessment, Case, ReviewRequest
from recognition.refusals import MESSAGE, Incomplete, WrongState, said_in


def answer_review(case: Case, marks: Marks, words: str, user: User) -> Case:
    """Ends the review: the points decide whether it is enough now; the words are the answer to the learner.

    Raises Incomplete (no words, a mark without reason), WrongState (nothing asked, answered, handed in anew), SamePerson, ….
    """
    with transaction.atomic():
        case = locked(case, None)
        asked = ReviewRequest.objects.select_for_update(of=("self",)).filter(submission=case.submission_id).first()
        if asked is None:
            raise WrongState(
                worded(_("%(Who)s handed in anew, or never asked: there is nothing to answer."), case.learner)
            )
        if asked.answered_at is not None:
            raise WrongState(_("This review was answered already."))
        if case.state != lifecycle.NOT_ENOUGH:
            raise wrong_state(case)
        if open_marking(case) is not None:
            raise WrongState(_("The second marking of this case has to be settled first."))
        begin_again(case, REVIEW, user)
        work = complete(case, REVIEW, marks, user)
        words = said_in(words, MESSAGE, "words")
        if not words:
            raise Incomplete(worded(_("Write the answer that %(who)s reads."), case.learner), "words")
        enough = verdict_of(case, work).passed
        outcome = Assessment.Outcome.CONFIRM if enough else Assessment.Outcome.NOT_ENOUGH
        case.assessment = end(work, outcome, words)
        asked.answered_at, asked.assessment = timezone.now(), case.assessment
        asked.save(update_fields=["answered_at", "assessment"])
        act = "find_enough" if enough else "find_not_enough"
        step(case, act, user, message=words, details={"points": case.assessment.points, "how": "review"})
    return case
