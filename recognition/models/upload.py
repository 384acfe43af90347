"""A file somebody handed in, as it was rewritten to be safe to open, and how it looks."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Upload(models.Model):
    """The safe copy of a photo, PDF or sound. The original is not kept; its hash tells a second hand-in of the same file."""

    class State(models.TextChoices):
        OPEN = "open", _("may be opened")
        QUARANTINED = "quarantined", _("not yet searched for viruses")
        INFECTED = "infected", _("a virus was found")

    learner = models.ForeignKey("people.Learner", on_delete=models.PROTECT, related_name="uploads")
    original_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, help_text=_("Of the safe copy; its name in the private folder."))
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True, help_text=_("Of sound."))
    signed = models.BooleanField(default=False, help_text=_("The PDF had a digital signature, which did not stay."))
    looks = ArrayField(
        models.CharField(max_length=1088), default=list, blank=True, help_text=_("Likenesses of its first pages.")
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    entered_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager(people="learner__in")

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        indexes = [
            models.Index(fields=["original_sha256"], name="upload_by_file"),
            models.Index(fields=["id"], name="upload_in_quarantine", condition=models.Q(state="quarantined")),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def is_shown(self) -> bool:
        """Whether a page may show it as a picture: a photo, and not in quarantine."""
        return self.state == self.State.OPEN and self.media_type.startswith("image/")


class LooksBand(models.Model):
    """A sixteenth of a likeness, to be looked up: near copies have at least one in common."""

    value = models.BigIntegerField()
    upload = models.ForeignKey("recognition.Upload", on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        # Also the order in which they are read: the newest of a value, and no more of them than are wanted.
        constraints = [models.UniqueConstraint(fields=["value", "upload"], name="band_once")]

    def __str__(self) -> str:
        return f"{self.value:x}"


class LooksAlike(models.Model):
    """That two uploads look nearly the same, found when the later one came; a reason to look, shown to officials alone."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="like_earlier")
    earlier = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="like_later")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "earlier"], name="alike_once")]

    def __str__(self) -> str:
        return f"{self.upload_id} like {self.earlier_id}"
