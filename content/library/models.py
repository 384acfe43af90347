"""A book or other material on the shelf of a centre."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_ITEMS = 5_000  # of one centre
MOST_COPIES = 999


class LibraryItem(models.Model):
    """One title with its copies; `out` is how many of them are lent, to whom stands in the paper book of the centre."""

    class Kind(models.TextChoices):
        BOOK = "book", pgettext_lazy("on a shelf", "book")
        PAPER = "paper", pgettext_lazy("on a shelf", "newspaper or magazine")
        LEAFLET = "leaflet", pgettext_lazy("on a shelf", "leaflet")
        FILM = "film", pgettext_lazy("on a shelf", "film")
        SOUND = "sound", pgettext_lazy("on a shelf", "sound")
        OTHER = "other", pgettext_lazy("on a shelf", "something else")

    class Licence(models.TextChoices):
        UNSAID = "", _("not said")
        CC_BY = "cc_by", _("may be copied and shared with the author's name (CC BY)")
        CC_BY_SA = "cc_by_sa", _("may be copied and shared with the author's name, under the same terms (CC BY-SA)")
        ALLOWED = "allowed", _("the author allows the centre to share it")
        OWN = "own", _("written by the centre itself")
        FREE = "free", _("nobody holds rights in it any longer")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey("places.Centre", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.BOOK)
    topic = models.CharField(max_length=100, blank=True)
    copies = models.PositiveSmallIntegerField(default=1)
    out = models.PositiveSmallIntegerField(default=0)
    shelf = models.CharField(max_length=60, blank=True)
    link = models.CharField(max_length=500, blank=True)
    licence = models.CharField(max_length=8, choices=Licence.choices, blank=True)
    folded = models.CharField(max_length=520, editable=False)
    topic_folded = models.CharField(max_length=100, editable=False, blank=True)
    made_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "content"
        indexes = [models.Index(fields=["centre", "title"], name="shelf_of_centre", condition=Q(gone_at=None))]
        constraints = [models.CheckConstraint(condition=Q(out__lte=F("copies")), name="no_more_out_than_there_are")]

    def __str__(self) -> str:
        return self.title

    @property
    def here(self) -> int:
        """How many copies stand on the shelf now."""
        return self.copies - self.out
