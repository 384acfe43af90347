"""A class at a centre, its sessions, who is enrolled, who was there, and every mark that was ever set."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

MOST_PEOPLE, MOST_SESSIONS = 500, 200


class CentreClass(models.Model):
    """What is taught at a centre over some sessions; belongs to the centre, whoever works there.

    `alignments` count only once somebody approved them who is none of `mapped_by` (settled: review by a second person).
    """

    class Audience(models.TextChoices):
        PEOPLE = "people", _("for the people of the commune")
        BRIEFING = "briefing", _("for staff and members: how titles are recognised")
        IT_TRAINING = "it_training", _("for staff and members: digital skills")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    topic = models.CharField(max_length=300, blank=True)
    teacher = models.CharField(max_length=100, blank=True)
    hours_planned = models.PositiveSmallIntegerField(null=True, blank=True)
    seats = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # who signs up alone finds the door shut beyond; staff do not
    open_to_all = models.BooleanField(default=False)  # whoever signed in may put oneself into the class
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.PEOPLE)
    alignments = models.ManyToManyField("content.Alignment", blank=True, related_name="+")
    mapped_by = models.ManyToManyField("people.User", blank=True, related_name="+")
    approved_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "content"

    def __str__(self) -> str:
        return self.title

    @property
    def counts(self) -> bool:
        """Whether what the class is mapped to was approved."""
        return self.approved_at is not None


class ClassSession(models.Model):
    """One meeting of a class. `minutes` are the hours that it gives, never a timer; a session called off keeps its row."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    taught = models.ForeignKey(CentreClass, on_delete=models.PROTECT, related_name="sessions")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=150, blank=True)
    topic = models.CharField(max_length=300, blank=True)
    teacher = models.CharField(max_length=100, blank=True)
    minutes = models.PositiveSmallIntegerField()
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_why = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "content"
        ordering = ["begins_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["taught", "begins_at"], name="one_session_at_a_time"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="session_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["begins_at"], name="session_begins")]

    def __str__(self) -> str:
        return f"session {self.pk}"

    @property
    def taught_by(self) -> str:
        """The teacher of this session, else the one of the class."""
        return self.teacher or self.taught.teacher


class OfLearner(models.Model):
    """A row about a learner, reachable only inside a scope that contains the learner."""

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="+")
    objects = ScopedManager(people="learner__in")

    class Meta:
        abstract = True
        app_label = "content"


class ClassEnrolment(OfLearner):
    """A learner in a class; the registration is carried by every statement of it. Who left has a day of leaving."""

    taught = models.ForeignKey(CentreClass, on_delete=models.PROTECT, related_name="enrolments")
    registration = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "content"
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["taught", "learner"], name="in_a_class_once")]


class State(models.TextChoices):
    """How somebody stands in a session; no mark yet is empty."""

    UNMARKED = "", _("no mark")
    PRESENT = "present", _("present")
    LATE = "late", _("came late")
    ABSENT = "absent", _("absent")


THERE = (State.PRESENT, State.LATE)


class How(models.TextChoices):
    """By which way a mark came."""

    HAND = "hand", _("by hand")
    ALL = "all", _("with all the others")
    CARD = "card", _("by card")
    CODE = "code", _("by the code of the session")


class Attendance(OfLearner):
    """How a learner stands in a session now. `number` grows with each mark: a page tells by it what it has not seen.

    `attended` and `completed` are the ids of the statements that tell of it; None: none does (any longer).
    """

    session = models.ForeignKey(ClassSession, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=7, choices=State.choices, blank=True)
    how = models.CharField(max_length=4, choices=How.choices)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    number = models.PositiveIntegerField(default=1)
    attended = models.UUIDField(null=True, editable=False)
    completed = models.UUIDField(null=True, editable=False)

    class Meta:
        app_label = "content"
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["session", "learner"], name="attendance_once")]


class AttendanceMark(OfLearner):
    """Every mark that was set, in order; rows only grow. `reason` stands where a mark was taken back or set after closing."""

    session = models.ForeignKey(ClassSession, on_delete=models.PROTECT, related_name="marks")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=State.choices, blank=True)
    how = models.CharField(max_length=4, choices=How.choices)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        app_label = "content"
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "learner", "number"], name="mark_number_once")]
