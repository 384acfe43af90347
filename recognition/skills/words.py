"""What a parsed requirement set of digital skills looks like: which competences, at which level, and what may show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from recognition.titles.sources import Sourced

MEASURES = ("count", "distinct_days", "minutes", "max_score")


@dataclass(frozen=True)
class Required:
    """One competence of the framework that the set asks for, from which level on. `iris`: what a page may be mapped to."""

    code: str
    level: int
    confidence: str
    name: str
    area: str
    mapped: tuple[str, ...]


@dataclass(frozen=True)
class SkillRule:
    """One way from statements to a level of a competence: what must have been done, and how much of it.

    `competences`: the codes for which it speaks. `level`: what it shows once `at_least` is measured. Every measure only grows
    with more evidence: `count` counts different activities, `minutes` takes each activity once, at its longest.
    """

    id: str
    competences: tuple[str, ...]
    level: int
    confidence: str
    verbs: tuple[str, ...]
    activity_types: tuple[str, ...]
    success: bool | None
    min_score: Decimal | None
    measure: str
    at_least: Decimal
    note: str = ""


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper for which an officer may say which competences it shows, up to `level`."""

    id: str
    name: str
    hint: str
    level: int
    confidence: str


@dataclass(frozen=True)
class RequirementSet:
    """A whole set, as `parse.parse` returns it. `known`: all, or nothing where no source has the skills (it counts nowhere)."""

    key: str
    version: str
    framework: str
    subject_group: str
    title: str
    confidence: str
    notice: str
    documents: tuple[Sourced, ...]
    known: str
    valid_from: date | None
    valid_to: date | None
    authorities: tuple[str, ...]
    levels: Mapping[int, str]
    competences: tuple[Required, ...]
    rules: tuple[SkillRule, ...]
    papers: tuple[PaperKind, ...]

    @property
    def is_known(self) -> bool:
        """Whether anything can be counted with it."""
        return self.known == "all"

    @cached_property
    def by_code(self) -> Mapping[str, Required]:
        """The competences by their code."""
        return {one.code: one for one in self.competences}

    @cached_property
    def by_rule(self) -> Mapping[str, SkillRule]:
        """The rules by their id."""
        return {one.id: one for one in self.rules}

    def level_name(self, level: int) -> str:
        """The framework's own name of a level, as CB1; scales differ, so it is never shown without its framework."""
        return self.levels.get(level, str(level))
