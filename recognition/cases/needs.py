"""Which cases wait for their learner: asked on every page of somebody who is signed in, so it is one short question."""

from django.db.models import Q
from django.utils import timezone

from portal.people.public import LearnerAlias, User
from recognition.cases.lifecycle import NOT_ENOUGH, RETURNED
from recognition.models import Case


def cases_to_answer(user: User) -> int:
    """Cases of this account's learner that an officer gave back and that can still be handed in again."""
    day = timezone.localdate()
    can = Q(state=RETURNED, campaign__assessment_to__gte=day) | Q(state=NOT_ENOUGH, campaign__submission_to__gte=day)
    joined = LearnerAlias.objects.filter(learner__user=user.pk).values("alias")
    mine = Q(learner__user=user.pk) | Q(learner__in=joined)  # begun under the person's other record
    return Case.objects.filter(can, mine, campaign__closed_at=None).count()
