"""The words that only one scoring model knows; in another model they stay untaken and are refused."""

from decimal import Decimal
from typing import Any

from recognition.criteria.reading import Entry, once, told
from recognition.criteria.targets import Target, Threshold
from recognition.criteria.vocabulary import AREA_CLASSES, CONFIDENCE, MOST_LEVELS, UNITS
from recognition.criteria.words import Band, Sourced, TitleLevel

_MOST_TOTAL = Decimal("9999.75")  # six digits, two of them decimals, in quarters: a line of a decision


def model_words(top: Entry, scoring: str) -> dict[str, Any]:
    """What the model needs besides indicators, as fields of Criteria. Raises CriteriaProblem."""
    if scoring == "points_with_floor":
        return {"marks": _marks(top.entry("marks")), "floor": _points(top, "floor"), "total_points": _total(top)}
    if scoring == "points_with_bands":
        return {"bands": _bands(top), "total_points": _total(top)}
    levels = [_level(e) for e in top.entries("levels")]
    return {"levels": once(levels, lambda one: str(one.level), top, "level")}


def _marks(marks: Entry) -> dict[str, Sourced]:
    found = {area: _points(marks, area) for area in AREA_CLASSES if marks.has(area)}
    if "ordinary" not in found:
        raise marks.problem("“ordinary” is missing")
    marks.done()
    return found


def _points(e: Entry, word: str) -> Sourced:
    """A sourced number of points greater than 0; null is not known."""
    found: Sourced = e.sourced(word)
    if found.value is not None:
        Entry(e.file, f"{e.name}, {word}", {}, e).as_points("value", found.value, above=0, most=_MOST_TOTAL)
    return found


def _total(top: Entry) -> Sourced | None:
    return _points(top, "total_points") if top.has("total_points") else top.take("total_points", None)


def _bands(top: Entry) -> tuple[Band, ...] | None:
    if not top.has("bands"):
        top.take("bands")
        return None  # null: no source has them
    bands = [_band(e) for e in top.entries("bands")]
    if not bands:
        raise top.problem("“bands” is empty; write null when they are not known")
    return once(bands, lambda band: band.code, top, "band")


def _band(e: Entry) -> Band:
    name, at_least = e.entry("name"), e.take("at_least")
    points = None if at_least is None else e.as_points("at_least", at_least, above=0, most=_MOST_TOTAL)
    found = Band(e.identifier("code"), name.text("vi"), points, e.yes_no("recognised"))
    name.text("en", "")
    name.done()
    e.done()
    return found


def _level(e: Entry) -> TitleLevel:
    name = e.entry("name")
    found = TitleLevel(e.whole("level", above=0, most=MOST_LEVELS), name.text("vi"), e.one_of("confidence", CONFIDENCE))
    name.text("en", "")
    name.done()
    e.done()
    return found


def target(e: Entry) -> Target:
    """The target of an indicator: unit, thresholds by level and area class (null: not known), when not applicable."""
    unit = e.one_of("unit", UNITS)
    stages = e.some_of("stages", None) if unit == "stage" else ()
    if unit == "stage" and not stages:
        raise e.problem("“stages” is empty")
    known = e.has("asks")
    thresholds = tuple(_threshold(one, unit, stages) for one in e.entries("asks")) if known else e.take("asks")
    if known and not thresholds:
        raise e.problem("“asks” is empty; write null when it is not known")
    found = Target(unit, thresholds, e.text("not_applicable", ""), stages)
    e.done()
    return found


def _threshold(e: Entry, unit: str, stages: tuple[str, ...]) -> Threshold:
    level = e.whole("level", above=0, most=MOST_LEVELS)
    values: dict[str, Decimal | None] = {"ordinary": Decimal(1)}
    if unit != "yes_no":
        at_least = e.take("at_least")
        by_area = at_least if isinstance(at_least, dict) else {"ordinary": at_least}
        areas = Entry(e.file, f"{e.name}, at_least", by_area, e)
        values = {area: _value(areas, area, unit, stages) for area in AREA_CLASSES if area in by_area}
        areas.done()
        if "ordinary" not in values:
            raise areas.problem("“ordinary” is missing")
    found = Threshold(level, values, e.one_of("confidence", CONFIDENCE), e.some_of("source", None, ()))
    e.done()
    return found


def _value(areas: Entry, area: str, unit: str, stages: tuple[str, ...]) -> Decimal | None:
    value = areas.take(area)
    if value is None:
        return None
    if unit == "stage":
        if value not in stages:
            raise areas.problem(f"“{area}” does not know {told(value)}; known: {', '.join(stages)}")
        return Decimal(stages.index(value) + 1)
    if unit == "percent":
        return areas.checked(area, value, above=0, most=Decimal(100))
    found = areas.checked(area, value, above=0)
    if found % 1:
        raise areas.problem(f"“{area}” is a count and must be a whole number: not {found}")
    return found
