"""Evidence -> the level of each competence -> the share of what is required. A fold: order and repetition do not matter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from recognition.skills.words import RequirementSet, SkillRule

_TENTH = Decimal("0.1")
_NOTHING = Decimal(0)


class Piece(NamedTuple):
    """A piece of evidence as the fold sees it. `rule_id` of a rule; empty for what an officer said, with its own `level`."""

    id: int
    competence: str
    day: date
    rule_id: str = ""
    activity: str = ""
    minutes: Decimal | None = None
    score: Decimal | None = None
    level: int = 0


@dataclass(frozen=True)
class Reached:
    """The best level of a competence, the first day on which it was reached, and the pieces it rests on (of that level)."""

    competence: str
    level: int
    since: date
    pieces: tuple[int, ...]
    required_since: date | None = None


@dataclass(frozen=True)
class Share:
    """How much of what a set requires is shown. `percent`: half up to a tenth; None where the set requires nothing known.

    `by_area`: area of the framework -> (shown, required). `missing`: codes not at the level that is asked for.
    """

    shown: int
    required: int
    percent: Decimal | None
    by_area: Mapping[str, tuple[int, int]]
    missing: tuple[str, ...]


def percent_of(shown: int, required: int) -> Decimal | None:
    """The share in percent, half up to a tenth; None of nothing: no share is not nought."""
    if required <= 0:
        return None
    return (Decimal(shown) * 100 / Decimal(required)).quantize(_TENTH, ROUND_HALF_UP)


def reached(requirements: RequirementSet, pieces: Iterable[Piece]) -> dict[str, Reached]:
    """The best level of every competence that anything speaks for; what the set does not ask for is left out."""
    steps: dict[str, list[tuple[int, date, tuple[int, ...]]]] = {}
    by_rule: dict[tuple[str, str], list[Piece]] = {}
    for piece in sorted(set(pieces), key=lambda one: (one.day, one.id)):
        if piece.competence not in requirements.by_code:
            continue
        if not piece.rule_id:
            steps.setdefault(piece.competence, []).append((piece.level, piece.day, (piece.id,)))
        elif piece.rule_id in requirements.by_rule:
            by_rule.setdefault((piece.competence, piece.rule_id), []).append(piece)
    for (code, rule_id), found in by_rule.items():
        rule = requirements.by_rule[rule_id]
        day = _first_day(rule, found)
        if day is not None:
            steps.setdefault(code, []).append((rule.level, day, tuple(one.id for one in found)))
    return {code: _best(code, requirements.by_code[code].level, held) for code, held in steps.items()}


def _best(code: str, required: int, held: list[tuple[int, date, tuple[int, ...]]]) -> Reached:
    top = max(level for level, _day, _ids in held)
    enough = [day for level, day, _ids in held if level >= required]
    at_top = [(day, ids) for level, day, ids in held if level == top]
    ids = tuple(sorted({one for _day, found in at_top for one in found}))
    return Reached(code, top, min(day for day, _ids in at_top), ids, min(enough, default=None))


def _first_day(rule: SkillRule, pieces: Sequence[Piece]) -> date | None:
    """The day on which the measure of a rule first reached what the rule asks for; pieces in order of days."""
    for place, piece in enumerate(pieces, 1):
        if measured(rule.measure, pieces[:place]) >= rule.at_least:
            return piece.day
    return None


def measured(measure: str, pieces: Sequence[Piece]) -> Decimal:
    """What a measure comes to: different activities, different days, minutes (each activity at its longest), the best score."""
    if measure == "count":
        return Decimal(len({one.activity for one in pieces}))
    if measure == "distinct_days":
        return Decimal(len({one.day for one in pieces}))
    if measure == "minutes":
        longest: dict[str, Decimal] = {}
        for one in pieces:
            longest[one.activity] = max(longest.get(one.activity, _NOTHING), one.minutes or _NOTHING)
        return sum(longest.values(), _NOTHING)
    return max((one.score * 100 for one in pieces if one.score is not None), default=_NOTHING)


def share(requirements: RequirementSet, found: Mapping[str, Reached]) -> Share:
    """How much of the set is shown: each competence counts once, from its required level on."""
    areas: dict[str, list[int]] = {}
    missing, shown = [], 0
    for one in requirements.competences:
        held = found.get(one.code)
        enough = held is not None and held.level >= one.level
        area = areas.setdefault(one.area, [0, 0])
        area[0], area[1] = area[0] + enough, area[1] + 1
        shown += enough
        if not enough:
            missing.append(one.code)
    required = len(requirements.competences)
    by_area = {name: (first, second) for name, (first, second) in areas.items()}
    return Share(shown, required, percent_of(shown, required), by_area, tuple(missing))
