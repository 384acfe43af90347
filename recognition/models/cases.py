"""A case: one learner, one title, one year; what was entered, what was handed in, what happened to it.

`CaseEntry`, `CaseEvent`, `Submission` and `SubmittedItem` only grow: triggers of the database refuse change and removal.
"""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Case(models.Model):
    """The case itself. `version` grows with each act, so that two people on one case get a clear answer.

    A draft follows its learner's residence; once handed in, the case stays with the unit it was handed in to.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        SUBMITTED = "submitted", _("handed in")
        RETURNED = "returned", _("returned for more")
        CONFIRMED = "confirmed", _("proposed for recognition")
        NOT_ENOUGH = "not_enough", _("not enough yet")
        RECOGNISED = "recognised", _("recognised")
        REVOKED = "revoked", _("recognition taken away")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ENDED = "ended", _("ended without recognition")

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="cases")
    title_key = models.CharField(max_length=60)
    campaign = models.ForeignKey("recognition.Campaign", on_delete=models.PROTECT, related_name="cases")
    year = models.PositiveSmallIntegerField(help_text="the year judged, as the campaign has it")
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    # Of the last submission, for the queue: what was handed in, where, when, and how many reasons to look it has.
    submission = models.ForeignKey(
        "recognition.Submission", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey("places.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    residential_group = models.ForeignKey(
        "places.ResidentialGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    flags = models.PositiveSmallIntegerField(default=0, help_text="reasons to look, when they were counted last")
    reasons = models.JSONField(default=list, blank=True, help_text="those reasons: kind, indicator, number as text")
    sent_back = models.BooleanField(default=False, help_text="it waits because the signer sent it back")
    # What counts while the case is judged: the assessment that ended last and was not taken back.
    assessment = models.ForeignKey(
        "recognition.Assessment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    # Of that assessment, for the list of judged cases. A case that a closed campaign ended keeps what it had last.
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    lease_holder = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["learner", "title_key", "year"], name="one_case_a_year"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn", "ended"])
                | Q(unit__isnull=False, submission__isnull=False),
                name="handed_in_case_has_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "recognised"]) | Q(assessment__isnull=False),
                name="judged_case_names_its_assessment",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "submitted_at"], name="case_queue"),
            # The desk counts and turns pages within these two alone, however many cases there are.
            models.Index(
                fields=["unit", "-sent_back", "submitted_at", "id"],
                include=["flags", "residential_group", "campaign", "lease_holder", "lease_until"],
                condition=Q(state="submitted"),
                name="case_waiting",
            ),
            models.Index(
                fields=["unit", "-judged_at", "-id"],
                include=["state", "judged_by", "residential_group", "campaign", "submission"],
                condition=Q(judged_at__isnull=False),
                name="case_judged",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def decision_line(self):
        """The last line of a decision about it; an earlier one was annulled. One question."""
        return self.decision_lines.order_by("-pk").first()


class CaseEntry(models.Model):
    """Points that the learner, or a helper for the learner, gave to an indicator. The latest counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    indicator = models.CharField(max_length=20)
    points = models.DecimalField(max_digits=6, decimal_places=2, validators=[MinValueValidator(0)])
    entered_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.BooleanField(help_text=_("Somebody else entered it for the learner."))
    not_applicable = models.BooleanField(default=False, help_text="the target is said not to concern the subject")
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(people="case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        indexes = [models.Index(fields=["case", "indicator"], name="entries_of_case")]
        constraints = [models.CheckConstraint(condition=Q(points__gte=0), name="entry_points_not_negative")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.pk}"


class CaseEvent(models.Model):
    """One step in the life of a case: from which state to which, by whom, with what words."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.BooleanField(default=False)
    message = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(people="case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.case_id}"


class Submission(models.Model):
    """What was handed in once: people move, rules change and records are voided, this keeps what held then."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handed_in")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.BooleanField()
    criteria_set = models.ForeignKey("recognition.CriteriaSet", on_delete=models.PROTECT, related_name="submissions")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    residential_group = models.ForeignKey(
        "places.ResidentialGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject_group = models.CharField(max_length=2, blank=True)
    area_class = models.CharField(max_length=20)
    self_points = models.JSONField(help_text="the learner's own points by indicator, as text")
    self_not_applicable = models.JSONField(default=list, help_text="targets that are said not to concern the subject")
    self_on_behalf_of = models.BooleanField(help_text="whether somebody else entered any of them")
    proposed = models.JSONField(help_text="points proposed by the rules, by indicator, as text")

    objects = ScopedManager(people="case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="submission_once")]

    def __str__(self) -> str:
        return f"{self.case_id}.{self.number}"


class SubmittedItem(models.Model):
    """A copy of one piece of evidence as it was when it was handed in."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="items")
    evidence = models.ForeignKey("recognition.Evidence", on_delete=models.PROTECT, related_name="in_submissions")
    kind = models.CharField(max_length=10)
    rule_id = models.CharField(max_length=60)
    indicators = ArrayField(models.CharField(max_length=20))
    happened_at = models.DateTimeField()
    title = models.CharField(max_length=200, blank=True)
    statement_id = models.UUIDField(null=True, blank=True)
    statement_digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the statement as it was stored; empty where none, or older"
    )
    activity_iri = models.TextField(blank=True)
    act = models.CharField(max_length=40, blank=True, help_text="what was done: a verb and a kind of activity")
    minutes = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    score = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    count = models.PositiveIntegerField(
        null=True, blank=True, help_text="derived: so many hold the title, as it was then"
    )
    base = models.PositiveIntegerField(null=True, blank=True, help_text="derived: of so many")
    content_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file, or of what was said")
    upload = models.ForeignKey("recognition.Upload", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    link = models.TextField(blank=True)
    witness = models.CharField(max_length=200, blank=True)
    credential = models.JSONField(null=True, blank=True)
    entered_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    on_behalf_of = models.BooleanField(default=False)
    counts = models.BooleanField(default=True, help_text="False: its day lies outside the period of the campaign")

    objects = ScopedManager(people="submission__case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["happened_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["submission", "evidence"], name="item_once_a_submission")]
        indexes = [models.Index(fields=["content_hash"], name="item_by_file")]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.evidence_id}"
