"""Where a case stands in the queue, asked along in one question."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Subquery, Value

from recognition.assessment.queue import ahead, behind
from recognition.cases import lifecycle
from recognition.models import Case


@dataclass(frozen=True)
class Place:
    """Which of how many waiting cases this is (0: none of them), and the cases before and after it."""

    place: int
    waiting: int
    before: int | None
    after: int | None


def place_among(case: Case, among: QuerySet[Case]) -> Place:
    """Where a waiting case stands in the queue. One query."""
    sooner, order = ahead(case), ("-sent_back", "submitted_at", "pk")
    waiting = among.filter(state=lifecycle.SUBMITTED).select_related(None).order_by(*order)
    before = waiting.filter(sooner).reverse().values("pk")[:1]
    after = waiting.filter(behind(case)).values("pk")[:1]
    found = QuerySet(Case).filter(pk=case.pk)
    ahead_, all_, *beside = found.values_list(
        _count(waiting.filter(sooner)), _count(waiting), Subquery(before), Subquery(after)
    ).get()
    return Place((ahead_ or 0) + 1, all_ or 0, *beside)


def _count(rows: QuerySet[Case]) -> Subquery:
    """How many they are, as a column of another question."""
    return Subquery(rows.order_by().values(one=Value(1)).annotate(n=Count("pk")).values("n"))
