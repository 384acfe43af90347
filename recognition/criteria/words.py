"""What a parsed set looks like. What the sources do not say is None in a field and an error where it would be counted with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from recognition.criteria.targets import Target
from recognition.criteria.unknown import NotKnown, Unknown
from recognition.titles.sources import Sourced

__all__ = ["Sourced"]
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Source:
    """Where a fact was read, and what it supports."""

    id: str
    where: str
    supports: str


@dataclass(frozen=True)
class SubjectGroup:
    """One of the groups of people with a form of their own; the name may be unknown."""

    code: str
    name: str
    confidence: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """A competence (A, B, C): indicators that stand together. `known`: all of them, a part, or nothing."""

    code: str
    name: str
    confidence: str
    known: str = "all"
    note: str = ""


@dataclass(frozen=True)
class Indicator:
    """What is scored. `wording` by subject group, `default` for the rest.

    `points`: the most it can have, None when no source says; for a target the highest level it asks for.
    """

    code: str
    group: str
    points: Decimal | None
    wording: Mapping[str, str]
    wording_confidence: str
    target: Target | None = None
    note: str = ""

    @property
    def maximum(self) -> Decimal:
        """The most points it can have. Raises NotKnown."""
        if self.points is None:
            raise NotKnown(self.code, (Unknown("maximum", self.code),))
        return self.points

    def words(self, subject_group: str = "") -> str:
        """The wording for a subject group, or the default one; empty when no source has it."""
        return self.wording.get(subject_group) or self.wording.get("default", "")


@dataclass(frozen=True)
class Category:
    """What a page must have been mapped to: an indicator of this set, one competence, or any of a framework."""

    kind: str
    value: str


@dataclass(frozen=True)
class Rule:
    """One way from statements to points of an indicator."""

    id: str
    indicator: str
    confidence: str
    verbs: tuple[str, ...]
    activity_types: tuple[str, ...]
    categories: tuple[Category, ...]
    success: bool | None
    min_score: Decimal | None
    having: tuple[str, ...]
    lacking: tuple[str, ...]
    measure: str
    take: str
    at_least: Decimal
    step: Decimal
    points_per_step: Decimal
    cap: Decimal
    note: str = ""

    def points(self, value: Decimal) -> Decimal:
        """Points for a measured value: none below `at_least`, then whole steps, never above `cap`."""
        if value < self.at_least:
            return _NOTHING
        return min(value // self.step * self.points_per_step, self.cap)

    @property
    def only_grows(self) -> bool:
        """Whether more evidence never takes points away: not so for a mean, nor where a later one replaces an earlier."""
        if self.measure == "mean_score":
            return False
        kept_by_time = self.take in ("first", "latest")
        return {
            "count": True,
            "distinct_days": self.take == "all",
            "minutes": self.take in ("all", "longest"),
            "max_score": not kept_by_time and self.take != "longest",
        }[self.measure]


@dataclass(frozen=True)
class ManualKind:
    """A kind of evidence that people hand in, and the points proposed until the officer sets them."""

    id: str
    name: str
    hint: str
    indicators: tuple[str, ...]
    least: Decimal
    most: Decimal
    proposes: Decimal
    at_most: int
    file: str
    confidence: str


@dataclass(frozen=True)
class Share:
    """A share of a group's people (or households) that hold a title: (percent, points) steps, rising; a target's points are levels.

    `of`: members or adults of a household, clan or organisation; residents or households of a place.
    """

    id: str
    indicator: str
    of: str
    title: str
    confidence: str
    steps: tuple[tuple[Decimal, Decimal], ...]
    note: str = ""

    def points(self, percent: Decimal) -> Decimal:
        """Points for a share in percent: those of the highest step that it reaches. Exactly the step is enough."""
        return max((points for at_least, points in self.steps if percent >= at_least), default=_NOTHING)


@dataclass(frozen=True)
class Band:
    """A grade reached from so many points in total (None: not known); `recognised`: whether the title comes with it."""

    code: str
    name: str
    points: Decimal | None
    recognised: bool

    @property
    def at_least(self) -> Decimal:
        """The points from which it is reached. Raises NotKnown."""
        if self.points is None:
            raise NotKnown(self.code, (Unknown("band", self.code),))
        return self.points


@dataclass(frozen=True)
class TitleLevel:
    """A level of `all_targets_met`, from 1 on without holes; the first one brings the title."""

    level: int
    name: str
    confidence: str


@dataclass(frozen=True)
class Criteria:
    """A whole set, as `parse.parse` returns it."""

    key: str
    version: str
    scoring: str
    subject: str
    title: str
    title_en: str
    confidence: str
    notice: str
    issuer: Sourced
    documents: tuple[Sourced, ...]
    valid_from: date | None
    valid_to: date | None
    authorities: tuple[str, ...]
    sources: tuple[Source, ...]
    subject_groups: tuple[SubjectGroup, ...]
    groups: tuple[Group, ...]
    indicators: tuple[Indicator, ...]
    rules: tuple[Rule, ...]
    manual: tuple[ManualKind, ...]
    shares: tuple[Share, ...] = ()
    total_points: Sourced | None = None
    marks: Mapping[str, Sourced] = field(default_factory=dict)
    floor: Sourced | None = None
    bands: tuple[Band, ...] | None = ()
    levels: tuple[TitleLevel, ...] = ()
    group_forms: Sourced | None = None
    conflict: Sourced | None = None
    known: str = "all"
    successor: Sourced | None = None

    @cached_property
    def unknown(self) -> tuple[Unknown, ...]:
        """What must be known before anything can be scored, in the order of the file; empty for a whole set."""
        found = [Unknown("groups")] if self.known != "all" else []
        found += [Unknown("indicators", one.code) for one in self.groups if one.known != "all"]
        for one in self.indicators:
            if not one.words():
                found.append(Unknown("wording", one.code))
            if one.target is not None:
                if not one.target.is_known:
                    found.append(Unknown("threshold", one.code))
            elif one.points is None:
                found.append(Unknown("maximum", one.code))
        found += [Unknown("mark", area) for area, mark in self.marks.items() if mark.value is None]
        if self.floor is not None and self.floor.value is None:
            found.append(Unknown("floor"))
        if self.bands is None:
            found.append(Unknown("bands"))
        found += [Unknown("band", one.code) for one in self.bands or () if one.points is None]
        return tuple(found)

    def must_be_known(self) -> None:
        """Raises NotKnown, naming everything, when the set cannot be scored with."""
        if self.unknown:
            raise NotKnown(f"{self.key} {self.version}", self.unknown)

    @cached_property
    def has_proposed(self) -> bool:
        """Whether any way to points is the portal's own proposal, not a source's."""
        rules, kinds, shares = (
            {one.confidence for one in self.rules},
            {one.confidence for one in self.manual},
            {one.confidence for one in self.shares},
        )
        return "proposed" in rules | kinds | shares

    @cached_property
    def by_code(self) -> Mapping[str, Indicator]:
        """The indicators by their code."""
        return {one.code: one for one in self.indicators}

    def indicator(self, code: str) -> Indicator:
        """The indicator with this code; KeyError when the set has none."""
        return self.by_code[code]

    @cached_property
    def _rules(self) -> Mapping[str, tuple[Rule, ...]]:
        return {code: tuple(rule for rule in self.rules if rule.indicator == code) for code in self.by_code}

    def rules_of(self, code: str) -> tuple[Rule, ...]:
        """The rules that answer an indicator."""
        return self._rules.get(code, ())

    def shares_of(self, code: str) -> tuple[Share, ...]:
        """The shares of holders that answer an indicator."""
        return tuple(share for share in self.shares if share.indicator == code)

    def share(self, share_id: str) -> Share | None:
        """The share with this id, if this version of the set still knows it."""
        return next((share for share in self.shares if share.id == share_id), None)

    @cached_property
    def _manual(self) -> Mapping[str, tuple[ManualKind, ...]]:
        return {code: tuple(kind for kind in self.manual if code in kind.indicators) for code in self.by_code}

    def manual_of(self, code: str) -> tuple[ManualKind, ...]:
        """The kinds of evidence that may be handed in for an indicator."""
        return self._manual.get(code, ())

    def manual_kind(self, kind_id: str) -> ManualKind | None:
        """The kind of evidence with this id, if this version of the set still knows it."""
        return next((kind for kind in self.manual if kind.id == kind_id), None)

    def mark(self, area_class: str = "ordinary") -> Decimal:
        """The points from which the title is recognised in an area; the ordinary mark where no other is given.

        0 where the model has no mark. Raises NotKnown.
        """
        area = area_class if area_class in self.marks else "ordinary"
        return _points(self.marks.get(area), Unknown("mark", area))

    def floor_points(self) -> Decimal:
        """The fewest points an indicator may have; 0 where the set has no such rule. Raises NotKnown."""
        return _points(self.floor, Unknown("floor"))


def _points(found: Sourced | None, unknown: Unknown) -> Decimal:
    if found is None:
        return _NOTHING
    if found.value is None:
        raise NotKnown(str(unknown), (unknown,))
    return Decimal(str(found.value))
