"""What a set says must be possible. Each word alone was read; here they are held against each other."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from recognition.criteria.targets import Threshold
from recognition.criteria.vocabulary import AREA_CLASSES, SCORES
from recognition.criteria.words import Criteria, ManualKind, Rule, Sourced

_Wrong = Iterable[tuple[str, str]]
_ZERO, _HUNDRED = Decimal(0), Decimal(100)


def every_wrong(found: Criteria) -> Iterator[tuple[str, str]]:
    """What cannot be, as (entry, reason): a mark nobody can reach, a rule that can never give points, …."""
    yield from _groups(found)
    yield from _days(found)
    yield from _totals(found)
    yield from _marks_and_floor(found)
    yield from _bands(found)
    yield from _levels(found)
    for rule in found.rules:
        yield from ((f"rules {rule.id}", why) for why in _rule(rule, found))
    for kind in found.manual:
        yield from ((f"manual {kind.id}", why) for why in _manual(kind, found))
    rules, kinds = {rule.id for rule in found.rules}, {kind.id for kind in found.manual}
    if rules & kinds:
        yield "the file", f"“{sorted(rules & kinds)[0]}” is both a rule and a kind of evidence"
    for share in found.shares:
        if share.id in rules | kinds:
            yield f"shares {share.id}", "is the name of a rule or a kind of evidence too"
    if found.rules and not found.authorities:
        yield "the file", "“authorities” is empty: no statement could ever count"
    yield from _sources(found)


def _groups(found: Criteria) -> _Wrong:
    if found.known == "all" and not found.groups:
        yield "the file", "“groups” is empty; “known: nothing” says that they are not known"
    if found.known == "nothing" and found.groups:
        yield "the file", "“known” is nothing, but “groups” has some"
    for group in found.groups:
        held = any(one.group == group.code for one in found.indicators)
        if not held and group.known != "nothing":
            yield f"groups {group.code}", "has no indicator; “known: nothing” says that they are not known"
        if held and group.known == "nothing":
            yield f"groups {group.code}", "“known” is nothing, but it has indicators"


def _days(found: Criteria) -> _Wrong:
    if found.valid_from and found.valid_to and found.valid_to < found.valid_from:
        yield "the file", f"“valid_to” {found.valid_to} is before “valid_from” {found.valid_from}"


def _most(found: Criteria) -> Decimal | None:
    """The sum of the maxima; None while not all of them are known."""
    whole = found.known == "all" and all(group.known == "all" for group in found.groups)
    points = [one.points for one in found.indicators]
    return sum((one for one in points if one is not None), _ZERO) if whole and None not in points else None


def _number(one: Sourced | None) -> Decimal | None:
    return one.value if one is not None and isinstance(one.value, Decimal) else None


def _totals(found: Criteria) -> _Wrong:
    total, most = _number(found.total_points), _most(found)
    if total is None:
        return
    if most is not None and total != most:
        yield "the file", f"“total_points” is {total}, the indicators add up to {most}"
    so_far = sum((one.points for one in found.indicators if one.points is not None), _ZERO)
    if so_far > total:
        yield "the file", f"“total_points” is {total}, the indicators that are known alone have {so_far}"


def _reachable(found: Criteria) -> Decimal | None:
    """The most points there can be, as far as the file says it."""
    most = _most(found)
    return most if most is not None else _number(found.total_points)


def _marks_and_floor(found: Criteria) -> _Wrong:
    most, floor = _reachable(found), _number(found.floor)
    for area, one in found.marks.items():
        mark = _number(one)
        if mark is not None and most is not None and mark > most:
            yield f"marks, {area}", f"{mark} is more than all indicators have together ({most})"
    for indicator in found.indicators:
        if floor is not None and indicator.points is not None and floor > indicator.points:
            yield "floor", f"{floor} is more than indicator {indicator.code} can have ({indicator.points})"


def _bands(found: Criteria) -> _Wrong:
    most, above, recognised = _reachable(found), None, True
    for band in found.bands or ():
        if band.points is not None:
            if most is not None and band.points > most:
                yield f"bands {band.code}", f"{band.points} is more than all indicators have together ({most})"
            if above is not None and band.points >= above:
                yield f"bands {band.code}", f"“at_least” {band.points} must be under that of the band before ({above})"
            above = band.points
        if band.recognised and not recognised:
            yield f"bands {band.code}", "is recognised, but a higher band is not"
        recognised = band.recognised
    if found.bands and not any(band.recognised for band in found.bands):
        yield "the file", "“bands”: none of them is recognised, so nobody could get the title"


def _levels(found: Criteria) -> _Wrong:
    if found.scoring != "all_targets_met":
        return
    levels = [one.level for one in found.levels]
    if levels != list(range(1, len(levels) + 1)) or not levels:
        yield "the file", f"“levels” must be 1, 2, … without holes: not {', '.join(map(str, levels)) or 'empty'}"
    asked: set[int] = set()
    for one in found.indicators:
        thresholds = (one.target.thresholds if one.target else None) or ()
        asked.update(threshold.level for threshold in thresholds)
        for threshold in thresholds:
            if threshold.level not in levels:
                yield f"indicators {one.code}, level {threshold.level}", "this level does not stand in “levels”"
        for before, threshold in pairwise(thresholds):
            where = f"indicators {one.code}, level {threshold.level}"
            if threshold.level <= before.level:
                yield where, f"must come before level {before.level}, each level once"
            for area in AREA_CLASSES:
                if _falls(before, threshold, area):
                    yield where, f"asks for less than level {before.level} ({area} area)"
    if not found.unknown and (missing := sorted(set(levels) - asked)):
        yield "the file", f"“levels”: no target asks for anything at level {missing[0]}"


def _falls(before: Threshold, threshold: Threshold, area: str) -> bool:
    low, high = (one.values.get(area, one.values["ordinary"]) for one in (before, threshold))
    return low is not None and high is not None and high < low


def _rule(rule: Rule, found: Criteria) -> Iterable[str]:
    indicator = found.indicator(rule.indicator)
    if indicator.points is not None and rule.cap > indicator.points:
        yield f"“cap” {rule.cap} is more than indicator {rule.indicator} can have ({indicator.points})"
    if indicator.target is not None and (rule.cap % 1 or rule.points_per_step % 1):
        yield "a target is met at whole levels: “cap” and “points_per_step” must be whole"
    if set(rule.having) & set(rule.lacking):
        yield "“having” and “lacking” name the same: no statement could ever count"
    if "minutes" in rule.lacking and rule.measure == "minutes":
        yield "measures minutes of statements that lack them: it could never give points"
    if rule.measure in SCORES:
        best = rule.points(_HUNDRED)
        if best == 0:
            yield "a score goes up to 100: it could never give points"
        elif rule.cap > best:
            yield f"“cap” {rule.cap} is more than a score of 100 gives ({best})"


def _manual(kind: ManualKind, found: Criteria) -> Iterable[str]:
    for code in kind.indicators:
        indicator = found.indicator(code)
        if indicator.points is not None and kind.most > indicator.points:
            yield f"“points” {kind.most} is more than indicator {code} can have ({indicator.points})"
        if indicator.target is not None and (kind.least % 1 or kind.proposes % 1 or kind.most % 1):
            yield "a target is met at whole levels: “points” must be whole"


def _sources(found: Criteria) -> _Wrong:
    known = {one.id for one in found.sources}
    cited = [found.issuer, *found.documents, *found.marks.values(), found.floor, found.total_points]
    cited += [found.conflict, found.group_forms, found.successor]
    named = [name for one in cited if one is not None for name in one.source]
    for indicator in found.indicators:
        for threshold in (indicator.target.thresholds if indicator.target else None) or ():
            named += threshold.source
    for name in named:
        if name not in known:
            yield "the file", f"“sources” does not know “{name}”"
