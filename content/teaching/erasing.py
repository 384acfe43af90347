"""What teachers wrote to a forgotten person, and about calls, goes with the person."""

from collections.abc import Collection
from uuid import UUID

from content.teaching.models import CentreMessage, Contact


def forget_messages(learner_ids: Collection[UUID]) -> None:
    """Inside the act that forgets."""
    Contact.objects.filter(learner__in=learner_ids).delete()
    CentreMessage.objects.filter(learner__in=learner_ids).delete()
