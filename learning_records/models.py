"""What happened: statements in the order of `seq`, the agents, verbs and activities they name, keys that may write.

A stored statement is never changed; only its `voided` flag is set. `payload` is the JSON as it was received, with what the
store itself sets (id and timestamp if they were missing, stored, authority, version) written at its end.

The foreign keys of the tables that grow with every statement have no constraint in the database: agents, verbs, activities
and statements are never removed, and checking five to ten keys a statement costs a third of the ingest rate.
"""

from datetime import datetime

from django.db import models
from django.db.models import Q

from learning_records.access.models import Authority, Launch, RateBucket
from learning_records.fields import Identifier, JsonText
from learning_records.forwarding.models import DeadLetter, ForwardingTarget
from learning_records.imports.models import Intake, RefusedLine
from learning_records.spec.statement import showable

# The models of rooms inside, for Django to find.
__all__ = ["Authority", "DeadLetter", "ForwardingTarget", "Intake", "Launch", "RateBucket", "RefusedLine"]


def _link(to: str, **more) -> models.ForeignKey:
    return models.ForeignKey(
        to, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False, **more
    )


class Agent(models.Model):
    """An identifier that statements name, as one comparable string (`statement.ifi`), with the first name that came along."""

    ifi = Identifier(unique=True)
    name = models.TextField(null=True)


class Verb(models.Model):
    iri = Identifier(unique=True)


class Activity(models.Model):
    """An activity that statements name; its definition is merged from statements of keys that may `define`."""

    iri = Identifier(unique=True)
    definition = models.TextField(null=True)


class _WithAuthority(models.Manager["Credential"]):
    def get_queryset(self) -> models.QuerySet["Credential"]:
        return super().get_queryset().select_related("authority")


class Credential(models.Model):
    """A key of the endpoint, one of its authority's. The secret is 256 random bits, kept as SHA-256.

    `limit` is set while a launch uses the credential (`credentials.authenticate`): it may do nothing outside of that.
    """

    limit: Launch | None = None

    key = Identifier(max_length=64, unique=True)
    secret_sha256 = models.CharField(max_length=64)
    label = models.CharField(max_length=100)
    scopes = models.JSONField(default=list)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="keys")
    origins = models.JSONField(default=list, blank=True, help_text="of pages whose scripts may use the key (CORS)")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=300, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="noted at most once a minute")

    objects = _WithAuthority()

    def __str__(self) -> str:
        return self.label


class Statement(models.Model):
    seq = models.BigAutoField(primary_key=True)
    statement_id = models.UUIDField(unique=True)
    stored = models.DateTimeField()
    timestamp = models.DateTimeField()
    actor = _link("Agent", null=True)
    verb = _link("Verb")
    activity = _link("Activity", null=True)
    registration = models.UUIDField(null=True)
    authority = _link("Agent")
    version = models.CharField(max_length=5)
    is_reference = models.BooleanField(default=False)
    voided = models.BooleanField(default=False)
    fingerprint = models.BinaryField(max_length=32)
    payload = JsonText()

    class Meta:
        indexes = [
            models.Index(fields=["actor", "verb", "stored", "seq"], name="statement_by_actor"),
            models.Index(
                fields=["registration", "stored", "seq"],
                name="statement_by_registration",
                condition=Q(registration__isnull=False),
            ),
            models.Index(fields=["stored", "seq"], name="statement_by_stored"),
            models.Index(fields=["stored", "seq"], name="statement_referring", condition=Q(is_reference=True)),
            models.Index(fields=["verb", "stored", "seq"], name="statement_by_verb"),
        ]

    @property
    def happened_at(self) -> datetime:
        """The timestamp as a page can show it."""
        return showable(self.timestamp)


class StatementAgent(models.Model):
    """An agent in a role (`statement.Role`) of a statement; the key is the order in which pages are read, role by role."""

    pk = models.CompositePrimaryKey("agent_id", "role", "stored", "statement_id")
    agent = _link("Agent")
    stored = models.DateTimeField()
    statement = _link("Statement")
    role = models.SmallIntegerField()


class StatementActivity(models.Model):
    """An activity in a role of a statement."""

    pk = models.CompositePrimaryKey("activity_id", "role", "stored", "statement_id")
    activity = _link("Activity")
    stored = models.DateTimeField()
    statement = _link("Statement")
    role = models.SmallIntegerField()


class StatementReference(models.Model):
    """A statement whose object is another statement, which may not have arrived yet."""

    source = models.OneToOneField(Statement, on_delete=models.CASCADE, primary_key=True, related_name="+")
    target = models.UUIDField(db_index=True)
    settled = models.BooleanField(default=False)
    settled_above = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["source"], name="reference_unsettled", condition=Q(settled=False))]


class ReferenceChain(models.Model):
    """The statements that a statement reaches over one reference to `limits.REFERENCES`, as far as they have arrived."""

    pk = models.CompositePrimaryKey("target_id", "source_id")
    target = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+", db_index=False)
    source = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+")


class Voiding(models.Model):
    """A wish to void, kept also when its target has not arrived yet; whether it has an effect: `access.rights.COUNTS`.

    Several may name one target: what somebody else wished must not stand in the way of those who may.
    """

    voider = models.OneToOneField(Statement, on_delete=models.CASCADE, primary_key=True, related_name="+")
    target = models.UUIDField(db_index=True)
    any_authority = models.BooleanField(default=False, help_text="the key had the scope statements/void")


class Blob(models.Model):
    """The bytes of attachments with this SHA-2, kept once; they lie in a file named by it (`attachments.py`)."""

    sha2 = Identifier(max_length=128, primary_key=True)
    size = models.BigIntegerField()
    stored_at = models.DateTimeField(auto_now_add=True)


class Attachment(models.Model):
    """A statement names these bytes."""

    pk = models.CompositePrimaryKey("statement_id", "sha2")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+", db_index=False)
    sha2 = Identifier(max_length=128, db_index=True)


class Document(models.Model):
    """A document of the resources activities/state, activities/profile or agents/profile."""

    class Kind(models.TextChoices):
        STATE = "state"
        ACTIVITY = "activity"
        AGENT = "agent"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    activity = models.TextField(blank=True)
    agent = models.TextField(blank=True)
    registration = models.UUIDField(null=True)
    document_id = models.TextField()
    content = models.BinaryField()
    content_type = models.CharField(max_length=255)
    etag = models.CharField(max_length=40)
    updated = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "activity", "agent", "registration", "document_id"],
                nulls_distinct=False,
                name="one_document",
            )
        ]

    def __str__(self) -> str:
        return self.document_id


class Heartbeat(models.Model):
    """How far the primary is consistent, noted every second for its replicas (`replica.py`)."""

    through = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_heartbeat")]


class Installation(models.Model):
    """The base IRI this store began with; another one would split every person and activity in two."""

    iri_base = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_installation")]
