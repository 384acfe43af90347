"""Evidence that stands -> proposed points, computed anew at each look. Knows nothing of cases."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from portal.people.public import Learner
from recognition.criteria.answer import Answer
from recognition.evidence.items import answers_of
from recognition.evidence.judged import of_title, standing_evidence, still_stands, with_verdicts
from recognition.models import CriteriaSet, Evidence
from recognition.sets.publishing import current


def evidence_for(criteria_set: CriteriaSet) -> QuerySet[Evidence]:
    """Every evidence that belongs to a set with what officers said of it, withdrawn and refused too."""
    return with_verdicts(Evidence.objects.filter(of_title(criteria_set)))


def propose(learner: Learner, criteria_set: CriteriaSet | None = None) -> dict[str, Answer]:
    """Proposed points of a learner by indicator, with parts and gaps; default is the set in force.

    Needs a scope that holds the learner. Raises NoCriteriaSet.
    """
    row = criteria_set or current()
    return answers_of(row, standing_evidence(learner, row))


def proposed_points(
    learners: Collection[Learner] | QuerySet[Learner], criteria_set: CriteriaSet | None = None
) -> dict[UUID, dict[str, Decimal]]:
    """Proposed points of many learners with one look at the evidence: learner_id -> indicator -> points."""
    row = criteria_set or current()
    held: dict[UUID, list[Evidence]] = {learner.pk: [] for learner in learners}
    for evidence in evidence_for(row).filter(learner__in=list(held), withdrawn_at=None):
        if still_stands(evidence):
            held[evidence.learner_id].append(evidence)
    return {pk: {code: one.points for code, one in answers_of(row, rows).items()} for pk, rows in held.items()}
