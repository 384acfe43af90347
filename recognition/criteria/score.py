"""Points of all indicators -> is the title reached? Three models: points_with_floor, points_with_bands, all_targets_met."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from recognition.criteria.words import Criteria

ZERO = Decimal(0)


@dataclass(frozen=True)
class Verdict:
    """What the points come to.

    `below`: indicators under the floor (or targets not met for the next level). `missing`: points still missing to
    the mark. `band` / `level`: what was reached in the models that have them.
    """

    total: Decimal
    passed: bool
    mark: Decimal
    below: tuple[str, ...]
    missing: Decimal
    band: str | None = None
    level: int = 0


def score(criteria: Criteria, points: Mapping[str, Decimal], area_class: str = "ordinary") -> Verdict:
    """The verdict for points by indicator code (a missing code counts 0); raises KeyError for a code the set lacks."""
    for code in points:
        criteria.indicator(code)
    held = {one.code: points.get(one.code, ZERO) for one in criteria.indicators}
    return _MODELS[criteria.scoring](criteria, held, area_class)


def _with_floor(criteria: Criteria, points: dict[str, Decimal], area_class: str) -> Verdict:
    total, mark, floor = sum(points.values(), ZERO), criteria.mark(area_class), criteria.floor_points()
    below = tuple(code for code, value in points.items() if value < floor)
    return Verdict(total, total >= mark and not below, mark, below, max(mark - total, ZERO))


def _with_bands(criteria: Criteria, points: dict[str, Decimal], area_class: str) -> Verdict:
    total = sum(points.values(), ZERO)
    reached = next((band for band in criteria.bands if total >= band.at_least), None)
    recognised = [band.at_least for band in criteria.bands if band.recognised]
    mark = min(recognised) if recognised else max(band.at_least for band in criteria.bands)
    passed = reached is not None and reached.recognised
    return Verdict(total, passed, mark, (), max(mark - total, ZERO), band=reached.code if reached else None)


def _all_met(criteria: Criteria, points: dict[str, Decimal], area_class: str) -> Verdict:
    """Level n is reached when every target of levels 1 to n is met, that is, has its maximum."""
    levels = sorted({one.level for one in criteria.indicators})
    reached, missing = 0, ZERO
    below: tuple[str, ...] = ()
    for level in levels:
        open_ = [one for one in criteria.indicators if one.level == level and points[one.code] < one.maximum]
        if open_:
            below = tuple(one.code for one in open_)
            missing = sum((one.maximum - points[one.code] for one in open_), ZERO)
            break
        reached = level
    first = sum((one.maximum for one in criteria.indicators if one.level == levels[0]), ZERO)
    return Verdict(sum(points.values(), ZERO), reached >= levels[0], first, below, missing, level=reached)


_MODELS = {"points_with_floor": _with_floor, "points_with_bands": _with_bands, "all_targets_met": _all_met}
