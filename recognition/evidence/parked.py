"""Statements that could not be judged: which they are, why, and judging one again."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from portal.audit.public import append
from portal.people.public import User
from recognition.evidence.judging import retry
from recognition.models import Parked

MOST = 5000  # the newest; the others show as these are solved


@dataclass(frozen=True)
class Aside:
    """A statement that one criteria set could not judge; `error` says why, without personal data."""

    pk: int
    statement_id: UUID
    seq: int
    title: str
    error: str
    tries: int


def _asides(rows: QuerySet[Parked]) -> list[Aside]:
    return [
        Aside(row.pk, row.statement_id, row.seq, row.criteria_set.told, row.error, row.tries)
        for row in rows.select_related("criteria_set").order_by("-seq", "pk")
    ]


def put_aside() -> list[int]:
    """The `seq` of statements that are put aside now, the newest first, `MOST` at most."""
    return list(Parked.objects.filter(solved_at=None).order_by("-seq").values_list("seq", flat=True).distinct()[:MOST])


def count_put_aside() -> int:
    """How many statements are put aside now, counted to `MOST`."""
    return len(put_aside())


def put_aside_among(statements: Collection[UUID]) -> list[Aside]:
    """Which of these statements are put aside now, and why; one for each set that could not judge it."""
    return _asides(Parked.objects.filter(statement_id__in=list(statements), solved_at=None))


@transaction.atomic
def judge_again(statement_id: UUID, by: User) -> bool:
    """Judges a statement again for every set that had put it aside. Returns whether all went well now.

    A second press, or one after somebody else's, finds nothing to do and says so with True.
    """
    waiting = list(Parked.objects.filter(statement_id=statement_id, solved_at=None))
    good = [retry(parked) for parked in waiting]
    if waiting:
        append("statement.judged_again", f"statement:{statement_id}", by=by, details={"solved": all(good)})
    return all(good)
