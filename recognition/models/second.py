"""Blind second marking, officers lent for it, and a learner's wish to have a judgement looked at again."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class SecondMarking(models.Model):
    """A submission drawn for a second assessor. Both columns of points are kept as they were when both were done.

    Open until `settled_at`: while it is open nobody signs, and nobody but the first assessor sees the first marks.
    """

    class Why(models.TextChoices):
        SAMPLE = "sample", _("drawn by the sample")
        NEAR = "near", _("near the mark")

    class How(models.TextChoices):
        SAME = "same", _("both judged the same")
        AGREEMENT = "agreement", _("both assessors agreed")
        COUNCIL = "council", _("the council decided")

    submission = models.OneToOneField("recognition.Submission", on_delete=models.PROTECT, related_name="second_marking")
    why = models.CharField(max_length=10, choices=Why.choices)
    drawn_at = models.DateTimeField(auto_now_add=True)
    compared_at = models.DateTimeField(null=True, blank=True)
    first_points = models.JSONField(default=dict, help_text="by indicator, as text, when both were done")
    second_points = models.JSONField(default=dict)
    second = models.ForeignKey(
        "recognition.Assessment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    offered = models.JSONField(default=dict, help_text="points that one assessor offers where the two differ")
    offered_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, help_text="why the offered points, for those who judge")
    words = models.TextField(blank=True, help_text="to the learner, when the offered points are not enough")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices, blank=True)

    objects = ScopedManager(people="submission__case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, how="")
                | Q(settled_at__isnull=False, compared_at__isnull=False) & ~Q(how=""),
                name="settled_marking_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(how="agreement") | ~Q(settled_by=F("offered_by")) & ~Q(reason=""),
                name="agreement_needs_two_and_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"second marking {self.pk}"


class OfficerLoan(models.Model):
    """An officer of elsewhere who may mark again in a commune between two days, and nothing else there."""

    officer = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="loans")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(help_text="the last day")
    reason = models.TextField()
    lent_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="loan_days_in_order"),
            models.CheckConstraint(condition=~Q(officer=F("lent_by")), name="nobody_lends_oneself"),
        ]

    def __str__(self) -> str:
        return f"loan {self.pk}"


class ReviewRequest(models.Model):
    """The learner asks to have “not enough” looked at again: the same submission, another assessor."""

    submission = models.OneToOneField("recognition.Submission", on_delete=models.PROTECT, related_name="review_request")
    words = models.TextField(help_text="what the learner asks to look at")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    assessment = models.ForeignKey(
        "recognition.Assessment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ScopedManager(people="submission__case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, assessment=None) | Q(answered_at__isnull=False, assessment__isnull=False),
                name="answered_review_names_its_assessment",
            )
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"
