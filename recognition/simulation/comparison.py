"""Two versions of a set, one person after the other: what the title comes to under each. Keeps nobody in memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from recognition.criteria.answer import Item, by_rules, points_of
from recognition.criteria.score import Verdict, score
from recognition.criteria.words import Criteria, Rule

GAINS, LOSES, KEEPS, WITHOUT = "gains", "loses", "keeps", "without"


class NotComparable(Exception):
    """The two sets cannot be held against each other with this evidence; says why and what is needed."""


@dataclass(frozen=True)
class Subject:
    """Whoever may hold the title, with what stands for them. `key` is only handed back; `unit` and `group` are counted by.

    `items`: the evidence under the old set. `items_anew`: under the new one, needed where its rules read other statements.
    `proposed`: the points that these items came to under the old set, where they are kept: then they are not computed again,
    and of the items only those that the changed indicators rest on (`Comparison.rests_on`) need be here.
    """

    key: object
    unit: str
    group: str
    area_class: str
    items: Sequence[Item]
    items_anew: Sequence[Item] | None = None
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    proposed: Mapping[str, Decimal] | None = None


@dataclass(frozen=True)
class Outcome:
    """One subject under both sets: the verdicts, and the points of each indicator that they rest on."""

    subject: Subject
    before: Verdict
    after: Verdict
    points_before: Mapping[str, Decimal]
    points_after: Mapping[str, Decimal]

    @property
    def change(self) -> str:
        """Gains or loses the title, keeps it, or is without it both times."""
        if self.after.passed:
            return KEEPS if self.before.passed else GAINS
        return LOSES if self.before.passed else WITHOUT


class Comparison:
    """An old and a new set, prepared once. Raises NotKnown for one with unknown values, NotComparable."""

    def __init__(self, old: Criteria, new: Criteria) -> None:
        old.must_be_known()
        new.must_be_known()
        if old.subject != new.subject:
            raise NotComparable(f"the sets are for different subjects: {old.subject} and {new.subject}")
        self.old, self.new = old, new
        self.must_be_read_anew = tuple(rule.id for rule in new.rules if not _reads_the_same(rule, old))
        self._unchanged = frozenset(code for code in new.by_code if _same(old, new, code))
        changed = [code for code in new.by_code if code not in self._unchanged]
        # What the changed indicators rest on: with the points that were proposed, no other evidence is looked at.
        rules = (one.id for code in changed for one in new.rules_of(code))
        kinds = (one.id for code in changed for one in new.manual_of(code))
        shares = (one.id for code in changed for one in new.shares_of(code))
        self.rests_on = frozenset((*rules, *kinds, *shares))

    def outcome(self, subject: Subject) -> Outcome:
        """What the title comes to under each set. Raises NotComparable when rules read other statements than before."""
        if self.must_be_read_anew and subject.items_anew is None:
            raise NotComparable(
                f"these rules read other statements than before: {', '.join(self.must_be_read_anew)}; "
                "give the evidence that they find (items_anew)"
            )
        sorted_ = by_rules(subject.items)
        before: Mapping[str, Decimal] = (
            {one.code: points_of(self.old, one, sorted_) for one in self.old.indicators}
            if subject.proposed is None
            else subject.proposed
        )
        if subject.items_anew is None:
            after = self._after(before, sorted_)
        else:
            anew = by_rules(subject.items_anew)
            after = {one.code: points_of(self.new, one, anew) for one in self.new.indicators}
        return Outcome(
            subject,
            score(self.old, _said(self.old, before), subject.area_class, _declared(self.old, subject)),
            score(self.new, _said(self.new, after), subject.area_class, _declared(self.new, subject)),
            before,
            after,
        )

    def _after(self, before: Mapping[str, Decimal], items: Mapping[str, Sequence[Item]]) -> dict[str, Decimal]:
        """The points under the new set; what did not change is not computed a second time."""
        return {
            one.code: before[one.code] if one.code in self._unchanged else points_of(self.new, one, items)
            for one in self.new.indicators
        }


def compare(old: Criteria, new: Criteria, subjects: Iterable[Subject]) -> Iterator[Outcome]:
    """The outcomes one by one, as the subjects come. Raises NotKnown, NotComparable (before the first one)."""
    comparison = Comparison(old, new)
    return (comparison.outcome(one) for one in subjects)


_READING = ("verbs", "activity_types", "categories", "success", "min_score", "having", "lacking")


def _reads_the_same(rule: Rule, old: Criteria) -> bool:
    before = next((one for one in old.rules if one.id == rule.id), None)
    return before is not None and all(getattr(before, word) == getattr(rule, word) for word in _READING)


def _same(old: Criteria, new: Criteria, code: str) -> bool:
    return (
        code in old.by_code
        and old.indicator(code).points == new.indicator(code).points
        and old.rules_of(code) == new.rules_of(code)
        and old.manual_of(code) == new.manual_of(code)
        and old.shares_of(code) == new.shares_of(code)
    )


def _said(criteria: Criteria, points: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    """With targets, one that no evidence speaks for is open and unknown, not met at level 0."""
    return {code: value for code, value in points.items() if value} if criteria.levels else points


def _declared(criteria: Criteria, subject: Subject) -> dict[str, str]:
    """What was declared not applicable, as far as this set has the target and allows it."""
    allowed = (one.code for one in criteria.indicators if one.target is not None and one.target.not_applicable)
    return {code: subject.not_applicable[code] for code in allowed if code in subject.not_applicable}
