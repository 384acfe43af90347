"""Where a case stands in the queue, asked along in one question."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Subquery, Value

from portal.people.public import User
from recognition.assessment.queue import ahead, behind
from recognition.cases import lifecycle
from recognition.cases.rights import judged_by
from recognition.models import Case


@dataclass(frozen=True)
class Place:
    """Which of how many waiting cases this is (0: none of them), and the cases before and after it."""

    place: int
    waiting: int
    before: int | None
    after: int | None


def place_among(case: Case, user: User) -> Place:
    """Where a waiting case stands in the officer's queue, counted within one index (`case_waiting`).

    Past the scope: the condition of the queue is narrower, and to ask of 100,000 people where they live takes a second.
    """
    sooner, order = ahead(case), ("-sent_back", "submitted_at", "pk")
    waiting = QuerySet(Case).filter(judged_by(user), state=lifecycle.SUBMITTED).order_by(*order)
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
