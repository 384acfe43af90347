"""Which of a person's cases pages speak of on a day, and which of a year where the person has two records."""

from collections.abc import Collection, Iterable
from datetime import date

from portal.people.public import Learner
from recognition.cases import lifecycle
from recognition.cases.campaigns import open_windows
from recognition.models import Campaign, Case


def one_a_year(rows: Iterable[Case], learner: Learner) -> list[Case]:
    """Of a person with two records the case that was handed in, else the one of the record that goes on; in their order."""
    found: dict[int, Case] = {}
    for case in rows:
        other = found.get(case.year)
        if other is None or _weight(case, learner) > _weight(other, learner):
            found[case.year] = case
    return list(found.values())


def _weight(case: Case, learner: Learner) -> tuple[bool, bool]:
    over = (lifecycle.DRAFT, lifecycle.WITHDRAWN, lifecycle.ENDED)
    return case.state not in over, case.learner_id == learner.pk


def meant(cases: Collection[Case], running: Campaign | None, day: date) -> Case | None:
    """The one of a person's cases (newest first) that pages speak of on a day.

    The running year's own; else an older one on which somebody still has to act; else none where a new year has begun; else
    the newest.
    """
    if running:
        for case in cases:
            if case.year == running.year:
                return case
    for case in cases:
        if case.state in lifecycle.LIVE and _goes_on(case, day):
            return case
    if running and running.submission_from <= day:
        return None
    return next(iter(cases), None)


def _goes_on(case: Case, day: date) -> bool:
    """Whether a live case can still move: one returned whose learner can no longer answer does not."""
    if case.campaign.closed_at:
        return False
    return case.state != lifecycle.RETURNED or "submit" in lifecycle.allowed(
        case.state, open_windows(case.campaign, day)
    )
