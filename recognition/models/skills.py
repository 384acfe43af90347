"""Digital skills of a person: requirement sets, what answers them, what an officer says, and the sheets that were confirmed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class RequirementSet(models.Model):
    """One version of what is asked of a group of people. Written only by `recognition.skills.publishing`; never edited."""

    key = models.CharField(max_length=60)
    version = models.CharField(max_length=30)
    digest = models.CharField(
        max_length=64, help_text=_("SHA-256 of the content; the same version never gets another.")
    )
    title = models.CharField(max_length=200)
    framework = models.CharField(max_length=60)
    subject_group = models.CharField(max_length=10, default="default")
    text = models.TextField(help_text=_("The file as it was published."))
    judged = models.BooleanField(default=True, help_text=_("Whether new statements are matched against it."))
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text=_("Last valid day."))
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="requirement_set_once")]
        ordering = ["key", "pk"]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class SkillProjection(models.Model):
    """How far one requirement set has read the statements: the cursor that the one consumer locks."""

    requirement_set = models.OneToOneField(
        RequirementSet, on_delete=models.CASCADE, primary_key=True, related_name="projection"
    )
    position = models.BigIntegerField(default=0, help_text=_("`seq` of the last statement judged."))
    generation = models.PositiveIntegerField(default=1, help_text=_("Raised by a rebuild."))
    rebuilding_to = models.BigIntegerField(
        null=True, blank=True, help_text=_("During a rebuild: from here on, evidence not met again is withdrawn.")
    )
    moved_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.requirement_set_id} at {self.position}"


class SkillParked(models.Model):
    """A statement that a requirement set could not read; tried again by `manage.py catch_up --retry`."""

    requirement_set = models.ForeignKey(RequirementSet, on_delete=models.CASCADE, related_name="parked")
    statement_id = models.UUIDField()
    seq = models.BigIntegerField()
    error = models.TextField(help_text=_("What went wrong, without personal data."))
    tries = models.PositiveIntegerField(default=1)
    parked_at = models.DateTimeField(auto_now_add=True)
    solved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["requirement_set", "statement_id"], name="skill_parked_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} parked"


class SkillEvidence(models.Model):
    """That something speaks for one competence of one set. Rows only grow; one that no longer counts gets `withdrawn_at`, once.

    A reading of the statements anew adds a row where an earlier one was withdrawn: what was known on a past day never moves.
    """

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("from learning records")
        PAPER = "paper", _("a paper that an officer read")
        OFFICER = "officer", _("seen by an officer")

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="skill_evidence")
    requirement_set = models.ForeignKey(RequirementSet, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    rule_id = models.CharField(max_length=60, help_text=_("Rule (statement) or kind of paper."))
    competence = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField()
    day = models.DateField(help_text=_("When it happened, not when it was entered."))
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=200, blank=True)

    # statement
    statement_id = models.UUIDField(null=True, blank=True)
    activity_iri = models.TextField(blank=True)
    minutes = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    score = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    generation = models.PositiveIntegerField(default=1, help_text=_("Which reading of the statements met it last."))

    # paper, officer
    evidence = models.ForeignKey(
        "recognition.Evidence", null=True, blank=True, on_delete=models.PROTECT, related_name="skills"
    )
    by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        indexes = [
            models.Index(fields=["learner", "requirement_set"], name="skill_of_learner"),
            models.Index(fields=["statement_id"], name="skill_of_statement", condition=Q(kind="statement")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["requirement_set", "rule_id", "competence", "learner", "statement_id"],
                condition=Q(kind="statement", withdrawn_at=None),
                name="skill_of_statement_once",
            ),
            models.UniqueConstraint(
                fields=["requirement_set", "rule_id", "competence", "learner", "evidence", "day"],
                condition=~Q(kind="statement") & Q(withdrawn_at=None),
                nulls_distinct=False,
                name="skill_said_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="statement", statement_id__isnull=False, by=None, evidence=None)
                | Q(kind="paper", statement_id=None, by__isnull=False, evidence__isnull=False)
                | Q(kind="officer", statement_id=None, by__isnull=False, evidence=None),
                name="skill_evidence_is_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competence} {self.pk}"


class SkillJudgement(models.Model):
    """What an officer says of a person's digital skills beside a framework: a confirmation seen, a course, yes or no with a note.

    Rows only grow: the last one of a kind, dated by then, counts; one taken back has `ended_at`.
    """

    class Kind(models.TextChoices):
        QD757 = "qd757", _("confirmed under Decision 757")
        COURSE = "course", _("finished a course of digital skills")
        TRAINED = "trained", _("was trained")
        WORK = "judgement", _("has the digital skills that the work needs")

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="skill_judgements")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    yes = models.BooleanField(default=True)
    day = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        indexes = [models.Index(fields=["learner", "kind"], name="skill_judgement_of_learner")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class SkillSheet(models.Model):
    """A share of digital skills as an officer confirmed it on a day: never changed. No name stands in it."""

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="skill_sheets")
    requirement_set = models.ForeignKey(RequirementSet, on_delete=models.PROTECT, related_name="sheets")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    shown = models.PositiveSmallIntegerField()
    required = models.PositiveSmallIntegerField()
    percent = models.DecimalField(max_digits=4, decimal_places=1)
    content = models.JSONField(help_text="competence -> [level, first day on which it was reached]")
    token = models.CharField(max_length=22, unique=True)
    confirmed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.token} ({self.shown}/{self.required})"
