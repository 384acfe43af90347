"""The evidence that came of statements, for whoever looks from the side of the statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from recognition.evidence.wording import rule_told
from recognition.models import Evidence
from recognition.sets.publishing import criteria_of


@dataclass(frozen=True)
class Proof:
    """One piece of automatic evidence; `title` and `rule`: its criteria set and rule in words, `withdrawn`: it no longer counts."""

    statement_id: UUID
    title: str
    indicators: list[str]
    rule: str
    happened_at: datetime
    withdrawn: bool


def evidence_from(statements: Collection[UUID]) -> list[Proof]:
    """Evidence that came of these statements, of the learners in the present scope."""
    rows = Evidence.objects.filter(kind=Evidence.Kind.AUTOMATIC, statement_id__in=list(statements))
    return [
        Proof(
            row.statement_id,
            row.criteria_set.told,
            row.indicators,
            rule_told(criteria_of(row.criteria_set), row.rule_id),
            row.happened_at,
            row.withdrawn_at is not None,
        )
        for row in rows.select_related("criteria_set").order_by("pk")
        if row.statement_id
    ]
