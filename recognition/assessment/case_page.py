"""The one-screen case of the officer, put together for the template: rows, viewer, sum, and what would change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recognition.assessment.queue import held_by_another, queue
from recognition.assessment.work import Work, of_person, work_of
from recognition.cases import lifecycle
from recognition.cases.campaigns import open_windows
from recognition.cases.flags import Flag, flags_of, others_like, others_with
from recognition.cases.said import NOT_APPLICABLE, said_of
from recognition.cases.state import IndicatorState, TitleState, title_state
from recognition.cases.subject_words import result_words
from recognition.criteria.score import Verdict, score
from recognition.criteria.words import Criteria
from recognition.evidence.wording import number
from recognition.models import Assessment, Case, Evidence, Mark, Submission, SubmittedItem
from recognition.officials import name_of
from recognition.refusals import Incomplete, Refused
from recognition.sets.publishing import criteria_of


@dataclass(frozen=True)
class Row:
    """One indicator in the table: three columns, the reason, why it needs eyes."""

    state: IndicatorState
    value: str
    reason: str
    flags: tuple[str, ...]
    error: str
    chosen: bool
    weight: int

    @property
    def differs(self) -> bool:
        """Whether the officer's value is not the proposed one, so that a reason is asked for."""
        return self.value.strip().replace(",", ".") not in (f"{self.state.proposed:f}", f"{self.state.proposed:g}")


@dataclass(frozen=True)
class Paper:
    """A piece of evidence in the viewer; `twins` counts other people who handed in the same file, `refused` is the reason."""

    item: object
    row: SubmittedItem
    kind_name: str
    image: bool
    twins: int
    refused: str
    opened: bool


@dataclass(frozen=True)
class Screen:
    """Everything the page shows."""

    case: Case
    submission: Submission
    name: str
    title: TitleState
    whole: tuple[str, ...]
    sent_back: str
    eyes: tuple[Row, ...]
    agreed: tuple[Row, ...]
    chosen: Row
    papers: tuple[Paper, ...]
    records: tuple[Paper, ...]
    helped: int
    verdict: Verdict
    values: tuple[float, ...]
    lowest: Decimal
    what_if: str
    result: str  # of a set with grades or levels: which one the officer's column comes to
    place: int | None
    waiting: int
    before: int | None
    after: int | None
    held: bool
    mine: bool
    frozen: bool
    judged: bool
    open: bool
    events: tuple
    entries: tuple
    marks: tuple


def screen(
    case: Case,
    user,
    *,
    chosen: str = "",
    typed: Mapping[str, tuple[str, str]] | None = None,
    refusal: Refused | None = None,
) -> Screen:
    """The screen of a case for an officer. `typed`: values and reasons of a refused form, kept as they were.

    While the case waits, points and verdicts are those that this officer has in work; afterwards those that count.
    """
    submission = case.submission
    if submission is None:
        raise ValueError("the case has not been handed in")
    work = work_of(case, of_person(case, user) if case.state == lifecycle.SUBMITTED else _that_counts(case))
    title = title_state(case.learner, case=case, refused=work.refused)
    shared = others_with(work.items, case.learner_id)
    flags = flags_of(case, submission, work.items, work.answers, shared, others_like(work.items, case.learner_id))
    back = any(flag.kind == "sent_back" for flag in flags)
    events = tuple(case.events.select_related("by"))
    table = _rows(title, work, flags, chosen, typed or {}, refusal)
    here = next(row for row in table if row.chosen)
    verdict = _verdict(submission, table)
    criteria = criteria_of(submission.criteria_set)
    papers = _papers(work, here.state, criteria, shared)
    ids = list(queue(user).values_list("pk", flat=True))
    place = ids.index(case.pk) if case.pk in ids else None
    return Screen(
        case=case,
        submission=submission,
        name=name_of(case.learner),
        title=title,
        whole=tuple(flag_text(flag) for flag in flags if not flag.code),
        sent_back=next((one.message for one in reversed(events) if one.act == "send_back"), "") if back else "",
        eyes=tuple(sorted((row for row in table if row.flags), key=lambda row: row.weight)),
        agreed=tuple(row for row in table if not row.flags),
        chosen=here,
        papers=tuple(one for one in papers if one.row.kind == Evidence.Kind.MANUAL),
        records=tuple(one for one in papers if one.row.kind == Evidence.Kind.AUTOMATIC),
        helped=sum(row.on_behalf_of for row in work.items),
        verdict=verdict[0],
        values=tuple(float(value) for value in verdict[1].values()),
        lowest=min(verdict[1].values()),
        result="" if title.scoring == "points_with_floor" else result_words(criteria, verdict[0], title.maximum),
        what_if=what_if(submission, verdict[1], here.state.code),
        place=None if place is None else place + 1,
        waiting=len(ids),
        before=ids[place - 1] if place else None,
        after=ids[place + 1] if place is not None and place + 1 < len(ids) else None,
        held=held_by_another(case, user),
        mine=case.lease_holder_id == user.pk and not held_by_another(case, user),
        frozen=lifecycle.ASSESSMENT not in open_windows(case.campaign),
        judged=case.state in lifecycle.JUDGED,
        open=case.state == lifecycle.SUBMITTED,
        events=events,
        entries=tuple(case.entries.filter(indicator=here.state.code).select_related("entered_by")),
        marks=_history(case, here.state.code, user),
    )


def _that_counts(case: Case) -> Assessment | None:
    """What was said last of a case that no longer waits; of one taken back or ended, the last that ended."""
    if case.assessment is not None:
        return case.assessment
    ended = Assessment.objects.filter(submission=case.submission_id, state=Assessment.State.ENDED)
    return ended.order_by("-ended_at", "-pk").first()


def _history(case: Case, code: str, user) -> tuple[Mark, ...]:
    """Marks of an indicator, those of others only once their assessment has ended: nobody looks over a shoulder."""
    marks = Mark.objects.filter(assessment__submission__case=case, indicator=code)
    seen = marks.filter(Q(assessment__assessor=user) | Q(assessment__state=Assessment.State.ENDED))
    return tuple(seen.select_related("assessment__assessor"))


def _rows(
    title: TitleState,
    work: Work,
    flags: list[Flag],
    chosen: str,
    typed: Mapping[str, tuple[str, str]],
    refusal: Refused | None,
) -> list[Row]:
    by_code = {one.code: [flag for flag in flags if flag.code == one.code] for one in title.indicators}
    with_papers = {code for item in work.items if item.kind == Evidence.Kind.MANUAL for code in item.indicators}
    here = _choice(chosen, [one.code for one in title.indicators], by_code, with_papers, refusal)
    ended = title.case.assessment if title.case else None
    rows = []
    for one in title.indicators:
        held = work.marks.get(one.code)
        stands = held.points if held else one.proposed
        if ended is not None and one.confirmed is not None:
            stands = one.confirmed
        left_out = one.not_applicable or (held is not None and held.not_applicable)
        told = NOT_APPLICABLE if left_out else number(stands)
        value, reason = typed.get(one.code) or (told, held.reason if held else "")
        error = str(refusal) if refusal is not None and refusal.field == one.code else ""
        said = tuple(flag_text(flag) for flag in by_code[one.code])
        rows.append(Row(one, value, reason, said, error, one.code == here, _weight(by_code[one.code])))
    return rows


def _choice(
    chosen: str, codes: list[str], flags: Mapping[str, list[Flag]], with_papers: set[str], refusal: Refused | None
) -> str:
    """The indicator to look at: where a mistake is, what was asked for, the first reason to look, the first paper."""
    if refusal is not None and refusal.field in codes:
        return refusal.field
    if chosen in codes:
        return chosen
    first = next((code for code in codes if code in with_papers), codes[0])
    return min((code for code in codes if flags[code]), key=lambda code: _weight(flags[code]), default=first)


def _weight(flags: list[Flag]) -> int:
    """What needs eyes most comes first."""
    weight = {"same_file": 0, "same_picture": 0, "gone": 1, "self_higher": 2, "outside": 3, "helped": 4}
    return min((weight[flag.kind] for flag in flags), default=9)


def flag_text(flag: Flag) -> str:
    """Why somebody should look, in a few words."""
    words = {
        "helped": _("Entered by staff on behalf of the person"),
        "gone": _("A piece of evidence was withdrawn after handing in"),
        "outside": _("A piece of evidence lies outside the campaign's period"),
        "sent_back": _("Sent back by the signer: the reason stands above"),
    }
    if flag.kind in words:
        return words[flag.kind]
    if flag.kind == "same_file":
        count = int(flag.number)
        text = ngettext(
            "%(n)s other person handed in the same file", "%(n)s other people handed in the same file", count
        )
        return text % {"n": count}
    if flag.kind == "same_picture":
        count = int(flag.number)
        text = ngettext(
            "A picture that looks the same came from %(n)s other person",
            "A picture that looks the same came from %(n)s other people",
            count,
        )
        return text % {"n": count}
    if flag.kind == "near_mark":
        if flag.number < 0:
            return _("The proposed sum is only %(points)s points under the mark") % {"points": number(-flag.number)}
        return _("The proposed sum is only %(points)s points over the mark") % {"points": number(flag.number)}
    return _("Self-assessment is %(points)s points above the proposed") % {"points": number(flag.number)}


def _verdict(submission: Submission, rows: list[Row]) -> tuple[Verdict, dict[str, Decimal]]:
    """The sum of what stands in the officer's column; what cannot be read counts as proposed."""
    criteria, points, apart = criteria_of(submission.criteria_set), {}, {}
    for row in rows:
        code = row.state.code
        try:
            points[code], left_out = said_of(criteria, code, row.value)
        except Incomplete:
            points[code], left_out = row.state.proposed, False
        if left_out:
            apart[code] = row.reason or NOT_APPLICABLE
    return score(criteria, points, submission.area_class, apart), points


def what_if(submission: Submission, points: Mapping[str, Decimal], code: str) -> str:
    """What would turn the result round: with how few points in this indicator it fails, or with how many it passes."""
    criteria, area = criteria_of(submission.criteria_set), submission.area_class
    if criteria.scoring == "all_targets_met":
        return ""  # which targets are open stands beside the sum: no number of points turns it round
    now, least = score(criteria, points, area), tipping_point(criteria, points, code, area)
    if now.passed and least:
        return _("If %(code)s falls under %(points)s points, it is not enough.") % {
            "code": code,
            "points": number(least),
        }
    if now.passed:
        return _("Enough even without %(code)s.") % {"code": code}
    if least is not None:
        return _("From %(points)s points in %(code)s on, it is enough.") % {"code": code, "points": number(least)}
    if now.below:
        return _("Under %(floor)s points: %(codes)s.") % {
            "floor": number(criteria.floor_points()),
            "codes": ", ".join(now.below),
        }
    return _("%(points)s points are missing.") % {"points": number(now.missing)}


def _papers(work: Work, state: IndicatorState, criteria: Criteria, shared: Mapping[str, int]) -> list[Paper]:
    by_id = {row.evidence_id: row for row in work.items}
    found = []
    for item in state.evidence:
        row = by_id[item.id]
        kind = criteria.manual_kind(row.rule_id) if row.kind == Evidence.Kind.MANUAL else None
        upload = row.upload
        found.append(
            Paper(
                item,
                row,
                kind.name if kind else "",
                bool(upload and upload.is_shown),
                shared.get(row.content_hash, 0) if upload else 0,
                work.refused.get(row.pk, ""),
                row.pk in work.opened,
            )
        )
    return found


def tipping_point(criteria: Criteria, points: Mapping[str, Decimal], code: str, area_class: str) -> Decimal | None:
    """The fewest points of one indicator with which the title is still reached, the others as they are.

    None when it is not reached even with the maximum.
    """
    maximum, step = criteria.indicator(code).maximum, Decimal("0.25")
    value = Decimal(0)
    while value <= maximum:
        if score(criteria, {**points, code: value}, area_class).passed:
            return value
        value += step
    return None
