"""What officials, and the person, wrote about a forgotten person's cases goes; an open case ends with the person.

What was judged stays, and when, and by whom: points of decisions and numbers of the past rest on it. A decision keeps what
stands on its paper.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from recognition.cases import lifecycle
from recognition.models import (
    Assessment,
    Case,
    CaseDraft,
    CaseEvent,
    CertificateReview,
    Mark,
    MeetingItem,
    PaperVerdict,
    ReviewRequest,
    SecondMarking,
    Transfer,
)

GONE = "Đã xóa theo yêu cầu"  # where a reason has to stand; the database knows this sentence
_OPEN = (*lifecycle.LIVE, lifecycle.DRAFT, lifecycle.NOT_ENOUGH)


def forget_words(learner_ids: Collection[UUID]) -> None:
    """Inside the act that forgets."""
    cases = Case.objects.filter(learner__in=learner_ids)
    of_assessment = {"assessment__submission__case__in": cases}
    CaseDraft.objects.filter(case__in=cases).delete()
    CaseEvent.objects.filter(case__in=cases).exclude(message="").update(message="")
    for kind, needed in ((Mark, Q(not_applicable=True)), (PaperVerdict, Q(verdict=PaperVerdict.Verdict.REFUSED))):
        said = kind.objects.filter(**of_assessment).exclude(
            reason__in=["", GONE]
        )  # the database takes no change to the same
        said.filter(needed).update(reason=GONE)
        said.exclude(needed).update(reason="")
    for one in Assessment.objects.filter(submission__case__in=cases).exclude(words="", not_applicable={}):
        one.words, one.not_applicable = "", dict.fromkeys(one.not_applicable, GONE)
        one.save(update_fields=["words", "not_applicable"])
    settled = SecondMarking.objects.filter(submission__case__in=cases)
    settled.update(words="")
    settled.exclude(reason="").update(reason=GONE)
    ReviewRequest.objects.filter(submission__case__in=cases).update(words=GONE)
    reviews = CertificateReview.objects.filter(certificate__learner__in=learner_ids)
    reviews.update(words=GONE)
    reviews.exclude(answer="").update(answer=GONE)
    items = MeetingItem.objects.filter(case__in=cases)
    items.update(words="")
    items.filter(outcome="", removed_at=None).update(removed_at=timezone.now())  # nobody votes on a case that ends here
    Transfer.objects.filter(case__in=cases).update(words="", answer="")
    _end(cases)


def _end(cases) -> None:
    """Nobody waits for a case that can never be signed; the act of forgetting stands in the log, and nobody took the case back."""
    waiting = Transfer.objects.filter(case__in=cases, state=Transfer.State.ASKED)
    waiting.update(state=Transfer.State.CANCELLED, answered_at=timezone.now())
    for case in cases.filter(state__in=_OPEN).select_for_update(of=("self",), no_key=True).order_by("pk"):
        case.state, case.assessment = lifecycle.WITHDRAWN, None
        case.judged_at = case.judged_by = case.lease_holder = case.lease_until = None
        case.version += 1
        case.save()
