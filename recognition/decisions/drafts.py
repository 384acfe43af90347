"""A decision before it has a number: its list, what is said of each, its words. Every change gives the draft another version."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import decrypt_all, drop_keys, seal_all, units_of
from recognition.cases import lifecycle
from recognition.decisions.checking import locked_cases, must_fit_body
from recognition.decisions.list_rows import CALLS, Row, rows_of
from recognition.decisions.words import LINE, LINES, PARTS, default_words
from recognition.models import BodySigner, Case, Decision, DecisionDraft, DraftLine, IssuingBody
from recognition.refusals import Incomplete, NotYours, StaleList, WrongState, said_in
from recognition.titles import registry

MOST, NOTE = 5000, 100  # people on one list; characters of a note
RECOGNISE = Decision.Kind.RECOGNISE


def drafts_for(user: Any) -> QuerySet[DecisionDraft]:
    """Drafts of the bodies in whose place the user is an officer or signs, the newest first."""
    rows = DecisionDraft.objects.filter(body__unit__in=units_of(user, "officer", "signer"))
    return rows.select_related("body", "deputy", "proposing_body", "decision").order_by("-pk")


def waiting_for(draft: DecisionDraft, user: Any, among: QuerySet[Case]) -> QuerySet[Case]:
    """Of the cases that wait for a signature (`among`) those that fit the draft and lie in no other one."""
    fit = among.filter(title_key=draft.title_key, year=draft.year)
    return fit.exclude(draft_line__in=DraftLine.objects.exclude(draft=draft).filter(case__in=fit))


def draft_of(numbers: Collection[int], body: IssuingBody, by: Any) -> DecisionDraft:
    """A draft that recognises these cases. Raises Incomplete (nobody, too many, two titles), NotYours, WrongState."""
    must_prepare(by, body)
    with transaction.atomic():
        cases = _proposed(numbers, body)
        if len({(case.title_key, case.year) for case in cases}) > 1:
            raise Incomplete(_("One decision holds cases of one title and one year."), "cases")
        first = cases[0]
        draft = DecisionDraft(kind=RECOGNISE, body=body, title_key=first.title_key, year=first.year, made_by=by)
        draft.words = default_words(draft, registry.title(first.title_key).subject == "person")
        draft.proposing_body = _last_proposing(draft)
        draft.save()
        _lay(draft, cases)
        append("draft.made", f"draft:{draft.pk}", by=by, details={"cases": len(cases), "kind": draft.kind})
    return draft


def _last_proposing(draft: DecisionDraft) -> IssuingBody | None:
    """Who proposed last; at first the association of the same place, where one is entered."""
    last = DecisionDraft.objects.filter(body=draft.body, title_key=draft.title_key).order_by("-pk").first()
    if last is not None:
        return last.proposing_body
    return (
        IssuingBody.objects.filter(unit=draft.body.unit_id, kind=IssuingBody.Kind.ASSOCIATION, valid_to=None)
        .exclude(pk=draft.body_id)
        .first()
    )


def must_prepare(by: Any, body: IssuingBody) -> None:
    """Raises NotYours for who is neither officer nor signer in the place of the body."""
    if not units_of(by, "officer", "signer").filter(pk=body.unit_id).exists():
        raise NotYours(_("You prepare no decisions of this body."))


def _proposed(numbers: Collection[int], body: IssuingBody) -> list[Case]:
    """The cases, locked; each waits for its signature, and this body decides on it."""
    if not numbers:
        raise Incomplete(_("Choose at least one person."), "cases")
    if len(set(numbers)) > MOST:
        raise Incomplete(_("One decision holds at most %(n)s people.") % {"n": MOST}, "cases")
    cases = locked_cases(numbers)
    if len(cases) != len(set(numbers)) or any(case.state != lifecycle.CONFIRMED for case in cases):
        raise StaleList(_("The list has changed meanwhile. Look at it again."), "cases")
    for case in cases:
        must_fit_body(case, body)
    return cases


def _lay(draft: DecisionDraft, cases: Collection[Case]) -> None:
    taken = DraftLine.objects.filter(case__in=[case.pk for case in cases]).exclude(draft=draft)
    if there := taken.select_related("draft").first():
        told = _("Some of them stand on another draft already (number %(n)s). Drop that one, or leave them out here.")
        raise Incomplete(told % {"n": there.draft_id}, "cases")
    DraftLine.objects.bulk_create(DraftLine(draft=draft, case=case) for case in cases)


def must_lie_on_no_draft(cases: Collection[Case]) -> None:
    """Raises Incomplete when one of these locked cases stands on a draft: what is signed there is the list that was read there."""
    if there := DraftLine.objects.filter(case__in=[case.pk for case in cases]).order_by("draft").first():
        told = _("Some of them stand on draft %(n)s. Record that draft once it is signed, or drop it first.")
        raise Incomplete(told % {"n": there.draft_id}, "cases")


def drafts_of_cases(cases: Collection[Case]) -> dict[int, int]:
    """Number of a case -> number of the open draft on which it stands. One question."""
    return dict(DraftLine.objects.filter(case__in=[case.pk for case in cases]).values_list("case", "draft"))


def locked_draft(draft: DecisionDraft, by: Any, version: int | None = None) -> DecisionDraft:
    """The draft, locked first of all that its acts lock. Raises NotYours, WrongState, StaleList (another version)."""
    row = DecisionDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    must_prepare(by, row.body)
    if row.state != DecisionDraft.State.OPEN:
        raise WrongState(_("This draft is “%(state)s” and changes no more.") % {"state": row.get_state_display()})
    if version is not None and version != row.version:
        raise StaleList(_("Somebody changed this draft meanwhile. Look at it as it is now, then go on."))
    return row


def _changed(row: DecisionDraft, act: str, by: Any, **details: Any) -> DecisionDraft:
    row.version += 1
    row.save()
    append(f"draft.{act}", f"draft:{row.pk}", by=by, details={"version": row.version, **details})
    return row


def choose(
    draft: DecisionDraft, numbers: Collection[int], said: Mapping[int, Mapping[str, str]], by: Any, version: int
) -> DecisionDraft:
    """The list holds exactly these cases from now on, each with what is said of it (`call`, `note`).

    The same again changes nothing. Raises Incomplete, StaleList, WrongState, NotYours.
    """
    with transaction.atomic():
        row = locked_draft(draft, by, version)
        if row.kind != RECOGNISE:
            raise WrongState(_("The list of this decision does not change. Drop the draft and make another one."))
        kept = {number: _said(said.get(number, {})) for number in numbers}
        held = said_of(row)
        if kept == held:
            return row
        gone = held.keys() - kept.keys()
        row.lines.filter(case__in=gone).delete()
        came = kept.keys() - held.keys()
        if came:
            cases = _proposed(came, row.body)
            if any((case.title_key, case.year) != (row.title_key, row.year) for case in cases):
                raise Incomplete(_("One decision holds cases of one title and one year."), "cases")
            _lay(row, cases)
        if not kept:
            raise Incomplete(_("Nobody would be left on the list. To give it up, drop the draft."), "cases")
        _write(row, {number: one for number, one in kept.items() if one != held.get(number)})
        return _changed(row, "list_changed", by, came=len(came), left=len(gone))


def _said(said: Mapping[str, str]) -> dict[str, str]:
    call = said.get("call", "")
    found = {"call": call if call in CALLS else "", "note": " ".join(said_in(said.get("note"), NOTE, "note").split())}
    return {name: text for name, text in found.items() if text}


def _write(draft: DecisionDraft, said: Mapping[int, Mapping[str, Any]]) -> None:
    lines = {line.case_id: line for line in draft.lines.filter(case__in=said)}
    texts = [json.dumps(said[number], ensure_ascii=False) for number in lines]
    for line, sealed in zip(lines.values(), seal_all(texts, f"draft:{draft.pk}") if texts else [], strict=True):
        line.said_encrypted = sealed
    DraftLine.objects.bulk_update(lines.values(), ["said_encrypted"], batch_size=500)


def said_of(draft: DecisionDraft) -> dict[int, dict[str, Any]]:
    """Number of each case on the list -> what the draft says of it. Two questions."""
    lines = list(draft.lines.all())
    held = [line for line in lines if line.said_encrypted]
    texts = decrypt_all(line.said_encrypted for line in held if line.said_encrypted)
    found: dict[int, dict[str, Any]] = {line.case_id: {} for line in lines}
    return found | {line.case_id: json.loads(text or "{}") for line, text in zip(held, texts, strict=True)}


READ = ("learner", "campaign", "unit__parent", "residential_group", "submission__criteria_set", "assessment__assessor")


def rows_of_draft(draft: DecisionDraft) -> list[Row]:
    """Its list as it would be printed now. A few questions."""
    said = said_of(draft)
    return rows_of(list(Case.objects.filter(pk__in=said).select_related(*READ)), said)


@dataclass(frozen=True)
class Words:
    """What is typed on the page of words; lists hold one line each."""

    parts: Mapping[str, Any]
    deputy: BodySigner | None = None
    proposing_body: IssuingBody | None = None
    proposal_number: str = ""
    proposal_date: date | None = None


def write_words(draft: DecisionDraft, words: Words, by: Any, version: int) -> DecisionDraft:
    """Other words. The same again changes nothing. Raises Incomplete (too many or too long), StaleList, WrongState, NotYours."""
    kept = {part: _lines(words.parts.get(part, ""), part) for part in PARTS}
    with transaction.atomic():
        row = locked_draft(draft, by, version)
        if words.deputy is not None and words.deputy.body_id != row.body_id:
            raise Incomplete(_("This person does not sign for this body."), "deputy")
        new = (kept, words.deputy, words.proposing_body, words.proposal_number, words.proposal_date)
        old = (row.words, row.deputy, row.proposing_body, row.proposal_number, row.proposal_date)
        if new == old:
            return row
        row.words, row.deputy, row.proposing_body, row.proposal_number, row.proposal_date = new
        return _changed(row, "words_changed", by)


def _lines(value: Any, part: str) -> Any:
    if part not in ("grounds", "to"):
        return " ".join(said_in(str(value), LINE, part).split())
    kept = [line for one in value if (line := " ".join(said_in(one, LINE, part).split()))]
    if len(kept) > LINES:
        raise Incomplete(_("Too many lines: at most %(n)s.") % {"n": LINES}, part)
    return kept


def drop(draft: DecisionDraft, by: Any, version: int | None = None) -> DecisionDraft:
    """Gives the draft up; its cases are free again. Raises StaleList, WrongState, NotYours."""
    with transaction.atomic():
        row = locked_draft(draft, by, version)
        row.state = DecisionDraft.State.DROPPED
        clear(row)
        return _changed(row, "dropped", by)


def clear(draft: DecisionDraft) -> None:
    """The lines and what they say of people go: they lie in the decision from now on, or nowhere."""
    draft.lines.all().delete()
    drop_keys([f"draft:{draft.pk}"])
