"""What answers an indicator, and how far the statements have been judged."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Evidence(models.Model):
    """One piece of evidence of a learner: from a statement and a rule, or handed in by a person.

    Whether a paper counts is said by whoever judges a case in which it was handed in: see `PaperVerdict`.
    """

    class Kind(models.TextChoices):
        AUTOMATIC = "automatic", _("from learning records")
        MANUAL = "manual", _("handed in")
        DERIVED = "derived", _("counted from decisions")

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # Automatic: of which set version and rule. Manual evidence belongs to the title, whatever its version.
    title_key = models.CharField(max_length=60)
    criteria_set = models.ForeignKey(
        "recognition.CriteriaSet", null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    rule_id = models.CharField(max_length=60, help_text=_("Rule (automatic) or kind of evidence (manual)."))
    indicators = ArrayField(models.CharField(max_length=20))
    happened_at = models.DateTimeField(help_text=_("When it happened, not when it was entered."))
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    # automatic
    statement_id = models.UUIDField(null=True, blank=True)
    activity_iri = models.TextField(blank=True)
    act = models.CharField(max_length=40, blank=True, help_text="what was done: a verb and a kind of activity")
    minutes = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    generation = models.PositiveIntegerField(default=1, help_text=_("Which reading of the statements made or met it."))
    score = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True, help_text=_("Scaled, -1 to 1."))

    # derived: so many of so many hold a title, counted at `happened_at`
    count = models.PositiveIntegerField(null=True, blank=True)
    base = models.PositiveIntegerField(null=True, blank=True)

    # what people read: the activity's name as the statement gave it, or what was handed in
    title = models.CharField(max_length=200, blank=True)

    # manual
    content_hash = models.CharField(max_length=64, blank=True)
    upload = models.ForeignKey(
        "recognition.Upload", null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    link = models.TextField(blank=True, help_text="an address in the web, where what is shown lies there")
    witness = models.CharField(max_length=200, blank=True, help_text="who saw it, by office; no paper was signed")
    credential = models.JSONField(null=True, blank=True, help_text="what a digital certificate says, and its check")
    entered_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.BooleanField(default=False)

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        indexes = [
            models.Index(fields=["learner", "title_key"], name="evidence_of_learner"),
            models.Index(fields=["content_hash"], name="evidence_by_credential", condition=Q(credential__isnull=False)),
            models.Index(fields=["statement_id"], name="evidence_of_statement", condition=Q(kind="automatic")),
        ]
        constraints = [
            # Manual evidence has neither set nor statement: NULLs are distinct, so this speaks of automatic evidence only.
            models.UniqueConstraint(
                fields=["criteria_set", "rule_id", "learner", "statement_id"], name="automatic_evidence_once"
            ),
            models.UniqueConstraint(
                fields=["learner", "title_key", "content_hash"],
                condition=Q(kind="manual", withdrawn_at=None),
                name="manual_evidence_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="automatic", criteria_set__isnull=False, statement_id__isnull=False, entered_by=None, base=None
                )
                | Q(
                    kind="derived",
                    criteria_set__isnull=False,
                    statement_id=None,
                    entered_by=None,
                    base__gt=0,
                    count__gte=0,
                    count__lte=F("base"),
                )
                | (
                    Q(kind="manual", criteria_set=None, statement_id=None, entered_by__isnull=False, base=None)
                    & ~Q(content_hash="")
                ),
                name="evidence_is_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.pk}"


class Projection(models.Model):
    """How far one criteria set has read the statements: the cursor that the one consumer locks."""

    criteria_set = models.OneToOneField(
        "recognition.CriteriaSet", on_delete=models.CASCADE, primary_key=True, related_name="projection"
    )
    position = models.BigIntegerField(default=0, help_text=_("`seq` of the last statement judged."))
    generation = models.PositiveIntegerField(default=1, help_text=_("Raised by a rebuild."))
    rebuilding_to = models.BigIntegerField(
        null=True, blank=True, help_text=_("During a rebuild: from here on, evidence not met again is withdrawn.")
    )
    moved_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.criteria_set_id} at {self.position}"


class Parked(models.Model):
    """A statement that could not be judged by a set. Shown to staff; can be tried again."""

    criteria_set = models.ForeignKey("recognition.CriteriaSet", on_delete=models.CASCADE, related_name="parked")
    statement_id = models.UUIDField()
    seq = models.BigIntegerField()
    error = models.TextField(help_text=_("What went wrong, without personal data."))
    tries = models.PositiveIntegerField(default=1)
    parked_at = models.DateTimeField(auto_now_add=True)
    tried_at = models.DateTimeField(auto_now=True)
    solved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["criteria_set", "statement_id"], name="parked_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} parked"
