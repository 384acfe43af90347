"""What courses, modules and lessons have in common."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.blocks import PICTURES
from content.identities import PageActivity


class Learning(Page):
    """A page with an activity IRI of its own, fixed at first publication (`content.activities`)."""

    class Level(models.TextChoices):
        EASY = "easy", _("easy")
        MIDDLE = "middle", _("middle")
        HARD = "hard", _("needs some knowledge")

    intro = models.CharField(_("one sentence on what it is about"), max_length=300, blank=True)
    drawn = models.CharField(_("drawn picture"), max_length=30, choices=PICTURES, blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo"),
    )
    image_alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.EASY)
    language = models.CharField(_("language"), max_length=10, default="vi")
    licence = models.CharField(_("licence"), max_length=50, blank=True, default="CC BY 4.0")
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """A live page has its activity, whatever way it went live."""
        result = super().save(*args, **kwargs)
        if self.live:
            PageActivity.objects.get_or_create(page_id=self.pk)
        return result

    def copy(self, *args, **kwargs):
        """A copy is another activity, and says where it came from."""
        made = super().copy(*args, **kwargs)
        origin = PageActivity.objects.filter(page_id=self.pk).first()
        if origin:
            PageActivity.objects.update_or_create(page_id=made.pk, defaults={"origin": origin.uuid})
        return made
