"""The digital skills of one person by one requirement set: a fold over what stands, on any day and as known at any moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.people.public import Learner, person_ids
from recognition.models import RequirementSet as Row
from recognition.models import SkillEvidence, SkillJudgement, SkillSheet
from recognition.skills.percent import Piece, Reached, Share, reached, share
from recognition.skills.publishing import DEFAULT, in_force, requirements_of
from recognition.skills.words import RequirementSet


@dataclass(frozen=True)
class Skills:
    """What a person shows of a set. `pieces`: all evidence that stands, by its number; `waits`: the set is in its first reading."""

    row: Row
    requirements: RequirementSet
    found: Mapping[str, Reached]
    share: Share
    pieces: Mapping[int, SkillEvidence]
    waits: bool = False


def standing(
    learners: Iterable[UUID] | QuerySet, row: Row, on: date, known: datetime | None = None
) -> QuerySet[SkillEvidence]:
    """The evidence of these records that counts on a day, as recorded by a moment (None: by now)."""
    rows = SkillEvidence.objects.filter(learner__in=learners, requirement_set=row, day__lte=on)
    if known is None:
        return rows.filter(withdrawn_at=None)
    return rows.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=known), recorded_at__lte=known)


def piece_of(row: SkillEvidence) -> Piece:
    """A row as the fold sees it: what an officer said stands at its own level, what a statement says goes by its rule."""
    rule = row.rule_id if row.kind == SkillEvidence.Kind.STATEMENT else ""
    return Piece(row.pk, row.competence, row.day, rule, row.activity_iri, row.minutes, row.score, row.level)


def person_skills(learner: Learner, row: Row, on: date | None = None, known: datetime | None = None) -> Skills:
    """What the person behind a learner shows of a set on a day (today), as recorded by a moment (now). In the present scope."""
    rows = standing(person_ids(learner.pk), row, on or timezone.localdate(), known)
    return skills_from(row, list(rows.order_by("day", "pk")))


def skills_from(row: Row, rows: Sequence[SkillEvidence]) -> Skills:
    """The fold over rows of one person."""
    requirements = requirements_of(row)
    found = reached(requirements, [piece_of(one) for one in rows])
    projection = getattr(row, "projection", None)
    waits = projection is not None and projection.generation == 1 and projection.rebuilding_to is not None
    return Skills(row, requirements, found, share(requirements, found), {one.pk: one for one in rows}, waits)


def sets_for(learner: Learner, on: date | None = None) -> list[Row]:
    """The sets that are asked of a person on a day: that of the group of people, else the one for everybody, one a framework.

    What nothing is known of comes last.
    """
    record = getattr(learner, "record", None)
    rows = in_force(group=getattr(record, "subject_group", "") or DEFAULT, on=on)
    return sorted(rows, key=lambda row: (not requirements_of(row).is_known, _LAST.get(row.framework, 0), row.key))


def confirmed_sheets(learner: Learner, rows: Iterable[Row]) -> dict[int, SkillSheet]:
    """The last sheet that an officer confirmed for a person, by the number of its set. One question."""
    sheets = SkillSheet.objects.filter(learner__in=person_ids(learner.pk), requirement_set__in=[row.pk for row in rows])
    return {one.requirement_set_id: one for one in sheets.select_related("unit").order_by("pk")}


def judgements_of(learner: Learner) -> list[SkillJudgement]:
    """The last word of officers of each kind that stands, about the person behind a learner."""
    rows = SkillJudgement.objects.filter(learner__in=person_ids(learner.pk), ended_at=None)
    return list(rows.order_by("kind", "-day", "-pk").distinct("kind"))


# The framework of this country stands first, another one is for comparison.
_LAST = {"digcomp_2_2": 1}
