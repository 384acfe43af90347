"""A bulk round: quiet cases confirmed together after a random sample of them was judged one by one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class BulkRound(models.Model):
    """One officer's round. It stays open over nights and closed lids until it is decided or dropped."""

    class State(models.TextChoices):
        OPEN = "open", _("being prepared")
        DECIDED = "decided", _("decided")
        UNDONE = "undone", _("taken back")
        DROPPED = "dropped", _("given up")

    officer = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey("recognition.Campaign", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    seed = models.CharField(max_length=32)
    rule = models.JSONField(help_text="percent, least and differing as they were when the sample was drawn")
    left_out = models.JSONField(default=list, help_text="[number of a case, why it is not in the list]")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["officer"], condition=Q(state="open"), name="one_open_round_an_officer"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | ~Q(state="open") & Q(ended_at__isnull=False),
                name="ended_round_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.pk}"


class BulkLine(models.Model):
    """One case of a round: what the preview said of it, and what became of it."""

    class Result(models.TextChoices):
        WAITS = "", _("waits")
        CONFIRMED = "confirmed", _("proposed for recognition")
        LEFT = "left", _("not decided here")

    round = models.ForeignKey(BulkRound, on_delete=models.PROTECT, related_name="lines")
    case = models.ForeignKey("recognition.Case", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey("recognition.Submission", on_delete=models.PROTECT, related_name="+")
    sampled = models.BooleanField(default=False)
    total = models.DecimalField(max_digits=7, decimal_places=2, help_text="proposed points")
    self_total = models.DecimalField(max_digits=7, decimal_places=2)
    mark = models.DecimalField(max_digits=7, decimal_places=2)
    records = models.PositiveSmallIntegerField()
    papers = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=10, choices=Result.choices, blank=True, default="")
    why = models.TextField(blank=True, help_text="why the case was left")
    version = models.PositiveIntegerField(null=True, help_text="of the case, after the round confirmed it")

    objects = ScopedManager(people="case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "case"], name="case_once_a_round")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.case_id}"
