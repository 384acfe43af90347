"""“Đề nghị xem xét lại” of a certificate: asked once by who held it, opened by the body, answered by another person in its days.

Days are the portal's proposal. A complaint by law (khiếu nại) is another thing and stays untouched by it.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, accounts_of, units_of
from recognition.assessment.kinship import is_kin
from recognition.assessment.three_people import assessors_of, helpers_of, is_own
from recognition.cases import lifecycle
from recognition.cases.allowed import for_the_learner
from recognition.cases.submission import locked, step
from recognition.certificates.ends import decided_where, locked_for
from recognition.models import Certificate, CertificateReview, CertificateStep
from recognition.refusals import REASON, Incomplete, NotYours, OutsideCampaign, SamePerson, WrongState, said_in

ASKING, ANSWERING = 30, 30  # days: to ask after the ending was recorded; to answer
WORDS = 2000  # characters
ENDED = (CertificateStep.What.REVOKED, CertificateStep.What.ANNULLED)


def ending_of(certificate: Certificate) -> CertificateStep | None:
    """The row by which a certificate was revoked or annulled."""
    return certificate.life.filter(what__in=ENDED).select_related("decision").last()


def last_day(certificate: Certificate) -> date | None:
    """The last day on which its holder may ask for a review; None when there is nothing to ask for, or it was asked already."""
    ending = ending_of(certificate)
    if ending is None or certificate.line.case.state != lifecycle.REVOKED or _asked(certificate).exists():
        return None
    last = timezone.localdate(ending.recorded_at) + timedelta(days=ASKING)
    return last if timezone.localdate() <= last else None


def ask_for_review(certificate: Certificate, words: str, by: User) -> CertificateReview:
    """The holder, or the counter on behalf, asks to have an ending looked at again: once a certificate.

    Raises NotYours, WrongState (it holds, was handed in anew, or was asked already), OutsideCampaign (too late), Incomplete.
    """
    helped = for_the_learner(certificate.learner, by)
    with transaction.atomic():
        case = locked(certificate.line.case, None)
        if _asked(certificate).exists():
            raise WrongState(_("A review was asked for already. Its answer stands on this page."))
        if ending_of(certificate) is None or case.state != lifecycle.REVOKED:
            raise WrongState(_("Only a certificate that a decision ended can be looked at again."))
        if last_day(certificate) is None:
            raise OutsideCampaign(_("The days in which a review can be asked for are over."))
        said = said_in(words, WORDS, "words")
        if not said:
            raise Incomplete(_("Write what should be looked at again, in a sentence or two."), "words")
        row = _new(certificate, CertificateReview.Kind.ASKED, said, by, on_behalf_of=helped)
        append("certificate.review_asked", f"certificate:{certificate.pk}", by=by, details={"on_behalf_of": helped})
    return row


def open_review(certificate: Certificate, words: str, by: User) -> CertificateReview:
    """A signer of the body opens a review of a certificate that holds: it is suspended until the answer.

    Raises NotYours, SamePerson (own or family), WrongState (it holds no longer, or a review runs), Incomplete (no words).
    """
    with transaction.atomic():
        old = locked_for(certificate, by, words)
        if old.reviews.filter(answered_at=None).exists():
            raise WrongState(_("A review of this certificate runs already."))
        row = _new(old, CertificateReview.Kind.OPENED, said_in(words, REASON, "reason"), by)
        append("certificate.review_opened", f"certificate:{old.pk}", by=by, details={"due": str(row.due)})
    return row


def waiting_for(user: User) -> QuerySet[CertificateReview]:
    """Reviews without an answer, of certificates on which the user decides, the most urgent first."""
    mine = decided_where(units_of(user, "signer"))
    rows = CertificateReview.objects.filter(answered_at=None, certificate__in=mine)
    return rows.select_related("certificate__line__decision", "certificate__line__case", "by").order_by("due", "pk")


def must_be_another(row: CertificateReview, by: User) -> None:
    """Raises SamePerson for whoever ended the certificate, began the review, helped, judged, or is near the person."""
    certificate, case = row.certificate, row.certificate.line.case
    if is_own(case, by) or is_kin(certificate.learner_id, by):
        raise SamePerson(_("This is your own certificate, or one of your family: another signer has to do this."))
    ending = ending_of(certificate)
    first = {row.by_id, ending.by_id if ending else None}
    if (helpers_of(case) | assessors_of(case) | first) & accounts_of(by):
        raise SamePerson(_("You decided, helped or judged here before: another signer has to answer."))


def answer(row: CertificateReview, outcome: str, words: str, by: User) -> CertificateReview:
    """Answers a review: it stays as it is, or (asked for) the case goes to the signer again, who decides anew.

    To end a certificate that holds takes a decision with number and date; that closes the review by itself (`ends.end_by`).
    Raises NotYours, SamePerson, WrongState (answered, or the case went on), Incomplete (outcome, words).
    """
    with transaction.atomic():
        case = locked(row.certificate.line.case, None)
        row = CertificateReview.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.answered_at is not None:
            raise WrongState(_("This review is answered already."))
        if not decided_where(units_of(by, "signer")).filter(pk=row.certificate_id).exists():
            raise NotYours(_("Only the signer of the place that issued the certificate can do this."))
        must_be_another(row, by)
        allowed = [CertificateReview.Outcome.KEEP]
        if row.kind == CertificateReview.Kind.ASKED:
            allowed.append(CertificateReview.Outcome.AGAIN)
        if outcome not in allowed:
            raise Incomplete(_("Choose the outcome."), "outcome")
        said = said_in(words, WORDS, "words")
        if not said:
            raise Incomplete(_("Write the answer: the person reads it."), "words")
        if outcome == CertificateReview.Outcome.AGAIN:
            step(case, "restore", by, message=said, details={"review": row.pk})
        _close(row, outcome, said, by)
        append("certificate.review_answered", f"certificate:{row.certificate_id}", by=by, details={"outcome": outcome})
    return row


def _asked(certificate: Certificate) -> QuerySet[CertificateReview]:
    return certificate.reviews.filter(kind=CertificateReview.Kind.ASKED)


def _new(certificate: Certificate, kind: str, words: str, by: User, *, on_behalf_of: bool = False) -> CertificateReview:
    due = timezone.localdate() + timedelta(days=ANSWERING)
    return CertificateReview.objects.create(
        certificate=certificate, kind=kind, words=words, by=by, on_behalf_of=on_behalf_of, due=due
    )


def _close(row: CertificateReview, outcome: str, words: str, by: User) -> None:
    row.answered_at, row.officer, row.outcome, row.answer = timezone.now(), by, outcome, words
    row.save(update_fields=["answered_at", "officer", "outcome", "answer"])
