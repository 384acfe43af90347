"""What was handed in: the copies of its evidence, and what the rules say of those that still stand."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from learning_records import public as records
from recognition.cases.campaigns import in_period
from recognition.cases.said import NOT_APPLICABLE
from recognition.criteria.answer import Answer, answer
from recognition.criteria.score import Verdict, score
from recognition.evidence.items import item_of
from recognition.models import Assessment, Evidence, Submission, SubmittedItem, Upload
from recognition.sets.publishing import criteria_of


def items_of(submission: Submission) -> list[SubmittedItem]:
    """All copies, first things first, with what became of their evidence since. One query.

    They are seen with what was handed in, so the scope is not asked again.
    """
    rows = QuerySet(SubmittedItem).filter(submission=submission.pk).order_by("happened_at", "pk")
    return list(rows.select_related("evidence", "upload", "entered_by"))


def withdrawn(item: SubmittedItem) -> bool:
    """Whether its evidence fell away since: its statement voided, no longer met by the rules, or its file carries a virus."""
    infected = item.upload is not None and item.upload.state == Upload.State.INFECTED
    return infected or item.evidence.withdrawn_at is not None


def copies_of(submission: Submission, rows: Iterable[Evidence]) -> list[SubmittedItem]:
    """The copies for a new submission, not yet written; what lies outside the campaign's period does not count."""
    return [_copy(submission, row) for row in rows]


def _copy(submission: Submission, row: Evidence) -> SubmittedItem:
    return SubmittedItem(
        submission=submission,
        evidence=row,
        kind=row.kind,
        rule_id=row.rule_id,
        indicators=row.indicators,
        happened_at=row.happened_at,
        title=row.title,
        statement_id=row.statement_id,
        activity_iri=row.activity_iri,
        act=row.act,
        minutes=row.minutes,
        score=row.score,
        count=row.count,
        base=row.base,
        content_hash=row.content_hash,
        upload=row.upload,
        link=row.link,
        witness=row.witness,
        credential=row.credential,
        entered_by_id=row.entered_by_id,
        entered_at=row.created_at,
        on_behalf_of=row.on_behalf_of,
        counts=in_period(submission.case.campaign, timezone.localdate(row.happened_at)),
    )


def note_digests(items: Sequence[SubmittedItem]) -> None:
    """Notes in copies not yet written what their statements say, as a digest: it outlives the text. One query."""
    found = records.find_many({item.statement_id for item in items if item.statement_id})
    for item in items:
        stored = found.get(item.statement_id) if item.statement_id else None
        item.statement_digest = hashlib.sha256(stored.text.encode("utf-8")).hexdigest() if stored else ""


def answers_of(
    submission: Submission, items: Iterable[SubmittedItem], refused: Collection[int] = ()
) -> dict[str, Answer]:
    """Proposed points with reasons under the submission's own version of the rules.

    Left out: what was withdrawn since, what lies outside the period, and `refused` (numbers of items).
    """
    counted = [item for item in items if item.counts and item.pk not in refused and not withdrawn(item)]
    return answer(criteria_of(submission.criteria_set), [item_of(item, item.evidence_id) for item in counted])


def result_of(submission: Submission, assessment: Assessment) -> Verdict:
    """What an assessment comes to under the submission's own version of the rules, without the targets it leaves out."""
    criteria, points = criteria_of(submission.criteria_set), points_of(assessment.points)
    return score(criteria, points, submission.area_class, assessment.not_applicable)


def column_of(assessment: Assessment) -> dict[str, str]:
    """What an ended assessment says, by indicator, as text: points or levels, and `-` for the targets that it leaves out."""
    return assessment.points | dict.fromkeys(assessment.not_applicable, NOT_APPLICABLE)


def points_of(text: dict[str, str]) -> dict[str, Decimal]:
    """Points as they are kept in a submission or an assessment (text by indicator) as numbers."""
    return {code: Decimal(value) for code, value in text.items()}
