"""What a teacher did for somebody in a course: called, wrote, met; and the messages of the centre, kept under the person's key."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.classes.models import OfLearner


class Contact(OfLearner):
    """That somebody was called, written to or met about a course, so that a second teacher does not do it again.

    `key` comes from the form: pressed twice, it is one. The words are encrypted with the person's data key.
    """

    class How(models.TextChoices):
        CALLED = "called", _("called by telephone")
        ZALO = "zalo", _("wrote on Zalo")
        MET = "met", _("met and talked")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey("wagtailcore.Page", on_delete=models.DO_NOTHING, related_name="+")  # as Enrolment's
    how = models.CharField(max_length=6, choices=How.choices)
    on = models.DateField()
    words_encrypted = models.BinaryField(null=True, blank=True)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    wagtail_reference_index_ignore = True

    class Meta:
        app_label = "content"
        base_manager_name = "objects"
        default_manager_name = "objects"
        indexes = [models.Index(fields=["learner", "course"], name="contact_of_learner")]


class CentreMessage(OfLearner):
    """A message of a centre to somebody in a course or in a class: kept for ever, marked as read by an act, no answer.

    `key` comes from the form, the same for all whom one press reached. `handed_by`: the staff who read it out at the counter.
    """

    key = models.UUIDField(editable=False)
    course = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.DO_NOTHING, related_name="+"
    )  # as Enrolment's
    taught = models.ForeignKey(
        "content.CentreClass", null=True, blank=True, on_delete=models.DO_NOTHING, related_name="+"
    )  # see content.teaching.erasing
    centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT, related_name="+")
    text_encrypted = models.BinaryField()
    sent_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey("people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    wagtail_reference_index_ignore = True

    class Meta:
        app_label = "content"
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["key", "learner"], name="one_press_one_message"),
            models.CheckConstraint(
                condition=Q(course=None, taught__isnull=False) | Q(course__isnull=False, taught=None),
                name="message_of_a_course_or_a_class",
            ),
        ]
        indexes = [models.Index(fields=["learner", "sent_at"], name="message_of_learner")]
