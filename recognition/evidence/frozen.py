"""What a case rests on: the evidence that stands (or stood when it was handed in), and what the rules say of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from portal.people.public import Learner
from recognition.criteria.answer import Answer, Item, answer
from recognition.criteria.score import score
from recognition.criteria.words import Criteria
from recognition.models import Case, CriteriaSet, Evidence
from recognition.sets.publishing import criteria_of


@dataclass(frozen=True)
class Flag:
    """Why an indicator needs a person's eyes: `kind` new_paper, self_higher, self_lower, below_floor, helped, gone."""

    kind: str
    difference: Decimal = Decimal(0)


def standing_evidence(learner: Learner, criteria_set: CriteriaSet) -> list[Evidence]:
    """Evidence of the title that counts or waits today: nothing withdrawn, nothing refused."""
    of_title = Q(criteria_set=criteria_set) | Q(kind="manual", title_key=criteria_set.key)
    rows = Evidence.objects.filter(of_title, learner=learner, withdrawn_at=None)
    rows = rows.exclude(verdict=Evidence.Verdict.REFUSED).select_related("upload", "entered_by")
    return list(rows.order_by("happened_at", "pk"))


def frozen_evidence(case: Case) -> list[Evidence]:
    """The list as handed in last, also what was withdrawn or refused since. One query."""
    rows = Evidence.objects.filter(in_cases__case=case, in_cases__submission=case.submissions)
    return list(rows.select_related("upload", "entered_by").order_by("happened_at", "pk"))


def still_stands(row: Evidence) -> bool:
    """Whether a piece of a frozen list still counts."""
    return row.withdrawn_at is None and row.verdict != Evidence.Verdict.REFUSED


def answers_of(criteria_set: CriteriaSet, rows: Iterable[Evidence]) -> dict[str, Answer]:
    """Proposed points with reasons for each indicator, from these rows."""
    return answer(criteria_of(criteria_set), [item_of(row) for row in rows])


def item_of(row: Evidence) -> Item:
    """A row of evidence as the pure rules see it; its day is the day in Vietnam."""
    return Item(
        id=row.pk,
        rule_id=row.rule_id,
        indicators=tuple(row.indicators),
        happened_at=row.happened_at,
        day=timezone.localdate(row.happened_at, ZoneInfo(settings.TIME_ZONE)),
        tie=str(row.statement_id or row.content_hash),
        activity=row.activity_iri,
        minutes=row.minutes,
        score=row.score,
        manual=row.kind == Evidence.Kind.MANUAL,
    )


def answers_of_case(case: Case, rows: Iterable[Evidence] | None = None) -> dict[str, Answer]:
    """Proposed points with reasons of a handed-in case: its frozen list under its own version of the rules."""
    if case.criteria_set is None:
        raise ValueError("the case has not been handed in")
    rows = frozen_evidence(case) if rows is None else rows
    return answers_of(case.criteria_set, [row for row in rows if still_stands(row)])


def eyes_of(
    criteria_set: CriteriaSet, answers: Mapping[str, Answer], own: Mapping[str, Decimal], rows: Iterable[Evidence]
) -> dict[str, list[Flag]]:
    """For each indicator why a person should look; an empty list where self-assessment and rules agree."""
    criteria, rows = criteria_of(criteria_set), list(rows)
    found: dict[str, list[Flag]] = {}
    for one in criteria.indicators:
        flags, points = [], answers[one.code].points
        papers = [row for row in rows if row.kind == Evidence.Kind.MANUAL and one.code in row.indicators]
        if any(row.verdict == Evidence.Verdict.WAITING and row.withdrawn_at is None for row in papers):
            flags.append(Flag("new_paper"))
        difference = own.get(one.code, points) - points
        if difference:
            flags.append(Flag("self_higher" if difference > 0 else "self_lower", abs(difference)))
        if points < criteria.floor_points():
            flags.append(Flag("below_floor"))
        if any(row.on_behalf_of for row in papers):
            flags.append(Flag("helped"))
        if any(row.withdrawn_at for row in rows if one.code in row.indicators):
            flags.append(Flag("gone"))
        found[one.code] = flags
    return found


def tipping_point(criteria: Criteria, points: Mapping[str, Decimal], code: str, area_class: str) -> Decimal | None:
    """The fewest points of one indicator with which the title is still reached, the others as they are.

    None when it is not reached even with the maximum.
    """
    maximum, step = criteria.indicator(code).maximum, Decimal("0.25")
    value = Decimal(0)
    while value <= maximum:
        if score(criteria, {**points, code: value}, area_class).passed:
            return value
        value += step
    return None
