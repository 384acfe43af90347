"""Evidence -> points of each indicator, with what made them (parts) and what would raise them (gaps).

A fold over the evidence that stands: the order in which it arrived does not matter, for it is sorted
by the time of the event. Nothing is added to an earlier result.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from recognition.criteria.words import Criteria, Indicator, ManualKind, Rule, Share

ZERO = Decimal(0)


class Item(NamedTuple):
    """A piece of evidence as the rules see it. `tie` orders what happened at the same moment.

    A tuple, since a year of a province has ten million: made straight from a row of the database, in the order of its fields.
    """

    id: int
    rule_id: str
    indicators: Sequence[str]
    happened_at: datetime
    day: date
    tie: str = ""
    activity: str = ""
    minutes: Decimal | None = None
    score: Decimal | None = None
    manual: bool = False
    share: Decimal | None = None  # of holders, in percent


@dataclass(frozen=True)
class RulePart:
    """Points that one rule or kind of evidence gave. `kind`: rule, manual, share (of holders), limit (what the maximum cut off)."""

    kind: str
    rule_id: str
    quantity: Decimal
    points: Decimal
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True)
class RuleGap:
    """What would raise the points: `missing` in the unit of the measure, and what it would bring."""

    kind: str
    rule_id: str
    missing: Decimal
    gain: Decimal


@dataclass(frozen=True)
class Answer:
    """Points of one indicator with their reasons; the points of the parts add up to `points`."""

    indicator: str
    points: Decimal
    maximum: Decimal
    parts: tuple[RulePart, ...]
    gaps: tuple[RuleGap, ...]


def percent(count: int, base: int) -> Decimal:
    """A share in percent, not rounded: what is rounded is only shown. Of no base there is none (ZeroDivisionError)."""
    return Decimal(count) * 100 / Decimal(base)


def answer(criteria: Criteria, items: Iterable[Item]) -> dict[str, Answer]:
    """The answer of every indicator, from all evidence of one learner that stands (nothing withdrawn or refused).

    Raises NotKnown for a set whose sources leave values open.
    """
    criteria.must_be_known()
    by_rule = by_rules(items)
    return {one.code: answer_of(criteria, one, by_rule) for one in criteria.indicators}


def by_rules(items: Iterable[Item]) -> dict[str, list[Item]]:
    """The evidence of each rule or kind, in order of the event."""
    by_rule: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: (item.happened_at, item.tie, item.id)):
        by_rule.setdefault(item.rule_id, []).append(item)
    return by_rule


def answer_of(criteria: Criteria, indicator: Indicator, by_rule: Mapping[str, Sequence[Item]]) -> Answer:
    """The answer of one indicator, from evidence sorted by `by_rules`."""
    measured, handed_in = _measured(criteria, indicator, by_rule), _handed_in(criteria, indicator, by_rule)
    parts = [
        RulePart("rule", rule.id, value, points, tuple(item.id for item in used))
        for rule, value, points, used in measured if used
    ]  # fmt: skip
    parts += [
        RulePart("manual", kind.id, Decimal(len(handed)), points, tuple(item.id for item in handed))
        for kind, points, handed in handed_in if handed
    ]  # fmt: skip
    shared = _shared(criteria, indicator, by_rule)
    parts += [
        RulePart("share", share.id, item.share or ZERO, points, (item.id,))
        for share, points, item in shared if item is not None
    ]  # fmt: skip
    gaps = [gap for rule, value, points, _used in measured for gap in _rule_gap(rule, value, points)]
    gaps += [gap for kind, _points, handed in handed_in for gap in _manual_gap(kind, len(handed))]
    gaps += [gap for share, points, item in shared for gap in _share_gap(share, points, item)]
    total = sum((part.points for part in parts), ZERO)
    if total > indicator.maximum:
        parts.append(RulePart("limit", "", indicator.maximum, indicator.maximum - total))
        total = indicator.maximum
    return Answer(indicator.code, total, indicator.maximum, tuple(parts), _within(gaps, indicator.maximum - total))


def points_of(criteria: Criteria, indicator: Indicator, by_rule: Mapping[str, Sequence[Item]]) -> Decimal:
    """The points of `answer_of` without what they rest on and what would bring more: a whole year is counted by them."""
    total = sum((points for _rule, _value, points, used in _measured(criteria, indicator, by_rule) if used), ZERO)
    total += sum((points for _kind, points, _handed in _handed_in(criteria, indicator, by_rule)), ZERO)
    total += sum((points for _share, points, _item in _shared(criteria, indicator, by_rule)), ZERO)
    return min(total, indicator.maximum)


def _measured(
    criteria: Criteria, indicator: Indicator, by_rule: Mapping[str, Sequence[Item]]
) -> list[tuple[Rule, Decimal, Decimal, list[Item]]]:
    """Each rule of the indicator with its value, its points, and the items it rests on (none: it gives no points)."""
    found = []
    for rule in criteria.rules_of(indicator.code):
        value, used = measure(rule, [item for item in by_rule.get(rule.id, ()) if not item.manual])
        found.append((rule, value, rule.points(value), used))
    return found


def _handed_in(
    criteria: Criteria, indicator: Indicator, by_rule: Mapping[str, Sequence[Item]]
) -> list[tuple[ManualKind, Decimal, list[Item]]]:
    """Each kind of paper of the indicator with its points and the papers."""
    found = []
    for kind in criteria.manual_of(indicator.code):
        handed = [i for i in by_rule.get(kind.id, ()) if i.manual and indicator.code in i.indicators]
        found.append((kind, kind.proposes * min(len(handed), kind.at_most), handed))
    return found


def _shared(
    criteria: Criteria, indicator: Indicator, by_rule: Mapping[str, Sequence[Item]]
) -> list[tuple[Share, Decimal, Item | None]]:
    """Each share of the indicator with its points and the last count of it (None: it was never counted)."""
    found: list[tuple[Share, Decimal, Item | None]] = []
    for share in criteria.shares_of(indicator.code):
        counted = [item for item in by_rule.get(share.id, ()) if item.share is not None]
        last = counted[-1] if counted else None
        found.append((share, share.points(last.share) if last and last.share is not None else ZERO, last))
    return found


def measure(rule: Rule, items: Sequence[Item]) -> tuple[Decimal, list[Item]]:
    """The measured value of a rule and the items it rests on; items must be in order of time."""
    used = _take(rule.take, items)
    if rule.measure == "count":
        return Decimal(len(used)), used
    if rule.measure == "distinct_days":
        return Decimal(len({item.day for item in used})), used
    if rule.measure == "minutes":
        return sum((item.minutes for item in used if item.minutes is not None), ZERO), used
    scored = [item for item in used if item.score is not None]
    scores = [item.score * 100 for item in scored if item.score is not None]
    if not scores:
        return ZERO, []
    if rule.measure == "max_score":
        return max(scores), scored
    return sum(scores, ZERO) / len(scores), scored


def _take(take: str, items: Sequence[Item]) -> list[Item]:
    """Of several statements about one activity: all, the first, the latest, the best score, the most declared minutes."""
    if take == "all":
        return list(items)
    chosen: dict[str, Item] = {}
    for item in items:
        held = chosen.get(item.activity)
        if held is None or take == "latest" or (take in _BETTER and _BETTER[take](item) > _BETTER[take](held)):
            chosen[item.activity] = item
    return sorted(chosen.values(), key=lambda item: (item.happened_at, item.tie, item.id))


def _scored(item: Item) -> Decimal:
    return Decimal(-2) if item.score is None else item.score


def _minutes(item: Item) -> Decimal:
    return Decimal(-1) if item.minutes is None else item.minutes


_BETTER = {"best": _scored, "longest": _minutes}


def _rule_gap(rule: Rule, value: Decimal, points: Decimal) -> list[RuleGap]:
    if points >= rule.cap:
        return []
    target = max(rule.at_least, (value // rule.step + 1) * rule.step)
    if rule.measure in ("mean_score", "max_score") and target > 100:
        return []
    gain = rule.points(target) - points
    return [RuleGap("rule", rule.id, target - value, gain)] if gain > 0 else []


def _manual_gap(kind: ManualKind, handed: int) -> list[RuleGap]:
    if handed >= kind.at_most or kind.proposes <= 0:
        return []
    return [RuleGap("manual", kind.id, Decimal(1), kind.proposes)]


def _share_gap(share: Share, points: Decimal, last: Item | None) -> list[RuleGap]:
    held = last.share if last and last.share is not None else ZERO
    above = [(at_least, more) for at_least, more in share.steps if at_least > held and more > points]
    return [RuleGap("share", share.id, at_least - held, more - points) for at_least, more in above[:1]]


def _within(gaps: list[RuleGap], room: Decimal) -> tuple[RuleGap, ...]:
    """No gap promises more than the indicator still has room for; what brings most comes first."""
    if room <= 0:
        return ()
    cut = [RuleGap(gap.kind, gap.rule_id, gap.missing, min(gap.gain, room)) for gap in gaps]
    return tuple(sorted(cut, key=lambda gap: -gap.gain))
