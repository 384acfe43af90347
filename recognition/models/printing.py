"""Files of many certificates, made by the worker; and how the certificates of a place look."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PrintJob(models.Model):
    """All valid certificates of a decision in one file. What is made stands in parts, so a killed job goes on where it was."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("one PDF to print")
        ZIP = "zip", _("a PDF for each, in one ZIP")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for its turn")
        WORKING = "working", _("is being made")
        DONE = "done", _("made")
        BROKEN = "broken", _("could not be made")

    decision = models.ForeignKey("recognition.Decision", on_delete=models.PROTECT, related_name="print_jobs")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    content = models.CharField(max_length=64, help_text="SHA-256 of which certificates it holds")
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    position = models.BigIntegerField(default=0, help_text="the certificate made last")
    problem = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "kind"],
                condition=Q(state__in=["waiting", "working"]),
                name="printed_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of decision {self.decision_id}"


class SheetChoice(models.Model):
    """The design that the certificates of a place are issued in, from a moment on; the last row of a place counts."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    design = models.CharField(max_length=20)
    points = models.BooleanField(default=False, help_text="whether the sheet says the result in points")
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.design} in {self.unit_id}"
