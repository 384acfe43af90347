"""A set before it is published: its draft, and what it would have meant for the cases of a past year.

A trial reads submissions and writes only its own rows: what was handed in, judged or decided is never touched by it.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class SetDraft(models.Model):
    """A criteria file in work. It is kept as it was typed, also while it is wrong; `version` grows with each save."""

    text = models.TextField(help_text=_("The file as it was typed."))
    cases = models.TextField(blank=True, help_text=_("Its golden cases, a file of their own; they must hold."))
    file_name = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=60, blank=True, help_text=_("Empty while the file cannot be read."))
    set_version = models.CharField(max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    published = models.ForeignKey(
        "recognition.CriteriaSet", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"draft {self.pk} of {self.key or self.file_name}"


class Trial(models.Model):
    """A draft's text on the cases of one year. Its position is written with the counts, so a killed one goes on exactly there."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for its turn")
        COUNTING = "counting", _("is being counted")
        DONE = "done", _("counted")
        BROKEN = "broken", _("could not be counted")

    draft = models.ForeignKey(SetDraft, on_delete=models.PROTECT, related_name="trials")
    text = models.TextField(help_text=_("What was tried: the draft may have changed since."))
    said = models.CharField(max_length=64, help_text=_("SHA-256 of the content, as a published set has it."))
    key = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(help_text=_("How many cases there were when it was asked for."))
    counted = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0, help_text=_("Cases whose old version cannot be compared with."))
    position = models.BigIntegerField(default=0, help_text=_("The submission counted last."))
    problem = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "said", "year"], condition=~Q(state="broken"), name="tried_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"trial of draft {self.draft_id} on {self.year}"


class TrialCount(models.Model):
    """How many of a residential group of a place, and of one group of people, gain the title, lose it, keep it, are without it."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="counts")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    residential_group = models.ForeignKey(
        "places.ResidentialGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject_group = models.CharField(max_length=2, blank=True)
    gains = models.PositiveIntegerField(default=0)
    loses = models.PositiveIntegerField(default=0)
    keeps = models.PositiveIntegerField(default=0)
    without = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "unit", "residential_group", "subject_group"],
                nulls_distinct=False,
                name="trial_count_once",
            )
        ]


class TrialChange(models.Model):
    """A case that would come out otherwise, with its points under both sets."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="changes")
    submission = models.ForeignKey("recognition.Submission", on_delete=models.PROTECT, related_name="+")
    change = models.CharField(max_length=5, help_text="gains or loses")
    before = models.DecimalField(max_digits=8, decimal_places=2)
    after = models.DecimalField(max_digits=8, decimal_places=2)

    objects = ScopedManager(people="submission__case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["trial", "submission"], name="trial_change_once")]
