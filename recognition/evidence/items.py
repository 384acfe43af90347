"""Evidence as the pure rules see it, and what the rules say of it. Knows nothing of cases."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from recognition.criteria.answer import Answer, Item, answer, percent
from recognition.models import CriteriaSet, Evidence
from recognition.sets.publishing import criteria_of


class Piece(Protocol):
    """What a row of evidence and the copy of one in a submission have in common."""

    kind: str
    rule_id: str
    indicators: list[str]
    happened_at: datetime
    statement_id: UUID | None
    content_hash: str
    activity_iri: str
    minutes: Decimal | None
    score: Decimal | None
    count: int | None
    base: int | None


def item_of(row: Piece, number: int) -> Item:
    """A row as the pure rules see it, under the number of its evidence; its day is the day in Vietnam."""
    return Item(
        id=number,
        rule_id=row.rule_id,
        indicators=tuple(row.indicators),
        happened_at=row.happened_at,
        day=timezone.localdate(row.happened_at, ZoneInfo(settings.TIME_ZONE)),
        tie=str(row.statement_id or row.content_hash),
        activity=row.activity_iri,
        minutes=row.minutes,
        score=row.score,
        manual=row.kind == Evidence.Kind.MANUAL,
        share=percent(row.count, row.base) if row.base and row.count is not None else None,
    )


def answers_of(criteria_set: CriteriaSet, rows: Iterable[Evidence]) -> dict[str, Answer]:
    """Proposed points with reasons for each indicator, from these rows of evidence."""
    return answer(criteria_of(criteria_set), [item_of(row, row.pk) for row in rows])
