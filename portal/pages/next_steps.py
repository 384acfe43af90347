"""What would bring points next, doable things first: joins what is missing (recognition) with what can be learnt (content).

Each step says what its act would give, as the rules give it, and leads to where it is done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from content.public import Suggestion
from portal.text.quoted import quoted
from recognition.public import IndicatorState, PaperStep, TitleState, by_finishing, by_papers

Lessons = Callable[[str], Sequence[Suggestion]]
Gains = Callable[[TitleState, Suggestion], Mapping[str, Decimal]]


@dataclass(frozen=True)
class Step:
    """One act: a lesson or a paper. `gains`: points for each indicator, the largest first; `indicator` is the first of them."""

    indicator: IndicatorState
    kind: int
    gains: tuple[tuple[str, Decimal], ...]
    lesson: Suggestion | None = None
    paper: PaperStep | None = None
    wordings: Mapping[str, str] = field(default_factory=dict)

    @property
    def first(self) -> str:
        """The indicator that gains most, by its words: a step is read at one glance, so the others are counted alone."""
        code = self.gains[0][0]
        return quoted(self.wordings.get(code) or code)

    @property
    def others(self) -> int:
        """How many indicators gain besides the first."""
        return len(self.gains) - 1

    @property
    def gain(self) -> Decimal:
        """Points for all indicators together."""
        return sum((points for _code, points in self.gains), Decimal(0))


def gains_of(state: TitleState, lesson: Suggestion) -> Mapping[str, Decimal]:
    """What finishing the lesson would give."""
    return by_finishing(state, lesson.activity_iri, lesson.categories, lesson.minutes)


def learnt(state: TitleState) -> set[str]:
    """Activities that count already: there is nothing more to gain from them."""
    return {item.activity_iri for one in state.indicators for item in one.evidence if item.activity_iri}


def best_steps(
    state: TitleState,
    lessons: Lessons,
    limit: int = 3,
    *,
    gains: Gains = gains_of,
    papers: Callable[[TitleState], Sequence[PaperStep]] = by_papers,
) -> list[Step]:
    """At most `limit` acts for a learner, each lesson and each indicator's paper once; what would give nothing is left out.

    What can be learnt here at once comes before papers, papers that most people can have before certificates, an indicator
    under the floor before others, then the larger gain. `lessons` gives the live lessons mapped to an indicator.
    """
    found = [*_lessons(state, lessons, gains), *_papers(state, papers(state))]
    found.sort(key=lambda step: (_effort(step), not step.indicator.below_floor, -step.gain))
    wordings = {one.code: one.wording for one in state.indicators}
    return [replace(step, wordings=wordings) for step in found[:limit]]


def _effort(step: Step) -> int:
    if step.paper is None:
        return 0
    return 1 if step.paper.easy else 2


def _lessons(state: TitleState, lessons: Lessons, gains: Gains) -> list[Step]:
    done = learnt(state)
    open_ones = {
        lesson.activity_iri: lesson
        for one in state.indicators
        for gap in one.gaps
        if gap.alignment_iri and gap.gain > 0
        for lesson in lessons(gap.alignment_iri)
        if lesson.activity_iri not in done
    }
    found = []
    for lesson in open_ones.values():
        given = sorted(gains(state, lesson).items(), key=lambda row: (-row[1], row[0]))
        if given:
            kind, indicator = _place(state, given[0][0])
            found.append(Step(indicator, kind, tuple(given), lesson=lesson))
    return found


def _papers(state: TitleState, papers: Sequence[PaperStep]) -> list[Step]:
    """Of each indicator the first paper; each kind of paper once."""
    found: dict[str, Step] = {}
    named: set[str] = set()
    for paper in papers:
        if paper.code in found or paper.name in named:
            continue
        kind, indicator = _place(state, paper.code)
        found[paper.code] = Step(indicator, kind, ((paper.code, paper.gain),), paper=paper)
        named.add(paper.name)
    return list(found.values())


def _place(state: TitleState, code: str) -> tuple[int, IndicatorState]:
    return next((kind, one) for kind, group in enumerate(state.groups) for one in group.indicators if one.code == code)
