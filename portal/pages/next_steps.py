"""What would bring points next, best first: joins what is missing (recognition) with what can be learnt (content)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from content.public import Suggestion
from recognition.public import Gap, IndicatorState, TitleState

Lessons = Callable[[str], Sequence[Suggestion]]


@dataclass(frozen=True)
class Step:
    """One act that would bring points. `lesson` is None where only evidence helps; `also` are further indicators."""

    indicator: IndicatorState
    kind: int
    text: str
    gain: Decimal
    lesson: Suggestion | None
    also: tuple[str, ...] = ()


def learnt(state: TitleState) -> set[str]:
    """The activities that count already, so that nobody is sent to learn the same again."""
    return {item.activity_iri for one in state.indicators for item in one.evidence if item.activity_iri}


def _of(indicator: IndicatorState, kind: int, gap: Gap, done: set[str], lessons: Lessons) -> Step:
    open_ones = lessons(gap.alignment_iri) if gap.alignment_iri else ()
    lesson = next((one for one in open_ones if one.activity_iri not in done), None)
    return Step(indicator, kind, gap.text, gap.gain, lesson)


def best_steps(state: TitleState, lessons: Lessons, limit: int = 3) -> list[Step]:
    """At most `limit` acts for a learner, each indicator and each lesson once.

    What can be learnt here at once comes before what must be handed in, an indicator under the floor before
    others, then the larger gain. `lessons` gives the live lessons mapped to an indicator.
    """
    done, found = learnt(state), []
    for kind, group in enumerate(state.groups):
        for indicator in group.indicators:
            steps = [_of(indicator, kind, gap, done, lessons) for gap in indicator.gaps if gap.gain > 0]
            if steps:
                found.append(min(steps, key=lambda step: (step.lesson is None, -step.gain)))
    found.sort(key=lambda step: (step.lesson is None, not step.indicator.below_floor, -step.gain))
    return _each_lesson_once(found)[:limit]


def _each_lesson_once(steps: Sequence[Step]) -> list[Step]:
    kept: dict[str, Step] = {}
    for step in steps:
        key = step.lesson.activity_iri if step.lesson else step.indicator.code
        first = kept.get(key)
        if first is None:
            kept[key] = step
        else:
            also = (*first.also, step.indicator.code)
            kept[key] = Step(first.indicator, first.kind, first.text, first.gain, first.lesson, also)
    return list(kept.values())
