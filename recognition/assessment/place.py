"""Where a case stands in the queue, asked along in one question."""

from dataclasses import dataclass

from django.db.models import IntegerField, QuerySet, Subquery, Value
from django.utils.formats import number_format

from portal.people.public import User
from recognition.assessment.queue import following, later, preceding, sooner
from recognition.cases import lifecycle
from recognition.cases.rights import judged_by, units_judged_by
from recognition.models import Case

MOST = 10_000  # cases that are counted on each side; of more the page says only that there are more


@dataclass(frozen=True)
class Place:
    """Which of how many waiting cases this is, and the cases before and after it.

    `place` None: more than MOST come before it; `waiting` None: more than MOST on one side.
    """

    place: int | None
    waiting: int | None
    before: int | None
    after: int | None

    @property
    def most(self) -> str:
        """How many were counted where a number is None, as it is written."""
        return number_format(MOST, force_grouping=True)


class _Number(Subquery):
    """How many rows a short question has, as a column of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def place_among(case: Case, user: User) -> Place:
    """Where a waiting case stands in the officer's queue, within one index (`case_waiting`): however long the queue is, no more
    than MOST cases on each side are counted.

    Past the scope: the condition of the queue is narrower, and to ask of 100,000 people where they live takes a second.
    """
    waiting = QuerySet(Case).filter(judged_by(user), state=lifecycle.SUBMITTED)
    beside = waiting.filter(sent_back=case.sent_back)
    # What was sent back comes before the rest: each part is a walk of its own in the index.
    other = waiting.filter(sent_back=not case.sent_back)
    found = QuerySet(Case).filter(pk=case.pk)
    ahead, behind, others, before, after = found.values_list(
        _number(beside.filter(sooner(case)), user),
        _number(beside.filter(later(case)), user),
        _number(other, user),
        preceding(user, case),
        following(user, case),
    ).get()
    if case.sent_back:
        behind += others
    else:
        ahead += others
    whole = ahead <= MOST and behind <= MOST
    return Place(ahead + 1 if ahead <= MOST else None, ahead + 1 + behind if whole else None, before, after)


def _number(rows: QuerySet[Case], user: User) -> _Number:
    """Of one unit in the order of the index, so that it is walked from the place of the case and never past the bound."""
    order = ("submitted_at", "pk") if len(units_judged_by(user)) == 1 else ()
    return _Number(rows.order_by(*order).values(one=Value(1))[: MOST + 1])
