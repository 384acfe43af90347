"""Who did what, and when: append-only, each row carrying the hash of the one before."""

from django.db import models


class Entry(models.Model):
    """One act. Written only by `portal.audit.public.append`; a trigger refuses change and removal."""

    at = models.DateTimeField()
    actor = models.UUIDField(null=True, help_text="public_id of the user; empty: the machine")
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, help_text="what it was done to, for example case:17 or learner:<uuid>")
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["pk"]
