"""A case that goes to another commune, and who registered for a campaign."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Transfer(models.Model):
    """That a case was asked to go to the commune where its person lives now, and what that commune answered."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("taken over")
        DECLINED = "declined", _("not taken over")
        CANCELLED = "cancelled", _("no longer asked")

    case = models.ForeignKey("recognition.Case", on_delete=models.PROTECT, related_name="transfers")
    from_unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    to_campaign = models.ForeignKey(
        "recognition.Campaign", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(blank=True, help_text="of who asks")
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.BooleanField(default=False)
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    answered_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    objects = ScopedManager(people="case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="asked"), name="one_transfer_asked_a_case"),
            models.CheckConstraint(condition=~Q(from_unit=F("to_unit")), name="transfer_leads_elsewhere"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None) | ~Q(state="asked") & Q(answered_at__isnull=False),
                name="answered_transfer_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["to_unit", "state"], name="transfers_asked_of")]

    def __str__(self) -> str:
        return f"transfer {self.pk}"


class Registration(models.Model):
    """That somebody wants the title this year (đăng ký): said before, or by handing in. Taken back, the row stays."""

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="registrations")
    title_key = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    campaign = models.ForeignKey("recognition.Campaign", on_delete=models.PROTECT, related_name="registrations")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.BooleanField(default=False)
    by_handing_in = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "title_key", "year"], condition=Q(withdrawn_at=None), name="registered_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"registration {self.pk}"
