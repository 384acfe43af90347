"""The one-screen case of the officer, put together for the template: rows, viewer, sum, and what would change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.people.public import everyone
from recognition.assessment.marking import held_by_another, queue
from recognition.cases import lifecycle
from recognition.cases.campaigns import FROZEN, phase
from recognition.cases.state import IndicatorState, TitleState, title_state
from recognition.cases.submission import checked_points, latest_entries
from recognition.criteria.score import Verdict, score
from recognition.evidence.frozen import Flag, eyes_of, frozen_evidence, tipping_point
from recognition.evidence.wording import number
from recognition.models import Case, CaseEntry, Evidence, Upload
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
    """A piece of evidence in the viewer; `twins` counts other people who handed in the same file."""

    item: object
    row: Evidence
    kind_name: str
    image: bool
    twins: int


@dataclass(frozen=True)
class Screen:
    """Everything the page shows."""

    case: Case
    name: str
    title: TitleState
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


def screen(
    case: Case,
    user,
    *,
    chosen: str = "",
    typed: Mapping[str, tuple[str, str]] | None = None,
    refusal: Refused | None = None,
) -> Screen:
    """The screen of a case for an officer. `typed`: values and reasons of a refused form, kept as they were."""
    title, rows = title_state(case.learner, case=case), frozen_evidence(case)
    table = _rows(case, title, rows, chosen, typed or {}, refusal)
    here = next(row for row in table if row.chosen)
    verdict = _verdict(case, table)
    papers = _papers(case, here.state, rows)
    ids = list(queue(user).values_list("pk", flat=True))
    place = ids.index(case.pk) if case.pk in ids else None
    return Screen(
        case=case,
        name=name_of(case.learner),
        title=title,
        eyes=tuple(sorted((row for row in table if row.flags), key=lambda row: row.weight)),
        agreed=tuple(row for row in table if not row.flags),
        chosen=here,
        papers=tuple(one for one in papers if one.row.kind == Evidence.Kind.MANUAL),
        records=tuple(one for one in papers if one.row.kind == Evidence.Kind.AUTOMATIC),
        helped=sum(row.on_behalf_of for row in rows),
        verdict=verdict[0],
        values=tuple(float(value) for value in verdict[1].values()),
        lowest=min(verdict[1].values()),
        what_if=what_if(case, verdict[1], here.state.code),
        place=None if place is None else place + 1,
        waiting=len(ids),
        before=ids[place - 1] if place else None,
        after=ids[place + 1] if place is not None and place + 1 < len(ids) else None,
        held=held_by_another(case, user),
        mine=case.lease_holder_id == user.pk and not held_by_another(case, user),
        frozen=phase(case.campaign) == FROZEN,
        judged=case.state in lifecycle.JUDGED,
        open=case.state == lifecycle.SUBMITTED,
        events=tuple(case.events.select_related("by")),
        entries=tuple(case.entries.filter(indicator=here.state.code).select_related("entered_by")),
    )


def _rows(
    case: Case,
    title: TitleState,
    evidence: list[Evidence],
    chosen: str,
    typed: Mapping[str, tuple[str, str]],
    refusal: Refused | None,
) -> list[Row]:
    own = {one.code: one.self_points for one in title.indicators if one.self_points is not None}
    # the state has what `eyes_of` needs: points by code
    flags = eyes_of(case.criteria_set, {one.code: _Points(one.proposed) for one in title.indicators}, own, evidence)
    set_ = latest_entries(case, CaseEntry.Kind.OFFICER)
    order = [one.code for one in title.indicators]
    here = _choice(chosen, order, flags, refusal)
    rows = []
    for one in title.indicators:
        held = set_.get(one.code)
        value, reason = typed.get(one.code) or (
            number(held.points if held else one.proposed),
            held.reason if held else "",
        )
        error = str(refusal) if refusal is not None and refusal.field == one.code else ""
        said = tuple(flag_text(flag) for flag in flags[one.code])
        rows.append(Row(one, value, reason, said, error, one.code == here, _weight(flags[one.code])))
    return rows


@dataclass(frozen=True)
class _Points:
    points: Decimal


def _choice(chosen: str, codes: list[str], flags: Mapping[str, list[Flag]], refusal: Refused | None) -> str:
    """The indicator to look at: where a mistake is, what was asked for, else the first that needs eyes."""
    if refusal is not None and refusal.field in codes:
        return refusal.field
    if chosen in codes:
        return chosen
    return min((code for code in codes if flags[code]), key=lambda code: _weight(flags[code]), default=codes[0])


def _weight(flags: list[Flag]) -> int:
    """What needs eyes most comes first: a new paper, then a self-assessment above the proposal, then the rest."""
    weight = {"new_paper": 0, "gone": 0, "self_higher": 1, "below_floor": 2, "self_lower": 3, "helped": 4}
    return min((weight[flag.kind] for flag in flags), default=9)


def flag_text(flag: Flag) -> str:
    """Why an indicator needs eyes, in a few words."""
    words = {
        "new_paper": _("A new paper waits for your eyes"),
        "below_floor": _("Proposed points are under the floor"),
        "helped": _("Entered by staff on behalf of the person"),
        "gone": _("A piece of evidence was withdrawn after handing in"),
    }
    if flag.kind in words:
        return words[flag.kind]
    if flag.kind == "self_higher":
        return _("Self-assessment is %(points)s points above the proposed") % {"points": number(flag.difference)}
    return _("Self-assessment is %(points)s points below the proposed") % {"points": number(flag.difference)}


def _verdict(case: Case, rows: list[Row]) -> tuple[Verdict, dict[str, Decimal]]:
    """The sum of what stands in the officer's column; what cannot be read counts as proposed."""
    criteria, points = criteria_of(case.criteria_set), {}
    for row in rows:
        try:
            points[row.state.code] = checked_points(row.state.code, row.value, row.state.maximum)
        except Incomplete:
            points[row.state.code] = row.state.proposed
    return score(criteria, points, case.area_class), points


def what_if(case: Case, points: Mapping[str, Decimal], code: str) -> str:
    """What would turn the result round: with how few points in this indicator it fails, or with how many it passes."""
    criteria = criteria_of(case.criteria_set)
    now, least = score(criteria, points, case.area_class), tipping_point(criteria, points, code, case.area_class)
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


def _papers(case: Case, state: IndicatorState, rows: list[Evidence]) -> list[Paper]:
    criteria, by_id = criteria_of(case.criteria_set), {row.pk: row for row in rows}
    found = []
    for item in state.evidence:
        row = by_id.get(item.id)
        if row is None:
            continue
        kind = criteria.manual_kind(row.rule_id) if row.kind == Evidence.Kind.MANUAL else None
        upload = row.upload
        found.append(
            Paper(
                item,
                row,
                kind.name if kind else "",
                bool(upload and upload.is_shown),
                _twins(upload) if upload else 0,
            )
        )
    return found


def _twins(upload: Upload) -> int:
    """How many other people handed in the same file; a count only, so it looks beyond the scope."""
    with everyone("the same file handed in by several people is counted"):
        same = Upload.objects.filter(original_sha256=upload.original_sha256).exclude(learner_id=upload.learner_id)
        return same.values("learner").distinct().count()
