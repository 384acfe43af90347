"""Who did what, and when: append-only, each row carrying the hash of the one before."""

from django.db import models


class Entry(models.Model):
    """One act. Written only by `portal.audit.public.append`; triggers refuse change and removal.

    The last three are empty until the act's transaction commits: then the database chains the entry (migration 0003).
    """

    at = models.DateTimeField()
    actor = models.UUIDField(null=True, help_text="public_id of the user; empty: the machine")
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, help_text="what it was done to, for example case:17 or learner:<uuid>")
    details = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of all of the above")
    position = models.BigIntegerField(null=True, unique=True, help_text="place in the chain: 1, 2, 3, without a gap")
    previous_hash = models.CharField(max_length=64, null=True)
    hash = models.CharField(max_length=64, unique=True, null=True)

    class Meta:
        ordering = ["pk"]
