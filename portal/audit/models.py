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


class Block(models.Model):
    """So many entries of the chain under one digest; rows only grow (`portal/audit/blocks.py`)."""

    number = models.PositiveIntegerField(unique=True)
    first = models.BigIntegerField(unique=True, help_text="position of its first entry")
    last = models.BigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    previous_root = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
