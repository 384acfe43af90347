"""Derived evidence: so many of so many hold a title, counted from decisions and pushed down to the group that rests on it.

Whoever counts stands above (`decisions.shares`) and is named here; evidence reads nothing above itself. A count is never changed:
another one is another row, and the last one by its moment is what the rules read. So who leaves later changes nothing that was
handed in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from portal.people.public import Learner
from recognition.models import CriteriaSet, Evidence

_BEFORE: list[Callable[[Learner, CriteriaSet], None]] = []


@dataclass(frozen=True)
class Count:
    """How many of `base` hold the title of a share. A base of 0 is no share, and not nought."""

    rule_id: str
    indicator: str
    count: int
    base: int


def before_handing_in(act: Callable[[Learner, CriteriaSet], None]) -> None:
    """Names what counts a group anew just before its case is handed in."""
    if act not in _BEFORE:
        _BEFORE.append(act)


def count_anew(learner: Learner, criteria_set: CriteriaSet) -> None:
    """Inside the act that hands in: the counts that the set asks for, as they are now."""
    for act in _BEFORE:
        act(learner, criteria_set)


@transaction.atomic
def push(learner_id: UUID, criteria_set: CriteriaSet, counts: list[Count]) -> int:
    """Writes the counts of one group that differ from its last ones; returns how many were new. Safe to run twice at once."""
    Learner.objects.select_for_update(no_key=True).get(pk=learner_id)
    rows = Evidence.objects.filter(
        learner=learner_id, criteria_set=criteria_set, kind=Evidence.Kind.DERIVED, withdrawn_at=None
    )
    last = {row.rule_id: row for row in rows.order_by("rule_id", "-happened_at", "-pk").distinct("rule_id")}
    new = [one for one in counts if one.base > 0 and not _same(last.get(one.rule_id), one)]
    now = timezone.now()
    Evidence.objects.bulk_create(
        Evidence(
            learner_id=learner_id, kind=Evidence.Kind.DERIVED, title_key=criteria_set.key, criteria_set=criteria_set,
            rule_id=one.rule_id, indicators=[one.indicator], happened_at=now, count=one.count, base=one.base,
        )
        for one in new
    )  # fmt: skip
    return len(new)


def _same(row: Evidence | None, one: Count) -> bool:
    return row is not None and (row.count, row.base) == (one.count, one.base)
