"""Who vouches for statements, and packages opened by a learner with the key they were given for that time."""

from functools import cached_property

from django.db import models

from learning_records.fields import Identifier
from learning_records.identifiers import account, learner_agent
from learning_records.spec.statement import ifi


class Authority(models.Model):
    """Who vouches for statements (Data 2.4.9): a system, whichever of its keys it uses at the moment.

    Statements and criteria sets name the authority, so a key can be replaced and nothing that rests on it is lost.
    """

    name = Identifier(max_length=80, unique=True, help_text="of the account that its statements carry")
    label = models.CharField(max_length=100)
    own = models.BooleanField(default=False, help_text="the portal's own: nobody makes or withdraws keys of it")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.label

    @cached_property
    def agent(self) -> dict:
        """The xAPI Agent that statements carry as `authority`."""
        return account(self.name)

    @property
    def ifi(self) -> str:
        """The agent as a comparable string (`statement.ifi`), as criteria sets name it."""
        return str(ifi(self.agent))


class Launch(models.Model):
    """What one opening of a package may reach: this learner, this registration, this activity and what lies below it.

    All launches write under one credential, that of packages: criteria name it once, and it can be withdrawn as a whole.
    A launch has a key and secret of its own, for a package's key can be read by whoever opens the package.
    """

    credential = models.ForeignKey("learning_records.Credential", on_delete=models.PROTECT, related_name="+")
    key = Identifier(max_length=64, unique=True)
    secret_sha256 = models.CharField(max_length=64)
    learner_id = models.UUIDField()
    activity = models.TextField(help_text="IRI; what begins with it and goes on with / ? or # belongs to it")
    registration = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    may_score = models.BooleanField(
        default=False, help_text="may say how it went: score, success, completion, their verbs"
    )
    categories = models.JSONField(default=list, blank=True, help_text="IRIs of indicators and competences it may name")
    minutes = models.PositiveIntegerField(null=True, help_text="declared for the package; it may name no other number")

    def __str__(self) -> str:
        return self.key

    @cached_property
    def actor(self) -> str:
        """The learner as a comparable string (`statement.ifi`)."""
        return str(ifi(learner_agent(self.learner_id)))


class RateBucket(models.Model):
    """How many requests a key has left (`rate_limits.py`). The table is unlogged: after a crash every bucket is full."""

    key = Identifier(max_length=64, primary_key=True)
    available = models.FloatField()
    granted = models.IntegerField(help_text="handed out with the last lease")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
