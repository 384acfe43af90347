"""Points that lessons gave, or would give: joins what was learnt (content) with what it is worth (recognition)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wagtail.models import Page

from content.public import suggestions_of
from portal.pages.next_steps import gains_of
from portal.people.public import Learner
from recognition.public import IndicatorState, NoCriteriaSet, TitleState, given_by, title_state

MOST = 3  # indicators told of: those that grew most


@dataclass(frozen=True)
class Growth:
    """One indicator that grows: which petal of which group, by how much, from where to where. The portal's proposal only."""

    indicator: IndicatorState
    kind: int
    before: Decimal
    now: Decimal

    @property
    def gain(self) -> Decimal:
        return self.now - self.before


@dataclass(frozen=True)
class Gained:
    """Where a learner stands, and what these lessons have to do with it; `rows` may be empty."""

    state: TitleState
    rows: tuple[Growth, ...]


def gained(learner: Learner, lessons: Iterable[Page], *, finished: bool) -> Gained:
    """What finishing the lessons gave, or would give while they are not (`finished`), the largest first.

    A lesson just finished that the rules have not read yet is told as it will be.
    """
    state, told = title_state(learner), suggestions_of(lessons)
    counted = {item.activity for item in state.items}
    new = [one for one in told if one.activity_iri not in counted]
    found: dict[str, tuple[Decimal, Decimal]] = {}
    if finished:
        for code, points in given_by(state, {one.activity_iri for one in told}).items():
            proposed = state.indicator(code).proposed
            found[code] = (proposed - points, proposed)
    for lesson in new[:1] if len(told) == 1 else ():
        for code, points in gains_of(state, lesson).items():
            before = state.indicator(code).proposed
            found[code] = (before, before + points)
    rows = [Growth(state.indicator(code), _kind(state, code), *ends) for code, ends in found.items()]
    rows.sort(key=lambda row: (-row.gain, row.indicator.code))
    return Gained(state, tuple(rows[:MOST]))


def _kind(state: TitleState, code: str) -> int:
    return next(kind for kind, group in enumerate(state.groups) for one in group.indicators if one.code == code)


def as_context(learner: Learner, lessons: Iterable[Page], *, finished: bool) -> dict[str, Any]:
    """The same for a template; nothing while no criteria are published, for a lesson is finished without them too."""
    try:
        found = gained(learner, lessons, finished=finished)
    except NoCriteriaSet:
        return {}
    now = {row.indicator.code: float(row.now) for row in found.rows}
    values = [now.get(one.code, float(one.proposed)) for one in found.state.indicators]
    return {"t": found.state, "rows": found.rows, "values": values, "finished": finished}
