"""Identities that outlive titles, places and revisions: activities of pages and questions, alignments, enrolments."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Alignment(models.Model):
    """An indicator or competence a lesson can be mapped to, known here by its IRI only; rows come from the roof."""

    class Kind(models.TextChoices):
        INDICATOR = "indicator", _("indicator")
        COMPETENCE = "competence", _("competence")

    iri = models.TextField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    framework = models.CharField(max_length=50)

    class Meta:
        ordering = ["-kind", "framework", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PageActivity(models.Model):
    """The uuid of a page's activity. In a table of its own: a revision must never bring an old value back."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    origin = models.UUIDField(null=True, editable=False)


class QuestionActivity(models.Model):
    """The uuid of a question's activity, by the id of its block in the page."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    block = models.UUIDField()
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "block"], name="one_activity_a_question")]


class Enrolment(models.Model):
    """A learner in a course; the registration is carried by every statement of it."""

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey("wagtailcore.Page", on_delete=models.PROTECT, related_name="+")
    registration = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["learner", "course"], name="enrolled_once")]
