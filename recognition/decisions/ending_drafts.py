"""Drafts that revoke (the title was held), annul (it should never have been given) or correct (wrong in the list) what was given.

They go the same way as a recognition: drawn up, printed, signed, recorded with number and date. Who drew one up does not record it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date as day_type
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import accounts_of, encrypt_for, seal_all, units_of
from portal.places.public import acting_unit
from recognition.cases.held import hold_rows
from recognition.certificates.bodies import as_on
from recognition.certificates.issuing import issue_all
from recognition.certificates.register import decided_where, end_by, must_be_third
from recognition.decisions.checking import hold_people, must_decide_on, must_sign_then, named
from recognition.decisions.drafts import locked_draft, must_prepare, said_of
from recognition.decisions.ending import ENDING, comes_again
from recognition.decisions.lines import read_all
from recognition.decisions.list_rows import CALLS
from recognition.decisions.printing import keep_marks, shown_of
from recognition.decisions.recording import (
    announce,
    close,
    must_be_as_printed,
    must_be_the_same,
    paper_of,
    with_symbol,
    write_decision,
)
from recognition.decisions.words import default_words, symbol_of
from recognition.models import (
    Case,
    Certificate,
    CertificateStep,
    Decision,
    DecisionDraft,
    DecisionLine,
    DraftLine,
    IssuingBody,
)
from recognition.paper_numbers import number_of_paper
from recognition.refusals import REASON, Incomplete, NotYours, SamePerson, WrongState, said_in
from recognition.titles import registry

CORRECT = Decision.Kind.CORRECT
NAME, FIRST_YEAR = 100, 1900  # characters of a corrected word; no holder was born before


def draft_for_endings(
    certificates: Sequence[Certificate],
    kind: str,
    body: IssuingBody,
    by: Any,
    *,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    signed: bool = False,
) -> DecisionDraft:
    """A draft that ends these certificates for one reason, or corrects the list about the only one of them.

    `changes` (kind correct): of `name`, `call`, `born`, `group` those that were wrong, with what is right. `signed`: on a paper
    that was written outside the portal, so nothing is left to be written or printed here before its number is recorded.
    Raises Incomplete (no reason, nothing to correct, a body that did not give them), NotYours, WrongState.
    """
    if kind not in (*ENDING, CORRECT):
        raise ValueError(f"{kind} ends nothing")
    with transaction.atomic():
        held = _held([one.pk for one in certificates], by)
        first = held[0].line.decision
        if len({(one.line.decision.title_key, one.line.decision.campaign_year) for one in held}) > 1:
            raise Incomplete(_("One decision holds certificates of one title and one year."), "cases")
        for one in held:
            _must_stand_over(body, one)
        must_prepare(by, body)
        said = _said(held, kind, reason, changes or {})
        draft = DecisionDraft(kind=kind, body=body, title_key=first.title_key, year=first.campaign_year, made_by=by)
        draft.words = {} if signed else default_words(draft, registry.title(first.title_key).subject == "person")
        draft.save()
        taken = DraftLine.objects.filter(case__in=[one.line.case_id for one in held]).first()
        if taken is not None:
            told = _("This case stands on draft %(n)s already. Drop that one first.")
            raise Incomplete(told % {"n": taken.draft_id}, "cases")
        sealed = seal_all([json.dumps(said, ensure_ascii=False)] * len(held), f"draft:{draft.pk}")
        DraftLine.objects.bulk_create(
            DraftLine(draft=draft, case_id=one.line.case_id, certificate=one, said_encrypted=token)
            for one, token in zip(held, sealed, strict=True)
        )
        append("draft.made", f"draft:{draft.pk}", by=by, details={"certificates": len(held), "kind": kind})
        if signed:
            keep_marks(draft, shown_of(draft), by)
    return draft


def _held(numbers: Sequence[int], by: Any) -> list[Certificate]:
    """The certificates, their cases and people locked before them. Raises NotYours, WrongState."""
    rows = Certificate.objects.filter(pk__in=numbers)
    pairs = list(rows.values_list("line__case", "learner"))
    hold_rows(Case.objects.filter(pk__in={case for case, _person in pairs}))
    hold_people(person for _case, person in pairs)
    of = ("line__decision__body__unit", "line__case__learner", "line__case__residential_group", "line__case__campaign")
    found = list(rows.select_for_update(of=("self",)).select_related(*of).order_by("pk"))
    if not found or len(found) != len(set(numbers)):
        raise Incomplete(_("Choose at least one certificate."), "cases")
    mine = decided_where(units_of(by, "officer", "signer")).filter(pk__in=numbers).count()
    if mine != len(found):
        raise NotYours(_("Only officials of the place that issued the certificate can do this."))
    if any(one.state != Certificate.State.VALID for one in found):
        raise WrongState(_("This certificate is no longer valid, so it cannot be changed again."))
    return found


def _must_stand_over(body: IssuingBody, one: Certificate) -> None:
    given = one.line.decision
    place = acting_unit(given.body.unit, one.line.case.residential_group)
    if body.unit_id not in (given.body.unit_id, place.pk, place.parent_id):
        raise Incomplete(_("This body did not give the certificate, and stands not above the one that did."), "body")


def _said(held: Sequence[Certificate], kind: str, reason: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    if kind != CORRECT:
        words = said_in(reason, REASON, "reason")
        if not words:
            raise Incomplete(_("Write why."), "reason")
        return {"reason": words}
    if len(held) != 1:
        raise Incomplete(_("Each correction has a draft of its own."), "cases")
    (line,) = (one.line for one in held)
    (name,) = read_all([line])
    now = {"name": name, **line.about}
    wanted = {key: _right(key, changes[key]) for key in ("name", "call", "born", "group") if key in changes}
    other = {key: value for key, value in wanted.items() if value != now.get(key) and (value or now.get(key))}
    if not other:
        raise Incomplete(_("Nothing differs from what the list says."), "name")
    return {"changes": other}


def _right(key: str, value: Any) -> Any:
    if key == "born":
        if value is not None and not FIRST_YEAR <= value <= timezone.localdate().year:
            raise Incomplete(_("Write the year of birth in four figures, for example 1984, or leave it empty."), "born")
        return value
    text = " ".join(said_in(str(value or ""), NAME, key).split())
    if key == "name" and not text:
        raise Incomplete(_("Write the name."), "name")
    if key == "call" and text not in ("", *CALLS):
        raise Incomplete(_("Choose how the person is called."), "call")
    return text


def record_ending(draft: DecisionDraft, number: str, date: day_type, by: Any, seen_version: int) -> Decision:
    """Records the signed paper that ends or corrects, as it was printed. Locks in the order of every act that decides.

    Raises StaleList, Incomplete, SamePerson (who drew it up, helped, judged, own, family), NotYours, WrongState.
    """
    with transaction.atomic():
        row = locked_draft(draft, by)
        printed = must_be_as_printed(row, seen_version)
        if row.made_by_id in accounts_of(by):
            raise SamePerson(_("You drew this decision up yourself: another signer records it."))
        held = _held(list(row.lines.values_list("certificate", flat=True)), by)
        shown, marks = shown_of(row), dict(printed.marks)
        other = [shown.names[case] for case, mark in shown.marks if marks.get(case) != mark]
        must_be_the_same(other, len(shown.marks), len(marks))
        now = as_on(row.body, date)
        kept = number_of_paper(with_symbol(number, symbol_of(row.body.kind, now)), "15/QĐ-UBND")
        must_decide_on(row.body, date, by)
        must_sign_then(row.deputy, date)
        for one in held:
            with named(shown.names[one.line.case_id]):
                _must_follow(one, row.body, date, by)
        about = {"title_key": row.title_key, "campaign_year": row.year, "kind": row.kind}
        decision = write_decision(
            row.body, kept, date, by, paper=paper_of(row, now), list_digest=printed.digest, **about
        )
        said = said_of(row)
        do = _correct if row.kind == CORRECT else _end
        for one in held:
            do(decision, one, said[one.line.case_id], by)
        announce(decision)
        close(row, decision)
        details = {"number": kept, "date": str(date), "certificates": [one.pk for one in held], "kind": row.kind}
        append("decision.signed", f"decision:{decision.pk}", by=by, details=details)
    return decision


def _must_follow(one: Certificate, body: IssuingBody, date: day_type, by: Any) -> None:
    must_be_third(one, by)
    _must_stand_over(body, one)
    if date < one.line.decision.date:
        raise Incomplete(_("The date lies before the decision that gave the certificate."), "date")


def _end(decision: Decision, one: Certificate, said: Mapping[str, Any], by: Any) -> None:
    end_by(decision, one, by, said["reason"])
    if decision.kind == Decision.Kind.ANNUL:
        comes_again(one.line, decision, said["reason"], by)


def _correct(decision: Decision, old: Certificate, said: Mapping[str, Any], by: Any) -> None:
    """A new line with what is right, and a new certificate in place of the old one. Nothing that was decided is edited."""
    was, changes = old.line, said["changes"]
    (name,) = read_all([was])
    about = {**was.about, **{key: value for key, value in changes.items() if key != "name"}}
    kept = {field.attname: getattr(was, field.attname) for field in DecisionLine._meta.concrete_fields}
    born = about.get("born")
    kept |= {
        "id": None,
        "decision_id": decision.pk,
        "number": decision.lines.count() + 1,
        "corrects_id": was.pk,
        "name_encrypted": encrypt_for(changes.get("name", name), f"decision:{decision.pk}"),
        "about_encrypted": encrypt_for(json.dumps(about, ensure_ascii=False), f"decision:{decision.pk}"),
        "age_band": born // 10 * 10 if born else None,
    }
    line = DecisionLine(**kept)
    line.decision = decision
    line.save(force_insert=True)
    reason = _("Corrected by decision %(number)s.") % {"number": decision.number}
    Certificate.objects.filter(pk=old.pk).update(state=Certificate.State.SUPERSEDED, state_reason=reason)
    (new,) = issue_all([line], by=by)
    Certificate.objects.filter(pk=old.pk).update(superseded_by=new)
    CertificateStep.objects.create(
        certificate=old, what=CertificateStep.What.SUPERSEDED, on=decision.date, by=by, reason=reason, decision=decision
    )
