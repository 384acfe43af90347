"""A sitting: who learns at a device of the centre, who sat the person down, when it ended and how."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.classes.models import OfLearner


class Ended(models.TextChoices):
    """How a sitting ended; still open is empty."""

    OPEN = "", _("still open")
    LEARNER = "learner", _("the person has finished")
    IDLE = "idle", _("nobody pressed anything for a while")
    STAFF = "staff", _("ended by staff")
    OTHER = "other", _("somebody else began at the device")


class Sitting(OfLearner):
    """One sitting. Until a device has taken it (`begun_at`) it waits for its code, of which only the digest is kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=64, blank=True, db_index=True)
    opened_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=7, choices=Ended.choices, blank=True)

    class Meta:
        app_label = "content"
        base_manager_name = "objects"
        default_manager_name = "objects"
        indexes = [models.Index(fields=["centre", "opened_at"], name="sitting_of_centre")]

    def __str__(self) -> str:
        return f"sitting {self.pk}"
