"""Where statements go besides this store: targets with a cursor of their own, and what a target would not take."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

BATCH = 200  # statements of a request when all is well


class ForwardingTarget(models.Model):
    """Another record store that gets a copy. Settings, the cursor, and how sending has gone lately.

    `seq` is how far the target has been served; it moves only in the transaction that also notes what was refused. Who sends
    holds an advisory lock, not this row: an administrator can pause a target that hangs.
    """

    class Version(models.TextChoices):
        ONE = "1.0.3", "xAPI 1.0.3"
        TWO = "2.0.0", "xAPI 2.0"

    label = models.CharField(max_length=100)
    endpoint = models.CharField(max_length=500)
    version = models.CharField(max_length=5, choices=Version.choices, default=Version.ONE)
    key = models.CharField(max_length=200)
    secret_encrypted = models.BinaryField()

    verbs = models.JSONField(default=list, blank=True, help_text="IRIs; empty: every verb")
    activity_prefixes = models.JSONField(
        default=list, blank=True, help_text="beginnings of IRIs; empty: every activity"
    )
    since = models.DateTimeField(null=True, blank=True, help_text="only what was stored after this moment")

    active = models.BooleanField(default=True)
    seq = models.BigIntegerField(default=0)
    batch = models.PositiveSmallIntegerField(default=BATCH)
    delivered = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    failing_since = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=20, blank=True)
    last_error_text = models.CharField(max_length=500, blank=True)
    last_success_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.label


class DeadLetter(models.Model):
    """A statement that a target would not take, kept until somebody has it sent again or leaves it out."""

    class Reason(models.TextChoices):
        REFUSED = "refused", _("The target says that the statement is not valid.")
        TOO_LARGE = "too_large", _("The target says that the statement is too large.")
        DIFFERENT = "different", _("The target has another statement with the same number.")
        UNREADABLE = "unreadable", _("The target says that it has the statement, and does not let us compare it.")
        FAULT = "fault", _("The target breaks at this statement, and takes the one after it.")
        BYTES_MISSING = "bytes_missing", _("The file that belongs to the statement is missing here.")

    class Settled(models.TextChoices):
        DELIVERED = "delivered", _("Delivered later")
        LEFT_OUT = "left_out", _("Left out")

    target = models.ForeignKey(ForwardingTarget, on_delete=models.CASCADE, related_name="letters", db_index=False)
    statement = models.ForeignKey("learning_records.Statement", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    answer = models.CharField(max_length=500, blank=True, help_text="what the target said")
    tries = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    again = models.BooleanField(default=False, help_text="somebody asked for another try")
    settled = models.CharField(max_length=10, choices=Settled.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True, help_text="why it was left out")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "statement"], name="one_letter")]
        indexes = [models.Index(fields=["target", "first_at"], name="letter_open", condition=Q(settled=""))]
