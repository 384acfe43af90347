"""Notices (thông báo): a case that is not recognised, told on paper with a number of the body's register. It decides nothing."""

import hashlib
import json
from datetime import date as day_type
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import encrypt_for
from recognition.cases import lifecycle
from recognition.cases.rights import acting_for
from recognition.cases.submission import locked
from recognition.certificates.bodies import as_on
from recognition.decisions.checking import must_decide_on, must_sign, must_sign_then
from recognition.decisions.list_rows import Row, number, rows_of
from recognition.decisions.papers import Listed, Refusal, notice_paper
from recognition.decisions.recording import with_symbol
from recognition.decisions.words import signature_of, symbol_of
from recognition.models import BodySigner, Case, IssuingBody, Notice
from recognition.paper_numbers import number_of_paper
from recognition.papers.data import lines_of
from recognition.refusals import Incomplete, StaleList, WrongState
from recognition.sets.publishing import criteria_of

TOLD_OF = (lifecycle.NOT_ENOUGH, lifecycle.ENDED)


def refusal_of(
    case: Case,
    body: IssuingBody,
    day: day_type | None = None,
    number_: str = "",
    deputy: BodySigner | None = None,
) -> tuple[Refusal, Row]:
    """What the notice of a case says, with its row. Raises WrongState for a case that was not found wanting."""
    if case.state not in TOLD_OF or case.assessment is None or case.submission is None:
        raise WrongState(_("Only a case that was judged as not enough is told by a notice."))
    (row,) = rows_of([case])
    criteria = criteria_of(case.submission.criteria_set)
    now = as_on(body, day or timezone.localdate())
    listed = Listed(row.name, row.call, row.born, row.group, row.unit, row.home, _points(row))
    told = Refusal(
        body=now,
        body_kind=body.kind,
        title=criteria.title,
        year=case.campaign.year,
        printed_in=(day or timezone.localdate()).year,
        row=listed,
        handed_in=timezone.localdate(case.submission.at),
        judged=timezone.localdate(case.assessment.ended_at),
        mark=f"{number(row.verdict.mark)} điểm" if row.verdict else "",
        words=" ".join(case.assessment.words.split()),
        signature=signature_of(now, deputy.office if deputy else ""),
        signer_name=deputy.name if deputy else now.signer_name,
        number=number_,
        day=day,
    )
    return told, row


def notice_of(case: Case) -> Notice | None:
    """The notice that told of the judgement that counts now, if one was recorded."""
    return Notice.objects.filter(assessment=case.assessment_id).first() if case.assessment_id else None


def _points(row: Row) -> str:
    if row.verdict is None or criteria_of(row.case.submission.criteria_set).levels:
        return ""
    return f"{number(row.verdict.total)} điểm"


def mark_of_notice(told: Refusal, row: Row) -> str:
    """What the printed notice says of the case, as a short mark: another one, and something changed since."""
    return hashlib.sha256(repr((row.mark, told.words, told.row)).encode()).hexdigest()[:24]


def record_notice(
    case: Case,
    body: IssuingBody,
    number_: str,
    day: day_type,
    by: Any,
    seen: str,
    deputy: BodySigner | None = None,
) -> Notice:
    """Records the signed notice with number and date. The same press twice gives the one that is there.

    Raises Incomplete (number, date, body), StaleList (no longer what was printed), NotYours, WrongState, SamePerson for the
    learner, family, helper or assessor of the case.
    """
    with transaction.atomic():
        case = locked(case, None)
        place = acting_for(case)
        must_sign(case, by)
        if body.unit_id not in (case.unit_id, place.pk, place.parent_id):
            raise Incomplete(_("A case on the list belongs to another place than the body."), "body")
        must_decide_on(body, day, by)
        must_sign_then(deputy, day)
        kept = with_symbol(number_, symbol_of(body.kind, as_on(body, day), "notice_symbol"))
        kept = number_of_paper(kept, "12/TB-UBND")
        told, row = refusal_of(case, body, day, kept, deputy)
        there = Notice.objects.filter(assessment=case.assessment_id).first()
        if there is not None:
            if (there.number, there.date) == (kept, day):
                return there
            raise Incomplete(_("This case was told by notice %(number)s already.") % {"number": there.number}, "number")
        if seen != mark_of_notice(told, row):
            raise StaleList(
                _("The case changed since the notice was printed. Print it again, and have that one signed.")
            )
        if day < told.judged:
            raise Incomplete(_("The date lies before a case on the list was judged."), "date")
        return _write(case, body, told, by)


def _write(case: Case, body: IssuingBody, told: Refusal, by: Any) -> Notice:
    row = Notice(
        body=body,
        number=told.number,
        year=told.printed_in,
        date=told.day,
        case=case,
        submission=case.submission,
        assessment=case.assessment,
        body_name=told.body.name,
        signature=list(told.signature),
        signer_name=told.signer_name,
        by=by,
    )
    said = json.dumps(lines_of(notice_paper(told)), ensure_ascii=False)
    # The key is named by what the notice is of, for the row has no number before it is written and never changes after.
    row.said_encrypted = encrypt_for(said, f"notice:{case.assessment_id}")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        told_ = _("Number %(number)s of %(year)s is taken by another notice of this body.")
        raise Incomplete(told_ % {"number": row.number, "year": row.year}, "number") from None
    details = {"number": row.number, "date": str(row.date), "case": case.pk}
    append("notice.recorded", f"notice:{row.pk}", by=by, details=details)
    return row
