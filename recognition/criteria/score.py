"""Points of all indicators -> is the title reached? Three models: points_with_floor, points_with_bands, all_targets_met."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from recognition.criteria.words import Criteria, Indicator

ZERO = Decimal(0)
_NONE: Mapping[str, str] = {}


class NotApplicableRefused(Exception):
    """A target was declared not applicable without a reason, or where the set does not allow it. Names the code."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"{code} cannot be declared not applicable: {why}")
        self.code, self.why = code, why


@dataclass(frozen=True)
class Verdict:
    """What the points come to, in one shape for the three models.

    `passed`: the title is reached. `total` of `mark`, and `missing` to it: points; with targets, how many are met of those
    asked for at the next level (of the highest when all levels are reached).
    `below`: indicators under the floor. `band`, `level`: what was reached in the models that have them.
    Targets only: `open`, not met for the next level; `unknown`, those of them about which nothing was entered;
    `not_applicable`, left out because the assessor declared so.
    """

    total: Decimal
    passed: bool
    mark: Decimal
    below: tuple[str, ...]
    missing: Decimal
    band: str | None = None
    level: int = 0
    open: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def score(
    criteria: Criteria,
    points: Mapping[str, Decimal],
    area_class: str = "ordinary",
    not_applicable: Mapping[str, str] = _NONE,
) -> Verdict:
    """The verdict for points by indicator code (a missing code counts 0; with targets: the level that each reaches).

    `not_applicable`: code -> the assessor's reason, for targets that do not concern the subject.
    Raises KeyError for a code the set lacks, NotKnown for a set whose sources leave values open, NotApplicableRefused.
    """
    criteria.must_be_known()
    for code in points:
        criteria.indicator(code)
    for code, reason in not_applicable.items():
        _allow(criteria.indicator(code), reason)
    if criteria.scoring == "all_targets_met":
        return _all_met(criteria, points, not_applicable)
    held = {one.code: points.get(one.code, ZERO) for one in criteria.indicators}
    return _MODELS[criteria.scoring](criteria, held, area_class)


def _allow(indicator: Indicator, reason: str) -> None:
    if indicator.target is None or not indicator.target.not_applicable:
        raise NotApplicableRefused(indicator.code, "the set does not allow it")
    if not reason.strip():
        raise NotApplicableRefused(indicator.code, "the reason is missing")


def _with_floor(criteria: Criteria, points: dict[str, Decimal], area_class: str) -> Verdict:
    total, mark, floor = sum(points.values(), ZERO), criteria.mark(area_class), criteria.floor_points()
    below = tuple(code for code, value in points.items() if value < floor)
    return Verdict(total, total >= mark and not below, mark, below, max(mark - total, ZERO))


def _with_bands(criteria: Criteria, points: dict[str, Decimal], area_class: str) -> Verdict:
    total, bands = sum(points.values(), ZERO), criteria.bands or ()
    reached = next((band for band in bands if total >= band.at_least), None)
    recognised = [band.at_least for band in bands if band.recognised]
    mark = min(recognised) if recognised else max(band.at_least for band in bands)
    passed = reached is not None and reached.recognised
    return Verdict(total, passed, mark, (), max(mark - total, ZERO), band=reached.code if reached else None)


def _all_met(criteria: Criteria, points: Mapping[str, Decimal], not_applicable: Mapping[str, str]) -> Verdict:
    """Level n is reached when every applicable target reaches what it asks for at level n, and so at every lower one.

    A level for which no target is left is not reached: nobody gets a title because nothing applies.
    """
    concerned = [one for one in criteria.indicators if one.code not in not_applicable]
    reached, asked = 0, 0
    open_: tuple[str, ...] = ()
    for one in criteria.levels:
        needs = {i.code: i.target.needed(one.level) for i in concerned if i.target}
        needs = {code: needed for code, needed in needs.items() if needed > 0}
        open_ = tuple(code for code, needed in needs.items() if points.get(code, ZERO) < needed)
        asked = len(needs)
        if open_ or not needs:
            break
        reached = one.level
    return Verdict(
        total=Decimal(asked - len(open_)),
        passed=reached > 0,
        mark=Decimal(asked),
        below=(),
        missing=Decimal(len(open_)),
        level=reached,
        open=open_,
        not_applicable=tuple(code for code in criteria.by_code if code in not_applicable),
        unknown=tuple(code for code in open_ if code not in points),
    )


_MODELS = {"points_with_floor": _with_floor, "points_with_bands": _with_bands}
