"""Certificates that end: by whom, by which body, and what their life says of it."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import (
    Learner,
    accounts_of,
    everyone,
    person_ids,
    units_of,
)
from portal.places.public import Unit, acting_unit, left_to
from recognition.assessment.kinship import is_kin
from recognition.assessment.three_people import assessors_of, helpers_of, is_own
from recognition.cases import lifecycle
from recognition.cases.campaigns import hold
from recognition.cases.held import hold_rows
from recognition.cases.submission import locked, step
from recognition.models import Case, Certificate, CertificateReview, CertificateStep, Decision, IssuingBody
from recognition.refusals import REASON, Incomplete, NotYours, SamePerson, WrongState, said_in


def end_by(decision: Decision, certificate: Certificate, by, reason: str) -> None:
    """Ends a locked certificate by a decision that revokes or annuls, from its date on. Inside the act that decides."""
    state = Certificate.State.ANNULLED if decision.kind == Decision.Kind.ANNUL else Certificate.State.REVOKED
    certificate.state, certificate.state_reason = state, reason
    certificate.save(update_fields=["state", "state_reason"])
    live(certificate, state, decision.date, by, reason, decision)
    _take_away(certificate, decision, by, reason)
    # A review that the body opened is answered by the decision that it led to.
    ended = {"answered_at": timezone.now(), "officer": by, "outcome": CertificateReview.Outcome.END, "answer": reason}
    certificate.reviews.filter(answered_at=None).update(**ended)
    append(f"certificate.{state}", f"certificate:{certificate.pk}", by=by, details={"decision": decision.pk})


def _take_away(certificate: Certificate, decision: Decision, by, reason: str) -> None:
    """The case is no longer recognised; one that was annulled while its campaign runs goes back to its person instead."""
    case = locked(certificate.line.case, None)
    if case.state != lifecycle.RECOGNISED or case.decision_line != certificate.line:
        return
    if decision.kind == Decision.Kind.REVOKE or hold(case.campaign).closed_at:
        step(case, "take_away", by, message=reason, details={"decision": decision.pk})


def live(certificate: Certificate, what: str, on: date, by, reason: str = "", decision: Decision | None = None) -> None:
    """A row of the life of a certificate, recorded now."""
    CertificateStep.objects.create(certificate=certificate, what=what, on=on, by=by, reason=reason, decision=decision)


def locked_for(certificate: Certificate, by, reason: str) -> Certificate:
    """A valid certificate, locked, for a signer who may end or renew it. Raises NotYours, SamePerson, WrongState, Incomplete."""
    # Case, people, certificates, counter, in the order of whoever signs: so nobody waits crosswise.
    hold_rows(Case.objects.filter(pk=certificate.line.case_id))
    with everyone("all records of one person stand still while a certificate of theirs ends"):
        ids = person_ids(certificate.learner_id)
        list(Learner.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk"))
    old = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("line__decision__body")
        .get(pk=certificate.pk)
    )
    if not decided_where(units_of(by, "signer")).filter(pk=old.pk).exists():
        raise NotYours(_("Only the signer of the place that issued the certificate can do this."))
    _must_not_be_near(old, by)
    if old.state != Certificate.State.VALID:
        raise WrongState(_("This certificate is no longer valid, so it cannot be changed again."))
    if not said_in(reason, REASON, "reason"):
        raise Incomplete(_("Write why."), "reason")
    return old


def _must_not_be_near(certificate: Certificate, by) -> None:
    if is_own(certificate.line.case, by) or is_kin(certificate.learner_id, by):
        raise SamePerson(_("This is your own certificate, or one of your family: another signer has to do this."))


def must_be_third(certificate: Certificate, by) -> None:
    """Raises SamePerson for the holder and family, and for who helped with its case or judged it: it is not theirs to end."""
    _must_not_be_near(certificate, by)
    case = certificate.line.case
    if (helpers_of(case) | assessors_of(case)) & accounts_of(by):
        raise SamePerson(_("You helped with or judged this case: another signer has to decide."))


def decided_where(units: QuerySet[Unit]) -> QuerySet[Certificate]:
    """Certificates on which the signers of these units decide: those of their bodies, and of bodies that ended into them.

    Not those of a higher body for somebody who lives there: who did not decide does not take back.
    """
    return Certificate.objects.filter(left_to(units, "line__decision__body__unit", "line__case__residential_group"))


def issuing_today(old: Certificate) -> IssuingBody:
    """The body that issues another sheet: the one that decided, or once it has ended the one of its kind in its place.

    Raises Incomplete when there is none.
    """
    today, body = timezone.localdate(), old.line.decision.body
    if body.valid_to is None or body.valid_to > today:
        return body
    place = acting_unit(body.unit, old.line.case.residential_group)
    running = IssuingBody.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today), kind=body.kind, valid_from__lte=today
    )
    found = running.filter(unit=place).order_by("-valid_from", "-pk").first()
    if found is None:
        raise Incomplete(_("The body that decided has ended. The administrator enters the one in its place first."))
    return found
