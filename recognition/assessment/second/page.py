"""The page of whoever marks again: indicator by indicator what was handed in, and the own column. Nothing of the first marks."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from recognition.assessment.bar import told
from recognition.assessment.second.again import own_work
from recognition.assessment.work import Work, work_of
from recognition.cases.said import NOT_APPLICABLE, said_of
from recognition.cases.state import IndicatorState, title_state
from recognition.cases.subject_words import level_choices, said_words
from recognition.criteria.score import Verdict, score
from recognition.criteria.words import Criteria
from recognition.evidence.wording import act_told, number
from recognition.models import Case, Evidence, SubmittedItem
from recognition.officials import name_of
from recognition.refusals import Incomplete, Refused
from recognition.sets.publishing import criteria_of

Typed = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Piece:
    """A paper or record in the list of an indicator; `refused`: why it does not count here.

    `typed`: such a reason that was written and not sent yet.
    """

    item: SubmittedItem
    title: str
    kind: str
    day: object
    refused: str
    opened: bool
    error: str
    typed: str


@dataclass(frozen=True)
class Row:
    """One indicator. `choices`: of a target, the levels that can be said, with `-` where it may be left out; else empty.

    `own`, `proposed`: what the person and the rules say, in words.
    """

    state: IndicatorState
    choices: list[tuple[str, str]]
    own: str
    proposed: str
    value: str
    reason: str
    error: str
    differs: bool
    papers: tuple[Piece, ...]
    records: tuple[Piece, ...]


@dataclass(frozen=True)
class AgainScreen:
    """Everything the page shows. `targets`: whether levels of targets are said and no points; `told` follows the total."""

    case: Case
    name: str
    rows: tuple[Row, ...]
    verdict: Verdict
    told: str
    targets: bool
    begun: bool


def again_screen(
    case: Case,
    kind: str,
    user,
    *,
    typed: Typed | None = None,
    papers: Mapping[str, str] | None = None,
    refusal: Refused | None = None,
) -> AgainScreen:
    """The page of a case for one who marks it again. `typed`: values and reasons of a refused form, kept as they were, as are
    those that stood beside a paper (`papers`, a field `paper-7-A1` for the paper at each of its indicators)."""
    submission = case.submission
    if submission is None:
        raise ValueError("the case has not been handed in")
    mine = own_work(case, kind, user)
    work = work_of(case, mine)
    unseen = copy(case)
    unseen.assessment = None  # the columns are built without what was confirmed before
    title = title_state(case.learner, case=unseen, refused=work.refused)
    criteria = criteria_of(submission.criteria_set)
    rows, points, apart = [], {}, {}
    for one in title.indicators:
        value, reason = (typed or {}).get(one.code) or _stands(work, one)
        try:
            points[one.code], left_out = said_of(criteria, one.code, value)
            if left_out:
                apart[one.code] = reason or "-"
        except Incomplete:
            points[one.code] = one.proposed
        error = str(refusal) if refusal is not None and refusal.field == one.code else ""
        pieces = [
            _piece(item, one.code, work, criteria, papers or {}, refusal) for item in each_once(work.items, one.code)
        ]
        rows.append(
            Row(
                one,
                level_choices(criteria, one.target, submission.area_class) if one.target else [],
                _own(criteria, one),
                said_words(criteria, one.code, str(one.proposed)),
                value,
                reason,
                error,
                points[one.code] != one.proposed or bool(error) or bool(reason),
                tuple(piece for piece in pieces if piece.item.kind == Evidence.Kind.MANUAL),
                tuple(piece for piece in pieces if piece.item.kind == Evidence.Kind.AUTOMATIC),
            )
        )
    verdict = score(criteria, points, submission.area_class, apart)
    return AgainScreen(
        case,
        name_of(case.learner),
        tuple(rows),
        verdict,
        told(criteria, verdict, points),
        bool(criteria.levels),
        mine is not None,
    )


def each_once(items: Sequence[SubmittedItem], code: str) -> list[SubmittedItem]:
    """What speaks for an indicator, each act once, though several rules count it; papers stand each by itself."""
    found: dict[UUID | int, SubmittedItem] = {}
    for item in items:
        if code in item.indicators:
            found.setdefault(item.statement_id or item.pk, item)
    return [*found.values()]


def _own(criteria: Criteria, one: IndicatorState) -> str:
    """What the person said, in words; a dash where nothing was said."""
    if one.self_not_applicable:
        return said_words(criteria, one.code, NOT_APPLICABLE)
    return "–" if one.self_points is None else said_words(criteria, one.code, str(one.self_points))


def _stands(work: Work, one: IndicatorState) -> tuple[str, str]:
    mark = work.marks.get(one.code)
    if mark is None:
        return number(Decimal(one.proposed)), ""
    return NOT_APPLICABLE if mark.not_applicable else number(mark.points), mark.reason


def _piece(
    item: SubmittedItem, code: str, work: Work, criteria, typed: Mapping[str, str], refusal: Refused | None
) -> Piece:
    field = f"paper-{item.pk}-{code}"
    manual = item.kind == Evidence.Kind.MANUAL
    kind = criteria.manual_kind(item.rule_id) if manual else None
    return Piece(
        item,
        item.title if manual else act_told(item.act, item.title),
        kind.name if kind else "",
        timezone.localdate(item.happened_at),
        work.refused.get(item.pk, ""),
        item.pk in work.opened,
        str(refusal) if refusal is not None and refusal.field == field else "",
        typed.get(field, ""),
    )
