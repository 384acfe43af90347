"""Deciding a bulk round: the sample first, then all at once, with a last look at each case; and one way back."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.audit.public import append
from portal.people.public import User
from recognition.assessment import marking
from recognition.assessment.bulk.sample import order, size
from recognition.assessment.case_page import flag_text
from recognition.assessment.queue import held_by_another
from recognition.cases import lifecycle
from recognition.cases.flags import count_anew, reasons_of
from recognition.cases.held import hold_rows
from recognition.models import (
    Assessment,
    BulkLine,
    BulkRound,
    Case,
    Evidence,
    PaperOpened,
    PaperVerdict,
    SubmittedItem,
    Upload,
)
from recognition.officials import name_of
from recognition.refusals import Incomplete, NotYours, Refused, WrongState
from recognition.sets.publishing import criteria_of

WAITS, UNOPENED, AS_PROPOSED, DIFFERS, GONE = "waits", "unopened", "as_proposed", "differs", "gone"
_NAMED = 5  # names in one sentence
_GRAVE = ("same_file", "same_picture", "gone")  # told before the other reasons


@dataclass(frozen=True)
class Sampled:
    """A case of the sample and how far it is: waits, unopened (papers were not looked at), as_proposed, differs, gone."""

    line: BulkLine
    state: str


@dataclass(frozen=True)
class Decided:
    """What a round brought about."""

    confirmed: int
    left: list[BulkLine]


def lines_of(row: BulkRound) -> list[BulkLine]:
    """All lines of a round inside the scope, as they were put into it."""
    return list(row.lines.select_related("case__learner__record__key", "case__residential_group", "submission"))


def sample_of(row: BulkRound) -> list[Sampled]:
    """The sample with how far each case is. Five queries, however large it is."""
    lines = [line for line in lines_of(row) if line.sampled]
    numbers = [line.submission_id for line in lines]
    mine = Assessment.objects.filter(submission__in=numbers, assessor=row.officer_id, kind=Assessment.Kind.FIRST)
    by_submission = {one.submission_id: one for one in mine}
    papers: dict[int, set[int]] = {}
    # A file that is held back or carries a virus opens for nobody; what it would have counted for changes the points.
    found = SubmittedItem.objects.filter(
        submission__in=numbers, kind=Evidence.Kind.MANUAL, upload__state=Upload.State.OPEN, counts=True
    )
    for submission, item in found.values_list("submission", "pk"):
        papers.setdefault(submission, set()).add(item)
    settled = _opened_or_refused(mine)
    return [
        Sampled(
            line,
            _how_far(
                line,
                by_submission.get(line.submission_id),
                papers.get(line.submission_id, set()) - settled.get(line.submission_id, set()),
            ),
        )
        for line in lines
    ]


def _opened_or_refused(mine: QuerySet[Assessment]) -> dict[int, set[int]]:
    """Papers that were before the officer's eyes, and those said not to count: so it is said that one does not open."""
    found: dict[int, set[int]] = {}
    of = ("assessment__submission", "item")
    for submission, item in PaperOpened.objects.filter(assessment__in=mine).values_list(*of):
        found.setdefault(submission, set()).add(item)
    last = {one.item_id: one for one in PaperVerdict.objects.filter(assessment__in=mine).select_related("item")}
    for one in last.values():
        if one.verdict == PaperVerdict.Verdict.REFUSED:
            found.setdefault(one.item.submission_id, set()).add(one.item_id)
    return found


def after_sampled(case: Case, user: User) -> tuple[BulkRound, list[Case]] | None:
    """For a case that this officer just judged as one of the sample of an open round: the round, and what of its sample waits."""
    mine = BulkLine.objects.filter(case=case.pk, sampled=True, round__officer=user, round__state=BulkRound.State.OPEN)
    line = mine.select_related("round").first()
    if line is None:
        return None
    return line.round, [one.line.case for one in sample_of(line.round) if one.state == WAITS]


def _still_waits(line: BulkLine) -> bool:
    """Whether what the preview showed waits, and not something that was handed in since."""
    return line.case.state == lifecycle.SUBMITTED and line.case.submission_id == line.submission_id


def _how_far(line: BulkLine, mine: Assessment | None, unopened: set[int]) -> str:
    if mine is None or mine.state != Assessment.State.ENDED:
        return WAITS if _still_waits(line) else GONE
    if unopened:
        return UNOPENED
    proposed = {code: f"{float(value):.2f}" for code, value in line.submission.proposed.items()}
    as_proposed = mine.outcome == Assessment.Outcome.CONFIRM and mine.points == proposed
    return AS_PROPOSED if as_proposed and not mine.not_applicable else DIFFERS


def decide(row: BulkRound, by: User) -> Decided:
    """Confirms every case of the round that still is what the preview said; the others are left, each with its reason.

    Pressed twice it says the same again. Raises NotYours, WrongState (given up or taken back), Incomplete (the sample is not
    done, or came out otherwise than proposed).
    """
    _fill_up(row, by)
    with transaction.atomic():
        row = _locked(row, by)
        if row.state == BulkRound.State.DECIDED:
            return _told(row)
        _must_be_open(row)
        _sample_must_hold(row)
        lines = {line.case_id: line for line in lines_of(row) if not line.sampled}
        # One order for everybody, so that two officers who press at once wait for each other and never in a circle.
        cases = Case.objects.filter(pk__in=lines).order_by("pk")
        hold_rows(cases)
        for case in cases.select_related("campaign", "learner__record__key", "submission__criteria_set"):
            _decide_one(lines[case.pk], case, by)
        BulkLine.objects.bulk_update(lines.values(), ["result", "why", "version"])
        beyond = QuerySet(BulkLine).filter(round=row, sampled=False, result="")  # out of the officer's sight since
        beyond.update(result=BulkLine.Result.LEFT, why=_("no longer in your place"))
        _end(row, BulkRound.State.DECIDED)
        told = _told(row)
        details = {"confirmed": told.confirmed, "left": [line.case_id for line in told.left], "seed": row.seed}
        append("bulk.decided", f"round:{row.pk}", by=by, details=details)
    return told


def _decide_one(line: BulkLine, case: Case, by: User) -> None:
    line.result = BulkLine.Result.LEFT
    if case.state != lifecycle.SUBMITTED or case.submission_id != line.submission_id:
        line.why = _("it is “%(state)s” meanwhile, or was handed in anew") % {"state": case.get_state_display()}
    elif held_by_another(case, by):
        line.why = _("another officer holds it")
    elif count_anew(case):
        line.why = _reason(case)
    else:
        try:
            with transaction.atomic():
                done = marking.confirm(case, by)
            line.result, line.version = BulkLine.Result.CONFIRMED, done.version
        except Refused as refusal:
            line.why = str(refusal)


def _reason(case: Case) -> str:
    """The gravest reason to look at a case just counted anew, in the words of the desk."""
    criteria = criteria_of(case.submission.criteria_set) if case.submission else None
    return flag_text(min(reasons_of(case), key=lambda flag: flag.kind not in _GRAVE), criteria)


def _fill_up(row: BulkRound, by: User) -> None:
    """Cases of the sample that somebody else judged, or that were taken back, are replaced by the next that the seed draws."""
    with transaction.atomic():
        row = _locked(row, by)
        if row.state != BulkRound.State.OPEN:
            return
        lines = {line.case_id: line for line in lines_of(row)}
        standing = sum(one.state != GONE for one in sample_of(row))
        wanted = size(len(lines), row.rule["percent"], row.rule["least"])
        drawn = order(list(lines), row.seed)
        free = [n for n in drawn if not lines[n].sampled and _still_waits(lines[n])]
        added = free[: max(0, wanted - standing)]
        BulkLine.objects.filter(round=row, case__in=added).update(sampled=True)
    if added:
        text = ngettext(
            "%(n)s case of the sample was judged by somebody else or taken back; another one was drawn instead.",
            "%(n)s cases of the sample were judged by somebody else or taken back; others were drawn instead.",
            len(added),
        )
        raise Incomplete(text % {"n": len(added)})


def sample_failed(row: BulkRound, sample: list[Sampled]) -> bool:
    """Whether more of the sample came out otherwise than proposed than the rule of the round bears."""
    return sum(one.state == DIFFERS for one in sample) > row.rule["differing"]


def _sample_must_hold(row: BulkRound) -> None:
    sample = sample_of(row)
    if (why := missing_of(row, sample)) is not None:
        raise why
    if sum(one.state in (AS_PROPOSED, DIFFERS) for one in sample) < row.rule["least"]:
        raise Incomplete(_("Too few cases of the sample are left. Give this round up and begin another one."))


def missing_of(row: BulkRound, sample: list[Sampled]) -> Incomplete | None:
    """Why a round cannot be decided yet, or not at all; None: what is left of its sample is done and holds."""
    states = [one.state for one in sample]
    if WAITS in states:
        n = states.count(WAITS)
        text = ngettext(
            "%(n)s case of the sample has not been judged yet. Open it first.",
            "%(n)s cases of the sample have not been judged yet. Open them first.",
            n,
        )
        return Incomplete(text % {"n": n})
    if UNOPENED in states:
        return Incomplete(
            _(
                "In the sample a paper was judged without being opened. Take that step back, open the paper, judge again. "
                "When it does not open, say that it does not count, with this reason."
            )
        )
    if sample_failed(row, sample):
        return Incomplete(
            _("The sample came out otherwise than proposed. These cases are judged one by one; give this round up.")
        )
    return None


def undo_round(row: BulkRound, by: User) -> int:
    """Takes the whole round back; its cases wait again. Returns how many. The sample stays: it was judged case by case.

    Raises WrongState, naming people, as soon as anything else happened to one of its cases; NotYours, OutsideCampaign.
    """
    with transaction.atomic():
        row = _locked(row, by)
        if row.state != BulkRound.State.DECIDED:
            raise WrongState(_("This round was not decided, or was taken back already."))
        lines = {line.case_id: line for line in row.lines.filter(result=BulkLine.Result.CONFIRMED)}
        found = Case.objects.filter(pk__in=lines).order_by("pk")
        hold_rows(found)
        cases = list(found.select_related("campaign", "learner__record__key", "submission__criteria_set"))
        moved = [case for case in cases if case.state != lifecycle.CONFIRMED or case.version != lines[case.pk].version]
        if moved or len(cases) != len(lines):
            raise WrongState(
                _("The round cannot be taken back whole: something else happened to %(names)s. Take single steps back.")
                % {"names": ", ".join(name_of(case.learner) for case in moved[:_NAMED]) or _("a case that moved away")}
            )
        for case in cases:
            marking.undo(case, by)
        _end(row, BulkRound.State.UNDONE)
        append("bulk.undone", f"round:{row.pk}", by=by, details={"cases": len(cases)})
    return len(cases)


def drop(row: BulkRound, by: User) -> None:
    """Gives an open round up; what was judged in its sample stays judged.

    When the sample came out otherwise than proposed, the rest goes into no other round: with a new seed one would draw until a
    sample fits.
    """
    with transaction.atomic():
        row = _locked(row, by)
        if row.state == BulkRound.State.DROPPED:
            return
        _must_be_open(row)
        if sample_failed(row, sample_of(row)):
            row.lines.filter(sampled=False).update(
                result=BulkLine.Result.LEFT, why=_("the sample of a round came out otherwise: judged one by one")
            )
        _end(row, BulkRound.State.DROPPED)
        append("bulk.dropped", f"round:{row.pk}", by=by)


def _locked(row: BulkRound, by: User) -> BulkRound:
    if row.officer_id != by.pk:
        raise NotYours(_("Another officer began this round."))
    return BulkRound.objects.select_for_update().get(pk=row.pk)


def _must_be_open(row: BulkRound) -> None:
    if row.state != BulkRound.State.OPEN:
        raise WrongState(_("This round is “%(state)s” already.") % {"state": row.get_state_display()})


def _end(row: BulkRound, state: str) -> None:
    row.state, row.ended_at = state, timezone.now()
    row.save(update_fields=["state", "ended_at"])


def _told(row: BulkRound) -> Decided:
    lines = [line for line in lines_of(row) if line.result]
    return Decided(
        sum(line.result == BulkLine.Result.CONFIRMED for line in lines),
        [line for line in lines if line.result == BulkLine.Result.LEFT],
    )
