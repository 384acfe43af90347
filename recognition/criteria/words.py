"""The closed vocabulary of criteria files, and what a parsed set looks like. A new need is a new word here,
with its test and its line in docs/criteria.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

SCORING = ("points_with_floor", "points_with_bands", "all_targets_met")
SUBJECTS = ("person", "household", "clan", "organisation", "commune")
CONFIDENCE = ("verbatim-from-source", "recalled-from-general-knowledge", "uncertain", "proposed")
VERBS = ("registered", "initialized", "progressed", "answered", "completed", "passed", "failed")
ACTIVITY_TYPES = ("course", "module", "lesson", "question", "assessment")
MEASURES = ("count", "distinct_days", "minutes", "mean_score", "max_score")
TAKES = ("all", "first", "latest", "best")
EXTENSIONS = ("minutes", "banked")
AREA_CLASSES = ("ordinary", "disadvantaged")
FILES = ("required", "optional")


@dataclass(frozen=True)
class Sourced:
    """A value with where it comes from and how sure it is."""

    value: object
    confidence: str
    source: tuple[str, ...] = ()
    note: str = ""


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
    """A competence (A, B, C): indicators that stand together."""

    code: str
    name: str
    confidence: str


@dataclass(frozen=True)
class Indicator:
    """What is scored. `wording` by subject group, `default` for the rest; `level` is for all_targets_met."""

    code: str
    group: str
    maximum: Decimal
    wording: Mapping[str, str]
    wording_confidence: str
    level: int = 1
    note: str = ""

    def words(self, subject_group: str = "") -> str:
        """The wording for a subject group, or the default one."""
        return self.wording.get(subject_group) or self.wording["default"]


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
            return Decimal(0)
        return min(value // self.step * self.points_per_step, self.cap)


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
class Band:
    """A grade reached from so many points in total; `recognised` says whether the title comes with it."""

    code: str
    name: str
    at_least: Decimal
    recognised: bool


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
    total_points: Sourced | None = None
    marks: Mapping[str, Sourced] = field(default_factory=dict)
    floor: Sourced | None = None
    bands: tuple[Band, ...] = ()
    group_forms: Sourced | None = None
    conflict: Sourced | None = None

    def indicator(self, code: str) -> Indicator:
        """The indicator with this code; KeyError when the set has none."""
        for one in self.indicators:
            if one.code == code:
                return one
        raise KeyError(code)

    def rules_of(self, code: str) -> tuple[Rule, ...]:
        """The rules that answer an indicator."""
        return tuple(rule for rule in self.rules if rule.indicator == code)

    def manual_of(self, code: str) -> tuple[ManualKind, ...]:
        """The kinds of evidence that may be handed in for an indicator."""
        return tuple(kind for kind in self.manual if code in kind.indicators)

    def manual_kind(self, kind_id: str) -> ManualKind | None:
        """The kind of evidence with this id, if this version of the set still knows it."""
        return next((kind for kind in self.manual if kind.id == kind_id), None)

    def mark(self, area_class: str = "ordinary") -> Decimal:
        """The points from which the title is recognised in an area; the ordinary mark where no other is given."""
        found = self.marks.get(area_class) or self.marks.get("ordinary")
        return Decimal(str(found.value)) if found else Decimal(0)

    def floor_points(self) -> Decimal:
        """The fewest points an indicator may have; 0 where the set has no such rule."""
        return Decimal(str(self.floor.value)) if self.floor else Decimal(0)
