"""What officers say of a person's digital skills, and the sheet that they confirm. Whether they may is asked above."""

import secrets
import string
from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import Learner, User, person_ids
from portal.places.public import Unit
from recognition.models import Evidence, SkillEvidence, SkillJudgement, SkillSheet
from recognition.models import RequirementSet as Row
from recognition.refusals import Refused
from recognition.skills.publishing import requirements_of
from recognition.skills.state import person_skills

NOTE = 300  # characters
_SIGNS = string.ascii_letters + string.digits


def _hold(learner: Learner) -> None:
    """One officer after the other writes about one person."""
    Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)


def _past(day: date) -> date:
    if day > timezone.localdate():
        raise Refused(_("This day is still to come. Write the day on which it was."), "day")
    return day


@transaction.atomic
def say(
    learner: Learner, row: Row, codes: Collection[str], kind: str, day: date, by: User, *,
    evidence: Evidence | None = None, note: str = "",
) -> list[SkillEvidence]:  # fmt: skip
    """An officer says which competences a paper shows (`evidence`), or what was done before the officer's eyes.

    What stands already is not said twice. Returns the rows that are new. Raises Refused, with the field.
    """
    requirements, day = requirements_of(row), _past(day)
    paper = next((one for one in requirements.papers if one.id == kind), None)
    if paper is None:
        raise Refused(_("Choose what kind of paper or work it is."), "kind")
    known = [code for code in requirements.by_code if code in set(codes)]
    if not known:
        raise Refused(_("Tick at least one competence for which it speaks."), "codes")
    if (
        evidence is not None
        and not Evidence.objects.filter(
            pk=evidence.pk, learner__in=person_ids(learner.pk), kind=Evidence.Kind.MANUAL, withdrawn_at=None
        ).exists()
    ):
        raise Refused(_("This paper is not there any more. Choose another one."), "paper")
    _hold(learner)
    there = set(
        SkillEvidence.objects.filter(
            learner__in=person_ids(learner.pk), requirement_set=row, rule_id=kind, evidence=evidence, day=day, withdrawn_at=None
        ).exclude(kind=SkillEvidence.Kind.STATEMENT).values_list("competence", flat=True)
    )  # fmt: skip
    made = SkillEvidence.objects.bulk_create(
        SkillEvidence(
            learner=learner, requirement_set=row, kind="paper" if evidence else "officer", rule_id=kind, competence=code,
            level=paper.level, day=day, title=evidence.title if evidence else "", evidence=evidence, by=by,
            note=note.strip()[:NOTE],
        )
        for code in known if code not in there
    )  # fmt: skip
    if made:
        details = {"set": str(row), "kind": kind, "competences": [one.competence for one in made]}
        append("skills.said", f"learner:{learner.pk}", by=by, details=details)
    return made


@transaction.atomic
def judge(learner: Learner, kind: str, yes: bool, day: date, by: User, note: str = "") -> SkillJudgement:
    """An officer's word beside the framework: a confirmation seen, a course, training, skills for the work. The last one counts.

    A no, and a judgement of the skills for the work, need a note. Raises Refused, with the field.
    """
    if kind not in SkillJudgement.Kind.values:
        raise Refused(_("Choose what you say of the person."), "judgement")
    day, note = _past(day), note.strip()[:NOTE]
    if not note and (not yes or kind == SkillJudgement.Kind.WORK):
        raise Refused(_("Write a note: what it rests on."), "note")
    _hold(learner)
    last = (
        SkillJudgement.objects.filter(learner__in=person_ids(learner.pk), kind=kind, ended_at=None)
        .order_by("day", "pk")
        .last()
    )
    if last is not None and (last.yes, last.day, last.note) == (yes, day, note):
        return last
    made = SkillJudgement.objects.create(learner=learner, kind=kind, yes=yes, day=day, note=note, by=by)
    append("skills.judged", f"learner:{learner.pk}", by=by, details={"kind": kind, "yes": yes, "judgement": made.pk})
    return made


@transaction.atomic
def take_back(learner: Learner, number: int, by: User) -> None:
    """An officer's word about a competence was a mistake: it counts no longer. Pressed twice is once. Raises Refused."""
    _hold(learner)
    rows = SkillEvidence.objects.filter(learner__in=person_ids(learner.pk), pk=number)
    if not rows.exclude(kind=SkillEvidence.Kind.STATEMENT).exists():
        raise Refused(_("This is not there any more. Load the page again."))
    if rows.filter(withdrawn_at=None).update(withdrawn_at=timezone.now()):
        append("skills.taken_back", f"learner:{learner.pk}", by=by, details={"evidence": number})


@transaction.atomic
def confirm(learner: Learner, row: Row, unit: Unit, by: User, shown: int) -> SkillSheet:
    """Confirms what the person shows of a set today, as the page `shown` it. The same once more gives the sheet that is there.

    Raises Refused: nothing can be counted, nothing is shown, the set is still being read, or more came meanwhile.
    """
    _hold(learner)
    skills = person_skills(learner, row)
    if skills.waits:
        raise Refused(_("The portal is still reading the learning records for this. Try again in some minutes."))
    if not skills.requirements.is_known or skills.share.percent is None or not skills.share.shown:
        raise Refused(_("Nothing is shown yet that could be confirmed."))
    if skills.share.shown != shown:
        raise Refused(_("Something changed since you opened the page. Look at it again, then confirm."))
    content = {code: [one.level, one.since.isoformat()] for code, one in sorted(skills.found.items())}
    last = SkillSheet.objects.filter(learner__in=person_ids(learner.pk), requirement_set=row).order_by("pk").last()
    if last is not None and last.content == content:
        return last
    sheet = SkillSheet.objects.create(
        learner=learner, requirement_set=row, unit=unit, day=timezone.localdate(), shown=skills.share.shown,
        required=skills.share.required, percent=skills.share.percent, content=content,
        token="".join(secrets.choice(_SIGNS) for _n in range(22)), confirmed_by=by,
    )  # fmt: skip
    details = {"set": str(row), "shown": sheet.shown, "required": sheet.required, "sheet": sheet.pk}
    append("skills.confirmed", f"learner:{learner.pk}", by=by, details=details)
    return sheet
