"""What happened: statements in the order of `seq`, the agents, verbs and activities they name, keys that may write.

A stored statement is never changed; only its `voided` flag is set. `payload` is the JSON as it was received, without the
members the store sets itself: those stand in columns and are put back when it is read.
"""

from django.db import models


class Agent(models.Model):
    """An identifier that statements name, as one comparable string (`statement.ifi`)."""

    ifi = models.TextField(unique=True)


class Verb(models.Model):
    iri = models.TextField(unique=True)


class Activity(models.Model):
    """An activity that statements name; the definition is the first one seen, merged later only by keys with `define`."""

    iri = models.TextField(unique=True)
    definition = models.TextField(null=True)


class Credential(models.Model):
    """A key of the endpoint. The secret is 256 random bits, kept as SHA-256."""

    key = models.CharField(max_length=64, unique=True)
    secret_sha256 = models.CharField(max_length=64)
    label = models.CharField(max_length=100)
    scopes = models.JSONField(default=list)
    authority = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


class Statement(models.Model):
    seq = models.BigAutoField(primary_key=True)
    statement_id = models.UUIDField(unique=True)
    stored = models.DateTimeField()
    timestamp = models.DateTimeField()
    actor = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    verb = models.ForeignKey(Verb, on_delete=models.PROTECT, related_name="+", db_index=False)
    activity = models.ForeignKey(Activity, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    registration = models.UUIDField(null=True)
    authority = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    authority_json = models.TextField()
    version = models.CharField(max_length=5)
    is_reference = models.BooleanField(default=False)
    voided = models.BooleanField(default=False)
    fingerprint = models.BinaryField(max_length=32)
    payload = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["actor", "verb", "-seq"], name="statement_actor_verb"),
            models.Index(fields=["activity", "-seq"], name="statement_activity"),
            models.Index(
                fields=["registration", "-seq"],
                name="statement_registration",
                condition=models.Q(registration__isnull=False),
            ),
            models.Index(fields=["stored", "seq"], name="statement_stored"),
        ]


class StatementAgent(models.Model):
    """An agent in a role (`statement.Role`) of a statement."""

    pk = models.CompositePrimaryKey("agent_id", "statement_id", "role")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+", db_index=False)
    role = models.SmallIntegerField()


class StatementActivity(models.Model):
    """An activity in a role of a statement."""

    pk = models.CompositePrimaryKey("activity_id", "statement_id", "role")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+", db_index=False)
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+", db_index=False)
    role = models.SmallIntegerField()


class StatementReference(models.Model):
    """A statement whose object is another statement, which may not have arrived yet."""

    source = models.OneToOneField(Statement, on_delete=models.CASCADE, primary_key=True, related_name="+")
    target = models.UUIDField(db_index=True)


class Voiding(models.Model):
    """A wish to void, kept also when its target has not arrived yet."""

    target = models.UUIDField(primary_key=True)
    voider = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+")


class ConsumerCursor(models.Model):
    """How far a consumer has read."""

    name = models.CharField(max_length=60, primary_key=True)
    seq = models.BigIntegerField(default=0)


class Installation(models.Model):
    """The base IRI this store began with; another one would split every person and activity in two."""

    iri_base = models.TextField()
