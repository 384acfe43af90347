"""Digital skills as people read them: the share, what each competence rests on, and what would raise it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning_records.public import competence_iri
from portal.look.templatetags.look import points as number
from portal.people.public import Learner
from recognition.criteria.frameworks import SHIPPED, framework
from recognition.models import RequirementSet as Row
from recognition.models import SkillEvidence, SkillSheet
from recognition.skills.percent import Reached
from recognition.skills.state import Skills, confirmed_sheets, person_skills, sets_for
from recognition.skills.words import PaperKind, Required, RequirementSet, SkillRule

WHYS = 5  # pieces that are named of one competence


@dataclass(frozen=True)
class Why:
    """One piece of evidence: what it was, when, and who says so. `number` is that of an officer's word, which can be taken back."""

    title: str
    day: date
    who: str
    number: int = 0


@dataclass(frozen=True)
class SkillLine:
    """One competence. `level` is what is shown (empty: nothing), `needed` what is asked for; `since`: from when it is enough."""

    code: str
    name: str
    level: str
    needed: str
    enough: bool
    since: date | None
    whys: tuple[Why, ...]
    more: int
    iris: tuple[str, ...]


@dataclass(frozen=True)
class SkillArea:
    """The competences of one area."""

    name: str
    shown: int
    lines: tuple[SkillLine, ...]


@dataclass(frozen=True)
class SkillState:
    """A person's digital skills by one set. `known`: something can be counted; `proposed`: no document asks for it.

    `waits`: the set is still being read; `ways`: what the portal itself counts, in words; `papers`: what an officer may read.
    `sheet`: the last one that an officer confirmed.
    """

    row: Row
    title: str
    framework: str
    notice: str
    known: bool
    proposed: bool
    waits: bool
    shown: int
    required: int
    percent: Decimal | None
    areas: tuple[SkillArea, ...]
    ways: tuple[str, ...]
    papers: tuple[PaperKind, ...]
    sheet: SkillSheet | None

    @property
    def missing(self) -> tuple[SkillLine, ...]:
        """What is not at the level that is asked for."""
        return tuple(line for area in self.areas for line in area.lines if not line.enough)

    @property
    def moved(self) -> bool:
        """Whether more, or less, is shown now than what was confirmed."""
        return self.sheet is not None and (self.sheet.shown, self.sheet.required) != (self.shown, self.required)


def skill_states(learner: Learner) -> list[SkillState]:
    """One state for each framework that is asked of a person; what nothing is known of comes last. Few questions for each."""
    rows = sets_for(learner)
    sheets = confirmed_sheets(learner, rows)
    return [_state(person_skills(learner, row), sheets.get(row.pk)) for row in rows]


def first_state(learner: Learner) -> SkillState | None:
    """The state by the framework that stands first; None where no set that can be counted with is published."""
    row = next(iter(sets_for(learner)), None)
    if row is None:
        return None
    found = _state(person_skills(learner, row), confirmed_sheets(learner, [row]).get(row.pk))
    return found if found.known else None


def _state(skills: Skills, sheet: SkillSheet | None) -> SkillState:
    requirements = skills.requirements
    areas: dict[str, list[SkillLine]] = {}
    for one in requirements.competences:
        areas.setdefault(one.area, []).append(_line(requirements, one, skills.found.get(one.code), skills.pieces))
    return SkillState(
        row=skills.row,
        title=requirements.title,
        framework=framework(requirements.framework).title if requirements.framework in SHIPPED else requirements.title,
        notice=requirements.notice,
        known=requirements.is_known,
        proposed=requirements.confidence == "proposed",
        waits=skills.waits,
        shown=skills.share.shown,
        required=skills.share.required,
        percent=skills.share.percent,
        areas=tuple(SkillArea(name, skills.share.by_area[name][0], tuple(lines)) for name, lines in areas.items()),
        ways=tuple(rule_told(rule) for rule in requirements.rules),
        papers=requirements.papers,
        sheet=sheet,
    )


def _line(
    requirements: RequirementSet, one: Required, held: Reached | None, pieces: Mapping[int, SkillEvidence]
) -> SkillLine:
    rows = _once([pieces[pk] for pk in held.pieces]) if held else []
    return SkillLine(
        code=one.code,
        name=one.name,
        level=requirements.level_name(held.level) if held else "",
        needed=requirements.level_name(one.level),
        enough=held is not None and held.level >= one.level,
        since=held.required_since if held else None,
        whys=tuple(_why(requirements, row) for row in rows[:WHYS]),
        more=max(0, len(rows) - WHYS),
        iris=tuple(competence_iri(*mapped.split("/", 1)) for mapped in one.mapped),
    )


def _once(rows: Sequence[SkillEvidence]) -> list[SkillEvidence]:
    """Each activity once, by its first day; what an officer said stands first."""
    kept: dict[object, SkillEvidence] = {}
    for row in sorted(rows, key=lambda row: (row.kind == SkillEvidence.Kind.STATEMENT, row.day, row.pk)):
        kept.setdefault(row.activity_iri or row.pk, row)
    return list(kept.values())


def _why(requirements: RequirementSet, row: SkillEvidence) -> Why:
    if row.kind == SkillEvidence.Kind.STATEMENT:
        return Why(row.title or _("An activity without a name"), row.day, _("recorded by the portal"))
    kind = next((one.name for one in requirements.papers if one.id == row.rule_id), "")
    told = row.title or kind
    return Why(told, row.day, _("an officer read it") if row.evidence_id else _("an officer saw it"), row.pk)


def rule_told(rule: SkillRule) -> str:
    """What a rule asks for, as a sentence."""
    often = int(rule.at_least)
    if rule.measure == "distinct_days":
        return ngettext("learn on %(n)s day", "learn on %(n)s different days", often) % {"n": often}
    if rule.measure == "minutes":
        return ngettext("learn for %(n)s minute", "learn for %(n)s minutes", often) % {"n": often}
    if rule.measure == "max_score":
        return _("reach %(n)s percent once") % {"n": number(rule.at_least)}
    if "question" in rule.activity_types:
        return ngettext("answer %(n)s question rightly", "answer %(n)s different questions rightly", often) % {
            "n": often
        }
    if "assessment" in rule.activity_types:
        told = ngettext("pass %(n)s test", "pass %(n)s different tests", often) % {"n": often}
        least = rule.min_score
        return told if least is None else _("%(what)s with at least %(n)s percent") % {"what": told, "n": number(least)}
    return ngettext("finish %(n)s lesson", "finish %(n)s different lessons", often) % {"n": often}
