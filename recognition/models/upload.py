"""A file somebody handed in, as it was rewritten to be safe to open."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Upload(models.Model):
    """The safe copy of a photo or PDF. The original is not kept; its hash tells a second hand-in of the same file."""

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="uploads")
    original_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, help_text=_("Of the safe copy; its name in the private folder."))
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    entered_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"

    def __str__(self) -> str:
        return self.sha256[:12]
