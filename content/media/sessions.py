"""What the record of a film rests on: its activity, and for each time that it is opened how far it was played."""

import uuid
from collections.abc import Sequence

from django.db import models
from django_scopes import ScopedManager

from content.identities import Enrolment
from content.media.segments import Segment


class MediaActivity(models.Model):
    """The uuid of the activity of a film or a sound, by the id of its block in the page."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    block = models.UUIDField()
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "block"], name="one_activity_a_film")]


class MediaSession(models.Model):
    """One time that a learner opened a film; what was sent already is known by its number, so twice is once."""

    key = models.UUIDField(primary_key=True)  # the session-id of the statements
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    activity = models.ForeignKey(
        MediaActivity, on_delete=models.DO_NOTHING, related_name="+"
    )  # see content.gone_with_pages
    begun_at = models.DateTimeField()
    last_at = models.DateTimeField()  # when the last event happened
    number = models.PositiveIntegerField(default=0)  # of the last event
    place = models.FloatField(default=0)  # where in the film that was, in seconds
    playing_from = models.FloatField(null=True)  # it plays, from here
    segments = models.JSONField(default=list)
    statements = models.PositiveIntegerField(default=0)
    completed = models.BooleanField(default=False)
    ended = models.BooleanField(default=False)
    wagtail_reference_index_ignore = True

    objects = ScopedManager(people="enrolment__learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        indexes = [models.Index(fields=["enrolment", "activity", "begun_at"])]


def played_before(sessions: Sequence[MediaSession], own: MediaSession) -> list[Segment]:
    """What was played in the other sessions of the registration, in order."""
    return [(begin, end) for one in sessions if one.pk != own.pk for begin, end in one.segments]
