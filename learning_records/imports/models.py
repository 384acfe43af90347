"""Files of statements that came from elsewhere, how far each was read, and the lines that could not be stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Intake(models.Model):
    """A file read on behalf of an authority. Its position is written in the transaction of the batch it stands behind, so a killed
    reading goes on exactly where it was.

    The file is known by its SHA-256: the same one of the same authority is one row, however often it is brought.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for its turn")
        READING = "reading", _("Is being read")
        DONE = "done", _("Finished")
        BROKEN = "broken", _("Cannot be read")

    sha256 = models.CharField(max_length=64)
    authority = models.ForeignKey("learning_records.Authority", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="of the file, as it was called")
    size = models.BigIntegerField(help_text="bytes")
    path = models.CharField(max_length=500, blank=True, help_text="of a file that was sent in; under PRIVATE_ROOT")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    line = models.BigIntegerField(default=0, help_text="lines dealt with")
    offset = models.BigIntegerField(default=0, help_text="bytes dealt with, of the unpacked text")
    read = models.BigIntegerField(default=0, help_text="bytes of the file read, for the progress")
    stored = models.BigIntegerField(default=0)
    already_there = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    brought_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "authority"], name="one_intake")]

    def __str__(self) -> str:
        return self.name


class RefusedLine(models.Model):
    """A line that is no statement, or says something else than the one stored under its number."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="refused_lines", db_index=False)
    line = models.BigIntegerField()
    path = models.TextField(help_text="the property at fault")
    reason = models.TextField()
    text = models.BinaryField(help_text="the line as it was, in whatever bytes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["intake", "line"], name="one_refusal_a_line")]
