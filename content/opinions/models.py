"""What learners think: their votes, and what they wrote to themselves. In scope like everything about a person."""

from django.db import models
from django.db.models import DO_NOTHING, PROTECT
from django_scopes import ScopedManager
from wagtail.models import Page


class PollVote(models.Model):
    """What a learner chose in a poll, by the id of the line; `page` is the original of an alias."""

    learner = models.ForeignKey("people.Learner", on_delete=PROTECT, related_name="+")
    page = models.ForeignKey(Page, on_delete=DO_NOTHING, related_name="+")  # see content.gone_with_pages
    block = models.UUIDField()
    choice = models.CharField(max_length=120)
    voted_at = models.DateTimeField()
    wagtail_reference_index_ignore = True  # who learns is not shown among the uses of a page

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["page", "block", "learner"], name="one_vote_a_poll")]


class Reflection(models.Model):
    """What a learner wrote to himself, under the data key of the person: no page shows it to anybody else."""

    learner = models.ForeignKey("people.Learner", on_delete=PROTECT, related_name="+")
    page = models.ForeignKey(Page, on_delete=DO_NOTHING, related_name="+")  # see content.gone_with_pages
    block = models.UUIDField()
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    wagtail_reference_index_ignore = True

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["page", "block", "learner"], name="one_reflection")]
