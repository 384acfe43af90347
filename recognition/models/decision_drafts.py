"""A decision while it is prepared: its list, its words, and what was printed of it. Before it has a number."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from recognition.models.decisions import Decision


class DecisionDraft(models.Model):
    """A list with the words of its papers. Every change gives it another version; what was printed is of one version."""

    class State(models.TextChoices):
        OPEN = "open", _("being prepared")
        RECORDED = "recorded", _("recorded with its number")
        DROPPED = "dropped", _("dropped")

    kind = models.CharField(max_length=10, choices=Decision.Kind.choices, default=Decision.Kind.RECOGNISE)
    body = models.ForeignKey("recognition.IssuingBody", on_delete=models.PROTECT, related_name="drafts")
    deputy = models.ForeignKey(
        "recognition.BodySigner", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposing_body = models.ForeignKey(
        "recognition.IssuingBody", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposal_number = models.CharField(max_length=40, blank=True)
    proposal_date = models.DateField(null=True, blank=True)
    title_key = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    words = models.JSONField(default=dict, help_text="grounds, recipients and other words, line by line")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    decision = models.OneToOneField(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="draft")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="recorded", decision__isnull=False)
                | (~Q(state="recorded") & Q(decision__isnull=True)),
                name="recorded_draft_has_its_decision",
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftLine(models.Model):
    """Somebody on the list of a draft: a proposed case, or a certificate that is to end or be corrected.

    The line goes when the draft is recorded or dropped; so a case lies in one draft at a time.
    """

    draft = models.ForeignKey(DecisionDraft, on_delete=models.PROTECT, related_name="lines")
    case = models.OneToOneField("recognition.Case", on_delete=models.PROTECT, related_name="draft_line")
    certificate = models.OneToOneField(
        "recognition.Certificate", null=True, blank=True, on_delete=models.PROTECT, related_name="draft_line"
    )
    said_encrypted = models.BinaryField(
        null=True, blank=True, help_text="note, reason or corrections, under draft:<pk>"
    )

    objects = ScopedManager(people="case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"line {self.pk} of draft {self.draft_id}"


class DraftPrint(models.Model):
    """What a version of the list said when it was printed: a mark for each line, no names. Rows only grow."""

    draft = models.ForeignKey(DecisionDraft, on_delete=models.PROTECT, related_name="prints")
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    marks = models.JSONField(help_text="[case, mark] in the order of the list")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "version"], name="printed_once_a_version")]

    def __str__(self) -> str:
        return f"draft {self.draft_id}, version {self.version}"
