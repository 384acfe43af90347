"""What officers wrote about a forgotten person's digital skills goes; what was shown, on which day, stays without words."""

from collections.abc import Collection
from uuid import UUID

from recognition.models import SkillEvidence, SkillJudgement


def forget_words(learner_ids: Collection[UUID]) -> None:
    """Inside the act that forgets."""
    said = SkillEvidence.objects.filter(learner__in=learner_ids).exclude(kind=SkillEvidence.Kind.STATEMENT)
    said.exclude(note="", title="").update(note="", title="")
    SkillJudgement.objects.filter(learner__in=learner_ids).exclude(note="").update(note="")
