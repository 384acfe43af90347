"""What an inspector reads of a line and a case, put together for the pages. Nothing here changes anything."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet

from portal.people.public import User, units_of
from recognition.assessment.case_history import shown_names
from recognition.assessment.second.drawing import hidden_from
from recognition.cases.handed_in import answers_of, items_of, points_of, withdrawn
from recognition.cases.rights import in_units
from recognition.cases.subject_words import said_words
from recognition.criteria.words import Criteria
from recognition.evidence.wording import act_told, part_text, rule_told
from recognition.models import Assessment, Case, DecisionLine, PaperOpened, PaperVerdict, Submission, SubmittedItem
from recognition.sets.publishing import criteria_of

KINDS = ("inspector", "administrator", "signer", "officer")


def cases_to_inspect(user: User) -> QuerySet[Case]:
    """Handed-in cases of the units where the user inspects, judges, signs or administers, inside the scope of the request."""
    within = in_units(units_of(user, *KINDS))
    found = Case.objects.filter(within, submission__isnull=False)
    return found.select_related("learner__record", "campaign", "unit", "submission__criteria_set", "assessment")


def lines_to_inspect(user: User) -> QuerySet[DecisionLine]:
    """Lines of decisions on the cases that the user may inspect."""
    return DecisionLine.objects.filter(in_units(units_of(user, *KINDS), "case__"))


def kept_from(case: Case, user: User) -> bool:
    """Whether the judgement must stay unknown to this user, who may yet have to mark the case a second time."""
    return units_of(user, "officer").exists() and hidden_from(case, user)


@dataclass(frozen=True)
class Proof:
    """One piece of what was handed in: what it is called, and why it does not count, if so."""

    item: SubmittedItem
    name: str
    rule: str
    opened: bool
    why_not: str
    words: str


@dataclass(frozen=True)
class Point:
    """One indicator: three columns, the reason, and what it rests on."""

    code: str
    wording: str
    own: str
    proposed: str
    confirmed: str
    reason: str
    parts: tuple[str, ...]
    proofs: tuple[Proof, ...] = field(default=())


@dataclass(frozen=True)
class Judged:
    """One assessment that has ended: who, which kind, what came out."""

    row: Assessment
    who: str
    counts: bool


def judged_of(case: Case, submission: Submission, counted: Assessment | None) -> list[Judged]:
    """The assessments of a submission that have ended, first things first; a second one only once both are done."""
    blind = Q(kind=Assessment.Kind.SECOND, submission__second_marking__compared_at=None)
    rows = Assessment.objects.filter(submission=submission, state=Assessment.State.ENDED).exclude(blind)
    found = list(rows.select_related("assessor"))
    names = shown_names(one.assessor for one in found)
    return [Judged(one, names[one.assessor_id], counted is not None and one.pk == counted.pk) for one in found]


def points_of_case(submission: Submission, counted: Assessment | None) -> list[Point]:
    """Every indicator with its columns, its parts and its pieces. Five questions, however many pieces there are."""
    criteria, items = criteria_of(submission.criteria_set), items_of(submission)
    refused = _refused(counted)
    opened = set(PaperOpened.objects.filter(assessment=counted).values_list("item", flat=True)) if counted else set()
    answers = answers_of(submission, items, refused)
    proofs: dict[str, list[Proof]] = defaultdict(list)
    for item in items:
        for code in item.indicators:
            proofs[code].append(_proof(criteria, item, item.pk in opened, refused))
    reasons = {one.indicator: one.reason for one in counted.marks.all()} if counted else {}
    found = []
    for one in criteria.indicators:
        left_out = (counted.not_applicable if counted else {}).get(one.code, "")
        found.append(
            Point(
                one.code,
                one.words(submission.subject_group),
                _said(criteria, one.code, submission.self_points),
                _said(criteria, one.code, submission.proposed),
                _said(criteria, one.code, counted.points if counted else {}),
                left_out or reasons.get(one.code, ""),
                tuple(part_text(criteria, part) for part in answers[one.code].parts) if one.code in answers else (),
                tuple(proofs[one.code]),
            )
        )
    return found


def _refused(counted: Assessment | None) -> dict[int, str]:
    """Papers that the assessment refused, with its reasons; the latest verdict on each counts."""
    if counted is None:
        return {}
    latest = {one.item_id: one for one in counted.verdicts.order_by("pk")}
    return {pk: one.reason for pk, one in latest.items() if one.verdict == PaperVerdict.Verdict.REFUSED}


def _said(criteria: Criteria, code: str, column: dict[str, str]) -> str:
    return said_words(criteria, code, column[code]) if code in column else "–"


def _proof(criteria: Criteria, item: SubmittedItem, opened: bool, refused: dict[int, str]) -> Proof:
    kind = criteria.manual_kind(item.rule_id)
    name = act_told(item.act, item.title) if item.statement_id else item.title or (kind.name if kind else "")
    why = "refused" if item.pk in refused else "withdrawn" if withdrawn(item) else "" if item.counts else "outside"
    return Proof(item, name, rule_told(criteria, item.rule_id), opened, why, refused.get(item.pk, ""))


def total_of(points: dict[str, str]) -> Decimal:
    """The sum of a column of points."""
    return sum(points_of(points).values(), Decimal(0))
