"""The word `shares`: a share of a group's people that hold a title, read strictly."""

from collections.abc import Mapping
from decimal import Decimal

from recognition.criteria.reading import Entry
from recognition.criteria.vocabulary import CONFIDENCE, SHARE_OF
from recognition.criteria.words import Indicator, Share
from recognition.titles.registry import TITLES, WITH_MEMBERS

_OF_MEMBERS = ("members", "adults")
_PLACES = ("residential_group", "commune")


def share(e: Entry, indicators: Mapping[str, Indicator], subject: str) -> Share:
    """One share. Without `steps` a target in percent lends its thresholds, where they are the same for every area.

    Raises CriteriaProblem.
    """
    code, of = e.one_of("indicator", tuple(indicators)), e.one_of("of", SHARE_OF)
    fits = subject in (WITH_MEMBERS if of in _OF_MEMBERS else _PLACES)
    if not fits:
        raise e.problem(f"“of” {of} does not fit the subject {subject}")
    held = next((one for one in TITLES if one.key == e.peek("title")), None)
    title = e.one_of("title", tuple(one.key for one in TITLES))
    wanted = "household" if of == "households" else "person"
    if held is None or held.subject != wanted:
        raise e.problem(f"“title” {title} is not one of a {wanted}")
    steps = tuple(_step(one) for one in e.entries("steps")) if e.has("steps") else _lent(e, indicators[code])
    found = Share(e.identifier("id"), code, of, title, e.one_of("confidence", CONFIDENCE), steps, e.text("note", ""))
    e.done()
    _must_rise(e, steps, indicators[code])
    return found


def _step(e: Entry) -> tuple[Decimal, Decimal]:
    found = e.number("at_least", above=0, most=100), e.points("points", above=0)
    e.done()
    return found


def _lent(e: Entry, indicator: Indicator) -> tuple[tuple[Decimal, Decimal], ...]:
    e.take("steps", None)
    target = indicator.target
    if target is None or target.unit != "percent" or not target.thresholds:
        raise e.problem("“steps” is missing: only a target in percent whose thresholds are known lends its own")
    found = []
    for one in target.thresholds:
        values = set(one.values.values())
        if len(values) != 1 or None in values:
            raise e.problem("“steps” is missing: the thresholds of the target are not the same for every area")
        found.append((one.at_least(), Decimal(one.level)))
    return tuple(found)


def _must_rise(e: Entry, steps: tuple[tuple[Decimal, Decimal], ...], indicator: Indicator) -> None:
    if not steps:
        raise e.problem("“steps” is empty: the share could never give points")
    for before, after in zip(steps, steps[1:], strict=False):
        if after[0] <= before[0] or after[1] <= before[1]:
            raise e.problem("“steps” must rise, percent and points")
    most = steps[-1][1]
    if indicator.points is not None and most > indicator.points:
        raise e.problem(f"“points” {most} is more than indicator {indicator.code} can have ({indicator.points})")
    if indicator.target is not None and any(points % 1 for _at_least, points in steps):
        raise e.problem("a target is met at whole levels: “points” must be whole")
