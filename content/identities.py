"""Identities that outlive titles, places and revisions: activities of pages and questions, alignments, enrolments."""

import uuid
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import CASCADE, DO_NOTHING
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from learning_records.public import activity_iri, anybody_did


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


class StillNeeded(PermissionDenied):
    """Somebody has learnt on this page: it can be unpublished, not deleted.

    A refusal, which every door of the editors' pages knows how to tell; of Django's ProtectedError they know nothing.
    """


def learnt_in(pages: Iterable[int]) -> bool:
    """Whether anybody is enrolled in one of these pages (ids) or did something with its activity."""
    ids = list(pages)
    # Past the scope: the question is whether there is anybody, not who.
    if models.QuerySet(Enrolment).filter(course__in=ids).exists():
        return True
    uuids = PageActivity.objects.filter(page__in=ids).values_list("uuid", flat=True)
    return anybody_did([activity_iri(uuid) for uuid in uuids])


def unless_learnt(collector, field, sub_objs, using) -> None:
    """on_delete: an activity goes with its page, but a page that records speak of stays. Raises StillNeeded."""
    rows = list(sub_objs)
    if learnt_in(row.page_id for row in rows):
        raise StillNeeded(_("Somebody has learnt here: unpublish the page instead of deleting it."))
    CASCADE(collector, field, sub_objs, using)


class PageActivity(models.Model):
    """The uuid of a page's activity. In a table of its own: a revision must never bring an old value back."""

    page = models.OneToOneField("wagtailcore.Page", on_delete=unless_learnt, primary_key=True, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    origin = models.UUIDField(null=True, editable=False)
    wagtail_reference_index_ignore = True  # no use of the page that an editor could look after


class QuestionActivity(models.Model):
    """The uuid of a question's activity, by the id of its block in the page: a question in several lessons has it in each.

    `looked_at`: when its lesson last took a version from another one, or decided to keep its own.
    """

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    block = models.UUIDField()
    uuid = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    looked_at = models.DateTimeField(null=True, editable=False)
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "block"], name="one_activity_a_question"),
            models.UniqueConstraint(fields=["page", "uuid"], name="a_question_once_in_a_lesson"),
        ]


class Enrolment(models.Model):
    """A learner in a course; the registration is carried by every statement of it."""

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="+")
    # Kept by `unless_learnt` of the course's activity: PROTECT would ask within the scope of whoever deletes.
    course = models.ForeignKey("wagtailcore.Page", on_delete=DO_NOTHING, related_name="+")
    registration = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    wagtail_reference_index_ignore = True  # who learns is not shown among the uses of a page

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["learner", "course"], name="enrolled_once")]
