"""A case: one learner, one title, one campaign; what was entered, what happened to it, what it rests on.

`CaseEntry`, `CaseEvent` and `CaseEvidence` only grow: triggers of the database refuse change and removal.
"""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Campaign(models.Model):
    """A year of recognition in a unit. Days count in Asia/Ho_Chi_Minh; each named day still belongs to its phase."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="campaigns")
    year = models.PositiveSmallIntegerField()
    title_key = models.CharField(max_length=60, default="cong_dan_hoc_tap")
    opens = models.DateField(help_text=_("First day on which cases are handed in."))
    closes = models.DateField(help_text=_("Last day on which cases are handed in."))
    freezes = models.DateField(help_text=_("Last day on which officers change anything; afterwards only signing."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "title_key"], name="campaign_once_a_year"),
            models.CheckConstraint(
                condition=Q(closes__gte=F("opens"), freezes__gte=F("closes")), name="campaign_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title_key} {self.year}"


class IssuingBody(models.Model):
    """Who decides in a unit. Which body is competent has no confirmed source, so it is data and shown as uncertain."""

    class Kind(models.TextChoices):
        COMMITTEE = "peoples_committee", _("people's committee")
        ASSOCIATION = "learning_promotion_association", _("learning promotion association")
        AGENCY = "agency", _("agency")

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="issuing_bodies")
    kind = models.CharField(max_length=40, choices=Kind.choices)
    name = models.CharField(max_length=200, help_text=_("As it stands on papers: Ủy ban nhân dân xã …"))
    short_code = models.CharField(max_length=10, help_text=_("Begins the number of a certificate, for example ĐS."))
    place_name = models.CharField(max_length=100, help_text=_("Stands before the date: “Đồng Sen, ngày …”."))
    signer_title = models.CharField(max_length=100, default="Chủ tịch")
    signer_name = models.CharField(max_length=100, help_text=_("Printed under the signature."))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """The case itself. `version` grows with each act, so that two people on one case get a clear answer."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        SUBMITTED = "submitted", _("handed in")
        RETURNED = "returned", _("returned for more")
        CONFIRMED = "confirmed", _("proposed for recognition")
        NOT_ENOUGH = "not_enough", _("not enough yet")
        RECOGNISED = "recognised", _("recognised")
        WITHDRAWN = "withdrawn", _("withdrawn")

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="cases")
    title_key = models.CharField(max_length=60)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    # Copied when the case is handed in: people move and rules change, the case keeps what held then.
    submitted_at = models.DateTimeField(null=True, blank=True)
    submissions = models.PositiveSmallIntegerField(default=0)
    unit = models.ForeignKey("places.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    residential_group = models.ForeignKey(
        "places.ResidentialGroup", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject_group = models.CharField(max_length=2, blank=True)
    area_class = models.CharField(max_length=20, blank=True)
    criteria_set = models.ForeignKey(
        "recognition.CriteriaSet", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    proposed = models.JSONField(default=dict, help_text="points by indicator as proposed when handed in")
    eyes = models.PositiveSmallIntegerField(default=0, help_text="indicators that needed judgement when handed in")
    submitted_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_on_behalf_of = models.BooleanField(default=False)

    lease_holder = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["learner", "title_key", "campaign"], name="one_case_a_campaign"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(unit__isnull=False), name="handed_in_case_has_a_unit"
            ),
        ]
        indexes = [models.Index(fields=["unit", "state", "submitted_at"], name="case_queue")]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseEntry(models.Model):
    """Points that a person gave to an indicator: the learner's own, or the officer's. The latest counts."""

    class Kind(models.TextChoices):
        SELF = "self", _("self-assessment")
        OFFICER = "officer", _("officer")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    indicator = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    points = models.DecimalField(max_digits=4, decimal_places=2, validators=[MinValueValidator(0)])
    reason = models.TextField(blank=True)
    entered_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.BooleanField(help_text=_("Somebody else entered it for the learner."))
    at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(people="case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        indexes = [models.Index(fields=["case", "kind", "indicator"], name="entries_of_case")]
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=0), name="entry_points_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.indicator}"


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


class CaseEvidence(models.Model):
    """The list of evidence as it stood at one handing-in (`submission` counts them)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence_list")
    submission = models.PositiveSmallIntegerField()
    evidence = models.ForeignKey("recognition.Evidence", on_delete=models.PROTECT, related_name="in_cases")

    objects = ScopedManager(people="case__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["case", "submission", "evidence"], name="evidence_once_a_submission"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}.{self.submission}: {self.evidence_id}"
