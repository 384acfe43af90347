"""Where a learner stands with a title: its indicators, three columns of points, and the why of each. Computed on read."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from learning_records import public as records
from portal.look.lotus import Petal
from portal.people.public import Learner, person_ids, residence_of
from portal.places.public import AreaClass, Unit
from recognition.cases.campaigns import PERSONS_TITLE, in_period, set_of
from recognition.cases.entries import fitting
from recognition.cases.following import campaign_at, campaign_shown
from recognition.cases.handed_in import answers_of, items_of, points_of
from recognition.cases.lifecycle import CONFIRMED, FROZEN, NOT_ENOUGH, RETURNED, SUBMITTED
from recognition.cases.pieces import EvidenceItem, evidence_item, once, submitted_item
from recognition.cases.submission import area_class_of, case_in
from recognition.cases.told import ToldPoint, told_point
from recognition.criteria.answer import Answer, Item, answer
from recognition.criteria.score import Verdict, score
from recognition.criteria.targets import Target
from recognition.criteria.words import Criteria, Indicator
from recognition.evidence.items import item_of
from recognition.evidence.judged import still_stands
from recognition.evidence.proposals import evidence_for
from recognition.evidence.wording import gap_text, in_days, part_rule, part_text, rule_text
from recognition.models import Campaign, Case, CriteriaSet, SubmittedItem
from recognition.sets.publishing import criteria_of

ZERO = Decimal(0)


@dataclass(frozen=True)
class Part:
    """Points and what they rest on. The points of the parts add up to the proposed points.

    `rule`: how they come about, as a sentence. `in_days`: days are counted, not acts.
    """

    text: str
    points: Decimal
    rule_id: str
    evidence: tuple[int, ...]
    rule: str = ""
    done: tuple[EvidenceItem, ...] = ()
    in_days: bool = False


@dataclass(frozen=True)
class Gap:
    """What would raise the score, and by how much; courses mapped to `alignment_iri` would help."""

    text: str
    gain: Decimal
    rule_id: str
    alignment_iri: str | None


@dataclass(frozen=True)
class IndicatorState:
    """One indicator with its three columns of points."""

    code: str
    iri: str
    wording: str
    wording_uncertain: bool
    group: str
    self_points: Decimal | None
    proposed: Decimal
    confirmed: Decimal | None
    maximum: Decimal
    floor: Decimal
    parts: tuple[Part, ...]
    gaps: tuple[Gap, ...]
    evidence: tuple[EvidenceItem, ...]
    rule_text: str
    target: Target | None = None
    self_not_applicable: bool = False
    not_applicable: str = ""  # the assessor's reason

    @property
    def told(self) -> ToldPoint:
        """Why it has its points, in words."""
        return told_point(self)

    @property
    def below_floor(self) -> bool:
        """Whether what counts now (confirmed, else proposed) is under the floor."""
        return (self.proposed if self.confirmed is None else self.confirmed) < self.floor

    @property
    def officer_below(self) -> bool:
        """Whether only the officer's points are under the floor: beside the proposed ones it has to be said whose they are."""
        return self.confirmed is not None and self.confirmed < self.floor <= self.proposed


@dataclass(frozen=True)
class GroupState:
    """A competence with its indicators."""

    code: str
    name: str
    indicators: tuple[IndicatorState, ...]
    proposed: Decimal
    maximum: Decimal


@dataclass(frozen=True)
class TitleState:
    """The whole title for one learner. `below` and `missing_points` speak of the proposed points.

    `row`, `items`: the version of the set, and the evidence that counts, for whoever asks what a further act would give.
    `handed_in_total`: the proposed points of a case that lies with the officer; what came later is not in it.
    `mark` and `area_class` are those that such a case is judged by, wherever its person lives now.
    """

    set_key: str
    set_version: str
    title: str
    source_notice: str
    rules_proposed: bool
    groups: tuple[GroupState, ...]
    mark: Decimal
    floor: Decimal
    area_class: str
    self_total: Decimal
    proposed_total: Decimal
    confirmed_total: Decimal | None
    below: tuple[str, ...]
    missing_points: Decimal
    reached: bool
    case: Case | None
    campaign: Campaign | None
    scoring: str = "points_with_floor"
    own_verdict: Verdict | None = None
    confirmed_verdict: Verdict | None = None
    row: CriteriaSet | None = field(default=None, repr=False)
    items: tuple[Item, ...] = field(default=(), repr=False)
    handed_in_total: Decimal = ZERO

    @property
    def indicators(self) -> tuple[IndicatorState, ...]:
        """All indicators in order."""
        return tuple(one for group in self.groups for one in group.indicators)

    @property
    def asked(self) -> bool:
        """Whether the case waits for an answer of its person."""
        return self.case is not None and self.case.state in (RETURNED, NOT_ENOUGH)

    @property
    def petals(self) -> tuple[Petal, ...]:
        """The indicators as the lotus draws them."""
        return tuple(
            Petal(one.code, k, float(one.maximum)) for k, group in enumerate(self.groups) for one in group.indicators
        )

    @property
    def maximum(self) -> Decimal:
        """The most points of the whole title."""
        return sum((group.maximum for group in self.groups), ZERO)

    @property
    def same_maximum(self) -> Decimal | None:
        """The most points of one indicator, when it is the same for all."""
        found = {one.maximum for one in self.indicators}
        return found.pop() if len(found) == 1 else None

    def indicator(self, code: str) -> IndicatorState:
        """The indicator with this code; KeyError when there is none."""
        for one in self.indicators:
            if one.code == code:
                return one
        raise KeyError(code)

    def values(self, column: str = "proposed") -> list[float]:
        """The points of one column (self, proposed, confirmed) in order, for the lotus; nothing entered is 0."""
        name = "self_points" if column == "self" else column
        return [float(getattr(one, name) or 0) for one in self.indicators]


def title_state(
    learner: Learner,
    criteria_set: CriteriaSet | None = None,
    *,
    case: Case | None = None,
    refused: Collection[int] = (),
    title_key: str = PERSONS_TITLE,
    items: list[SubmittedItem] | None = None,
) -> TitleState:
    """Where the learner stands with a title.

    Without `case`: today, with all evidence that stands, and the points of the case that matters now.
    With a case that was handed in: what was handed in last, under its own version of the set, area and list; `refused` are
    the numbers of items that whoever looks does not count, `items` what was handed in where it was read already.
    Needs a scope that holds the learner. Raises NoCriteriaSet, NotKnown for a set that nothing can be scored with.
    """
    if case is not None and case.submission is not None:
        return _Builder(
            case.submission.criteria_set,
            learner,
            None,
            case.campaign,
            case,
            handed_in=True,
            refused=refused,
            items=items,
        ).build()
    home = residence_of(learner)
    unit = home.unit if home else None
    key = criteria_set.key if criteria_set else title_key
    if case is None:
        running = campaign_at(home, key)
        case = case_in(learner, running, key)
        campaign = campaign_shown(case, running)
    else:
        campaign = case.campaign
    row = criteria_set or _set_now(case, campaign, key)
    return _Builder(row, learner, unit, campaign, case).build()


def _set_now(case: Case | None, campaign: Campaign | None, key: str) -> CriteriaSet:
    """The version by which a case that lies with the officer is judged, wherever it went; else its campaign's."""
    if case is not None and case.submission is not None and case.state in FROZEN:
        return case.submission.criteria_set
    return set_of(case.campaign if case else campaign, key)


class _Builder:
    """Puts the rows of one learner together; one instance a look."""

    def __init__(
        self,
        row: CriteriaSet,
        learner: Learner,
        unit: Unit | None,
        campaign: Campaign | None,
        case: Case | None,
        *,
        handed_in: bool = False,
        refused: Collection[int] = (),
        items: list[SubmittedItem] | None = None,
    ) -> None:
        self.row, self.learner, self.case, self.unit, self.campaign = row, learner, case, unit, campaign
        self.criteria = criteria_of(row)
        self.items: tuple[Item, ...] = ()
        submission = case.submission if case and handed_in else None
        if submission is not None:
            items = items_of(submission) if items is None else items
            self.answers = answers_of(submission, items, refused)
            self.evidence = [submitted_item(one, one.pk in refused) for one in reversed(items)]
            self.self_points = points_of(submission.self_points)
            self.self_apart = frozenset(submission.self_not_applicable)
            self.area, self.subject_group = submission.area_class, submission.subject_group
            self.handed_in = self.answers
        else:
            self._today()
        assessment = case.assessment if case else None
        marks = points_of(assessment.points) if assessment is not None else {}
        self.officer_points = {code: value for code, value in marks.items() if code in self.criteria.by_code}
        self.apart: dict[str, str] = assessment.not_applicable if assessment is not None else {}

    def _today(self) -> None:
        rows = list(
            evidence_for(self.row).filter(learner__in=person_ids(self.learner.pk)).order_by("-happened_at", "-pk")
        )
        counting = {one.pk for one in rows if in_period(self.campaign, timezone.localdate(one.happened_at))}
        standing = [one for one in rows if one.pk in counting and still_stands(one)]
        self.items = tuple(item_of(one, one.pk) for one in standing)
        self.answers = answer(self.criteria, self.items)
        held = self._handed_in()
        waits = self.case is not None and self.case.state in (SUBMITTED, CONFIRMED)
        self.evidence = [
            evidence_item(
                one,
                outside=one.pk not in counting,
                later=waits and one.pk not in held,  # said, so that nobody relies on it
                held=one.pk in held,
            )
            for one in rows
        ]
        said = fitting(self.case, self.criteria) if self.case else {}
        self.self_points = {code: entry.points for code, entry in said.items()}
        self.self_apart = frozenset(code for code, entry in said.items() if entry.not_applicable)
        self.handed_in = answer(self.criteria, [item_of(one, one.pk) for one in standing if one.pk in held])
        self.area = self._area()
        self.subject_group = _subject_group(self.learner)

    def _area(self) -> str:
        """That of the home; of a case that lies with the officer, or was signed, the one that it is judged by."""
        case = self.case
        if case is not None and case.submission is not None and case.state in FROZEN:
            return case.submission.area_class
        return area_class_of(self.unit) if self.unit else AreaClass.Value.ORDINARY

    def _handed_in(self) -> set[int]:
        """The evidence that the case rests on while it waits, and once it is recognised."""
        if self.case is None or self.case.submission_id is None or self.case.state not in FROZEN:
            return set()
        return set(SubmittedItem.objects.filter(submission=self.case.submission_id).values_list("evidence", flat=True))

    def build(self) -> TitleState:
        criteria, case = self.criteria, self.case
        verdict = self._verdict()
        officer = [self.officer_points.get(one.code) for one in criteria.indicators]
        judged = score(criteria, self.officer_points, self.area, self.apart) if self.officer_points else None
        return TitleState(
            set_key=self.row.key,
            set_version=self.row.version,
            title=criteria.title,
            source_notice=criteria.notice,
            rules_proposed=criteria.has_proposed,
            groups=tuple(self._group(group.code, group.name) for group in criteria.groups),
            mark=verdict.mark,
            floor=criteria.floor_points(),
            area_class=self.area,
            self_total=sum(self.self_points.values(), ZERO),
            proposed_total=verdict.total,
            confirmed_total=None if None in officer else sum((one for one in officer if one is not None), ZERO),
            below=verdict.below,
            missing_points=verdict.missing,
            reached=verdict.passed,
            case=case,
            campaign=self.campaign,
            scoring=criteria.scoring,
            own_verdict=score(criteria, self.self_points, self.area, self._left_out()),
            confirmed_verdict=judged,
            row=self.row,
            items=self.items,
            handed_in_total=sum((one.points for one in self.handed_in.values()), ZERO),
        )

    def _verdict(self) -> Verdict:
        return score(self.criteria, {code: one.points for code, one in self.answers.items()}, self.area)

    def _left_out(self) -> dict[str, str]:
        """The targets that the subject itself leaves out, where the set allows it."""
        may = [one.code for one in self.criteria.indicators if one.target and one.target.not_applicable]
        return {code: "-" for code in self.self_apart if code in may}

    def _group(self, code: str, name: str) -> GroupState:
        indicators = tuple(self._indicator(one) for one in self.criteria.indicators if one.group == code)
        return GroupState(
            code,
            name,
            indicators,
            sum((one.proposed for one in indicators), ZERO),
            sum((one.maximum for one in indicators), ZERO),
        )

    def _indicator(self, indicator: Indicator) -> IndicatorState:
        found, code = self.answers[indicator.code], indicator.code
        rows = [one for one in self.evidence if code in one.indicators]
        return IndicatorState(
            code=code,
            iri=records.indicator_iri(self.row.key, code),
            wording=indicator.words(self.subject_group),
            wording_uncertain=indicator.wording_confidence != "verbatim-from-source",
            group=indicator.group,
            self_points=self.self_points.get(code),
            proposed=found.points,
            confirmed=self.officer_points.get(code),
            maximum=indicator.maximum,
            floor=self.criteria.floor_points(),
            parts=_parts(self.criteria, found, rows),
            gaps=_gaps(self.criteria, found, records.indicator_iri(self.row.key, code)),
            evidence=once(rows),
            rule_text=rule_text(self.criteria, code),
            target=indicator.target,
            self_not_applicable=code in self.self_apart,
            not_applicable=self.apart.get(code, ""),
        )


def _parts(criteria: Criteria, found: Answer, rows: Collection[EvidenceItem]) -> tuple[Part, ...]:
    by_number = {one.id: one for one in rows}
    return tuple(
        Part(
            text=part_text(criteria, one),
            points=one.points,
            rule_id=one.rule_id,
            evidence=one.evidence,
            rule=part_rule(criteria, one),
            done=tuple(by_number[pk] for pk in one.evidence if pk in by_number),
            in_days=in_days(criteria, one),
        )
        for one in found.parts
    )


def _gaps(criteria: Criteria, found: Answer, iri: str) -> tuple[Gap, ...]:
    return tuple(
        Gap(gap_text(criteria, one), one.gain, one.rule_id, iri if one.kind == "rule" else None) for one in found.gaps
    )


def _subject_group(learner: Learner) -> str:
    return getattr(getattr(learner, "record", None), "subject_group", "")
