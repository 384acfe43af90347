"""Recording a decision: number and date from the body's register, lines, steps and certificates in one transaction.

Locks, in one order for every act that decides: draft, cases, people, certificates, register counter, audit at the commit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as day_type
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from recognition.cases import lifecycle
from recognition.cases.noted import note_for_the_desk
from recognition.certificates.bodies import as_on
from recognition.certificates.issuing import issue_all
from recognition.decisions.checking import checked_number, locked_cases, must_not_hold, must_sign_then
from recognition.decisions.drafts import clear, locked_draft, said_of
from recognition.decisions.lines import freeze
from recognition.decisions.list_rows import Row, digest_of, rows_of
from recognition.decisions.words import signature_of, symbol_of
from recognition.models import Case, CaseEvent, Decision, DecisionDraft, DraftPrint, IssuingBody, Transfer
from recognition.refusals import Incomplete, StaleList, said_in

BASIS, NAMED = 5000, 5  # characters of a basis; names in one sentence


@dataclass(frozen=True)
class Paper:
    """What the signed paper says beside its list. `signature` is empty for the head of the body as on the day."""

    basis: str = ""
    words: Mapping[str, Any] = field(default_factory=dict)
    signature: Sequence[str] = ()
    signer_title: str = ""
    signer_name: str = ""
    proposing_body: IssuingBody | None = None
    proposal_number: str = ""
    proposal_date: day_type | None = None


_after: list[Callable[[Decision], None]] = []


def after_recording(act: Callable[[Decision], None]) -> None:
    """What else happens inside the transaction of every recorded decision; said once, at the start of the program."""
    if act not in _after:
        _after.append(act)


def announce(decision: Decision) -> None:
    """Runs what was asked for by `after_recording`, inside the transaction that records."""
    for act in _after:
        act(decision)


def recognise(
    numbers: Sequence[int],
    body: IssuingBody,
    number: str,
    date: day_type,
    by,
    *,
    paper: Paper | None = None,
    said: Mapping[int, Mapping[str, str]] | None = None,
    check: Callable[[list[Row]], None] | None = None,
) -> Decision:
    """Decides on the cases with these numbers, inside the caller's transaction. `check` sees the list as it is now, locked.

    Raises Incomplete, StaleList (by `check`), WrongState, OutsideCampaign, SamePerson, NotYours.
    """
    cases = locked_cases(numbers)
    rows = rows_of(cases, said)
    names = {row.case.pk: row.name for row in rows}
    if check is not None:
        check(rows)
    number = checked_number(cases, names, body, number, date, by)
    must_not_hold(cases, names)
    about = {"title_key": cases[0].title_key, "campaign_year": cases[0].campaign.year}
    decision = write_decision(body, number, date, by, paper=paper, list_digest=digest_of(rows), **about)
    lines = freeze(decision, rows)
    _step([row.case for row in rows], by)
    issue_all(lines, by=by)
    announce(decision)
    numbers = [line.case_id for line in lines]
    details = {"number": number, "date": str(date), "body": body.pk, "cases": numbers, "list": decision.list_digest}
    append("decision.signed", f"decision:{decision.pk}", by=by, details=details)
    return decision


def _step(cases: Sequence[Case], by) -> None:
    """All of them recognised: what `submission.step` does to one, in a few questions."""
    ids, now = [case.pk for case in cases], timezone.now()
    act, to = "sign", lifecycle.RECOGNISED
    events = [CaseEvent(case=case, act=act, from_state=case.state, to_state=to, by=by) for case in cases]
    for case in cases:
        if case.sent_back:  # the word of the signer is answered: rare, and it changes the reasons of the row
            note_for_the_desk(case, act)
            case.save(update_fields=["sent_back", "flags", "reasons"])
    Case.objects.filter(pk__in=ids).update(state=to, version=F("version") + 1, changed_at=now)
    CaseEvent.objects.bulk_create(events)
    asked = Transfer.objects.filter(case__in=ids, state=Transfer.State.ASKED)
    asked.update(state=Transfer.State.CANCELLED, answered_by=by, answered_at=now)
    for case in cases:
        case.state, case.version = to, case.version + 1


def write_decision(
    body: IssuingBody, number: str, date: day_type, by, *, paper: Paper | None = None, **about
) -> Decision:
    """The row of a decision, with the names of its body on that day. Raises Incomplete when the number is taken."""
    then, paper = as_on(body, date), paper or Paper()
    title, name = paper.signer_title or then.signer_title, paper.signer_name or then.signer_name
    try:
        with transaction.atomic():
            return Decision.objects.create(
                body=body,
                number=number,
                year=date.year,
                date=date,
                signer=by,
                body_name=then.name,
                place_name=then.place_name,
                signer_title=title,
                signer_name=name,
                signature=list(paper.signature) or [title.upper()],
                proposing_body=paper.proposing_body,
                proposal_number=paper.proposal_number,
                proposal_date=paper.proposal_date,
                words=dict(paper.words),
                basis=said_in(paper.basis, BASIS, "basis"),
                **about,
            )
    except IntegrityError:
        raise Incomplete(
            _("Number %(number)s of %(year)s is taken by another decision of this body.")
            % {"number": number, "year": date.year},
            "number",
        ) from None


def record(draft: DecisionDraft, number: str, date: day_type, by, seen_version: int) -> Decision:
    """Records the signed paper of a draft with its number and date, as it was printed in `seen_version`.

    Digits alone get the symbol of the body. Raises StaleList (never printed, changed since, or a line is no longer what was
    printed), Incomplete, WrongState, OutsideCampaign, SamePerson, NotYours.
    """
    with transaction.atomic():
        row = locked_draft(draft, by)
        printed = must_be_as_printed(row, seen_version)
        must_sign_then(row.deputy, date)
        now = as_on(row.body, date)
        paper = paper_of(row, now)
        number = with_symbol(number, symbol_of(row.body.kind, now))
        marks = dict(printed.marks)

        def check(rows: list[Row]) -> None:
            other = [one.name for one in rows if marks.get(one.case.pk) != one.mark]
            must_be_the_same(other, len(rows), len(marks))

        decision = recognise(list(marks), row.body, number, date, by, paper=paper, said=said_of(row), check=check)
        close(row, decision)
    return decision


def must_be_as_printed(draft: DecisionDraft, seen_version: int) -> DraftPrint:
    """What was printed last, while the draft is still that. Raises StaleList."""
    printed = draft.prints.order_by("-version").first()
    if printed is None:
        raise StaleList(_("Nothing of this draft was printed yet. Print it, have it signed, then record it."))
    if printed.version != draft.version or seen_version != draft.version:
        raise StaleList(_("The draft was changed after it was printed. Print it again, then record what was signed."))
    return printed


def must_be_the_same(other: Sequence[str], there: int, printed: int) -> None:
    """Raises StaleList, naming five at most, when lines are no longer what was printed."""
    if other or there != printed:
        named = ", ".join(other[:NAMED]) + (" …" if len(other) > NAMED else "")
        told = _("Changed since the list was printed: %(names)s. Print it again, and have that one signed.")
        raise StaleList(told % {"names": named or _("who stands on it")}, "cases")


def with_symbol(number: str, symbol: str) -> str:
    """Digits alone, as the register may have them, with the symbol of the body: “128” is “128/QĐ-UBND”."""
    text = number.strip()
    return f"{text}/{symbol}" if text.isascii() and text.isdecimal() else number


def paper_of(draft: DecisionDraft, now) -> Paper:
    """What the paper of the draft says beside its list; `now`: the body on the day of the decision."""
    deputy = draft.deputy
    return Paper(
        words=draft.words,
        signature=signature_of(now, deputy.office if deputy else ""),
        signer_title=deputy.office if deputy else "",
        signer_name=deputy.name if deputy else "",
        proposing_body=draft.proposing_body,
        proposal_number=draft.proposal_number,
        proposal_date=draft.proposal_date,
    )


def close(draft: DecisionDraft, decision: Decision) -> None:
    """The draft is recorded; what it said of people lies in the decision now."""
    draft.state, draft.decision = DecisionDraft.State.RECORDED, decision
    draft.save(update_fields=["state", "decision", "changed_at"])
    clear(draft)
