"""What teachers wrote to a forgotten person, and about calls, goes with the person; what was written about a class, with the class.

Django's own cascade would ask within the scope of whoever deletes the class, and leave the messages to people of elsewhere.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.signals import pre_delete

from content.classes.models import CentreClass
from content.teaching.models import CentreMessage, Contact


def forget_messages(learner_ids: Collection[UUID]) -> None:
    """Inside the act that forgets."""
    Contact.objects.filter(learner__in=learner_ids).delete()
    CentreMessage.objects.filter(learner__in=learner_ids).delete()


def goes_along(sender: type[CentreClass], instance: CentreClass, **_more: Any) -> None:
    """Deletes the messages about this class, past every scope."""
    QuerySet(CentreMessage).filter(taught=instance.pk).delete()


pre_delete.connect(goes_along, sender=CentreClass, dispatch_uid="content.teaching.erasing")
