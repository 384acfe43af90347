"""The judgement of one submission by one person: marks, papers judged, papers opened, and how it ended.

`Mark`, `PaperVerdict` and `PaperOpened` only grow: triggers of the database refuse change and removal.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Assessment(models.Model):
    """Its marks in work are seen by its assessor alone; what counts is the assessment that the decision names."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first")
        SECOND = "second", _("second, without sight of the first")
        REVIEW = "review", _("looked at again on request")
        COUNCIL = "council", _("council")

    class State(models.TextChoices):
        OPEN = "open", _("in work")
        ENDED = "ended", _("ended")
        LEFT = "left", _("left: somebody else judges")

    class Outcome(models.TextChoices):
        CONFIRM = "confirm", _("proposed for recognition")
        NOT_ENOUGH = "not_enough", _("not enough yet")
        ASK_FOR_MORE = "ask_for_more", _("returned for more")

    submission = models.ForeignKey("recognition.Submission", on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FIRST)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    assessor = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    points = models.JSONField(default=dict, help_text="what was confirmed, by indicator, as text; empty while in work")
    not_applicable = models.JSONField(default=dict, help_text="targets left out, each with the assessor's reason")
    words = models.TextField(blank=True, help_text="to the learner")

    objects = ScopedManager(people="submission__case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "kind", "assessor"], name="one_assessment_a_person"),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(state="open", kind="first"), name="one_first_assessment_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="ended") & Q(ended_at=None, outcome=""),
                name="ended_assessment_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} assessment {self.pk}"


class Mark(models.Model):
    """Points that the assessor set for an indicator, with the reason where they differ from the proposed. The latest counts."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="marks")
    indicator = models.CharField(max_length=20)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.TextField(blank=True)
    not_applicable = models.BooleanField(default=False, help_text="the target does not concern the subject")
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(people="assessment__submission__case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        indexes = [models.Index(fields=["assessment", "indicator"], name="marks_of_assessment")]
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=0), name="mark_not_negative"),
            models.CheckConstraint(condition=Q(not_applicable=False) | ~Q(reason=""), name="left_out_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.pk}"


class PaperVerdict(models.Model):
    """What the assessor says of a paper: counted, or refused with a reason. The latest counts; without one it is counted."""

    class Verdict(models.TextChoices):
        COUNTED = "counted", _("counted")
        REFUSED = "refused", _("not counted")

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="verdicts")
    item = models.ForeignKey("recognition.SubmittedItem", on_delete=models.PROTECT, related_name="verdicts")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(people="assessment__submission__case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(verdict="refused") | ~Q(reason=""), name="refused_paper_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.item_id}"


class PaperOpened(models.Model):
    """That the assessor had the file of a paper before the eyes."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="opened")
    item = models.ForeignKey("recognition.SubmittedItem", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(people="assessment__submission__case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["assessment", "item"], name="paper_opened_once")]

    def __str__(self) -> str:
        return f"opened {self.item_id}"
