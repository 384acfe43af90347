"""A decision that ends what another one gave: it revokes (the title was held) or annuls (it should never have been issued).

Number, date and reason are those of the paper in the body's own register. Nothing is edited: the line stays, and has no force
without a valid certificate.
"""

from datetime import date as day_type

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User
from portal.places.public import acting_unit
from recognition.cases import lifecycle
from recognition.cases.campaigns import hold
from recognition.cases.submission import locked, step
from recognition.certificates.register import end_by, locked_for, must_be_third
from recognition.decisions.checking import must_decide_on
from recognition.decisions.drafts import must_lie_on_no_draft
from recognition.decisions.recording import announce, write_decision
from recognition.models import Certificate, Decision, DecisionLine, IssuingBody
from recognition.paper_numbers import number_of_paper
from recognition.refusals import REASON, Incomplete, said_in

ENDING = (Decision.Kind.ANNUL, Decision.Kind.REVOKE)


def end_by_decision(
    certificate: Certificate, kind: str, body: IssuingBody, number: str, date: day_type, reason: str, by: User
) -> Decision:
    """Revokes or annuls a certificate by a decision of the body that gave it, of the one in its place, or of one above.

    Raises Incomplete (number, date, body, reason, a draft on which it stands), NotYours, SamePerson (own, family, helped or
    judged), WrongState.
    """
    if kind not in ENDING:
        raise ValueError(f"{kind} ends nothing")
    with transaction.atomic():
        old = locked_for(certificate, by, reason)
        must_be_third(old, by)
        case, given = old.line.case, old.line.decision
        must_lie_on_no_draft([case])
        number = number_of_paper(number, "15/QĐ-UBND")
        must_decide_on(body, date, by)
        if date < given.date:
            raise Incomplete(_("The date lies before the decision that gave the certificate."), "date")
        place = acting_unit(given.body.unit, case.residential_group)
        if body.unit_id not in (given.body.unit_id, place.pk, place.parent_id):
            raise Incomplete(
                _("This body did not give the certificate, and stands not above the one that did."), "body"
            )
        about = {"title_key": given.title_key, "campaign_year": given.campaign_year, "kind": kind}
        row = write_decision(body, number, date, by, **about)
        end_by(row, old, by, said_in(reason, REASON, "reason"))
        if kind == Decision.Kind.ANNUL:
            comes_again(old.line, row, said_in(reason, REASON, "reason"), by)
        announce(row)
        details = {"number": number, "date": str(date), "certificate": old.pk, "kind": kind}
        append("decision.signed", f"decision:{row.pk}", by=by, details=details)
    return row


def comes_again(line: DecisionLine, row: Decision, reason: str, by: User) -> None:
    """The case of a line that was annulled is its person's again, with the reason, until its campaign closes."""
    case = locked(line.case, None)
    if case.state != lifecycle.RECOGNISED or hold(case.campaign).closed_at or case.decision_line != line:
        return
    case.assessment = None  # the line names it for good
    step(case, "annul", by, message=reason, details={"decision": row.pk})
