"""What courses, modules and lessons have in common."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.models import PageManager as WagtailPageManager
from wagtail.query import PageQuerySet

from content.activities import note_origins, originals
from content.blocks import PICTURES
from content.identities import PageActivity
from content.pages.served import Served


class WholePages(PageQuerySet):
    """Pages that are deleted whole or not at all: the tree counts its children before anybody may refuse."""

    def delete(self, *args, **kwargs):
        """As the tree deletes, in one transaction. Raises `identities.StillNeeded` where somebody has learnt."""
        with transaction.atomic():
            return super().delete(*args, **kwargs)

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


PageManager = WagtailPageManager.from_queryset(WholePages)


class Learning(Served):
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

    objects = PageManager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """A live page has its activity, whatever way it went live; an alias has that of its original."""
        was_alias_of = self._alias_no_more(kwargs.get("update_fields"))
        result = super().save(*args, **kwargs)
        if was_alias_of:
            origin = PageActivity.objects.get_or_create(page_id=was_alias_of)[0].uuid
            PageActivity.objects.update_or_create(page_id=self.pk, defaults={"origin": origin})
        elif self.live and not self.alias_of_id:
            PageActivity.objects.get_or_create(page_id=self.pk)
        return result

    def _alias_no_more(self, fields) -> int | None:
        """The page this one is an alias of until now; None unless this save makes it a page of its own."""
        if self.alias_of_id or not self.pk or not {"alias_of", "alias_of_id"} & set(fields or ()):
            return None
        before = Page.objects.filter(pk=self.pk).exclude(alias_of=None).first()
        return originals([before])[before.pk] if before else None

    def copy(self, *args, **kwargs):
        """A copy is another activity, and says where it came from."""
        made = super().copy(*args, **kwargs)
        note_origins(self, made)
        return made
