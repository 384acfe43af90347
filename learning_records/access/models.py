"""A package opened by a learner, and the key it was given for that time."""

from functools import cached_property

from django.db import models

from learning_records.identifiers import learner_agent
from learning_records.spec.statement import ifi


class Launch(models.Model):
    """What one opening of a package may reach: this learner, this registration, this activity and what lies below it.

    All launches write under one credential, that of packages: criteria name it once, and it can be withdrawn as a whole.
    A launch has a key and secret of its own, for a package's key can be read by whoever opens the package.
    """

    credential = models.ForeignKey("learning_records.Credential", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    secret_sha256 = models.CharField(max_length=64)
    learner_id = models.UUIDField()
    activity = models.TextField(help_text="IRI; what begins with it and goes on with / ? or # belongs to it")
    registration = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key

    @cached_property
    def actor(self) -> str:
        """The learner as a comparable string (`statement.ifi`)."""
        return str(ifi(learner_agent(self.learner_id)))


class RateBucket(models.Model):
    """How many requests a key has left (`rate_limits.py`). The table is unlogged: after a crash every bucket is full."""

    key = models.CharField(max_length=64, primary_key=True)
    available = models.FloatField()
    granted = models.IntegerField(help_text="handed out with the last lease")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
