"""What a centre owns on the site: parts of the page tree, and a collection of images and documents."""

from django.db import models, transaction
from wagtail.models import Collection, Page

from portal.places.public import Centre


class CentreSpace(models.Model):
    """The pages below which everything is the centre's, and its collection."""

    centre = models.OneToOneField("places.Centre", on_delete=models.PROTECT, related_name="+")
    pages = models.ManyToManyField("wagtailcore.Page", related_name="+")
    collection = models.OneToOneField("wagtailcore.Collection", on_delete=models.PROTECT, related_name="+")
    wagtail_reference_index_ignore = True

    class Meta:
        app_label = "content"

    def __str__(self) -> str:
        return str(self.centre)


class NotFree(ValueError):
    """The page belongs to another centre already, lies inside another's part, or would enclose it."""


def give_space(centre: Centre, *pages: Page) -> CentreSpace:
    """Makes these pages, and all below them, the centre's; its collection is made the first time. Safe to run again.

    Raises NotFree when a page lies in, or above, what another centre owns, or is the root of the whole tree.
    """
    with transaction.atomic():
        Centre.objects.select_for_update().get(pk=centre.pk)
        space = CentreSpace.objects.filter(centre=centre).first()
        if space is None:
            collection = Collection.get_first_root_node().add_child(name=centre.name[:255])
            space = CentreSpace.objects.create(centre=centre, collection=collection)
        taken = Page.objects.filter(pk__in=_pages_of_others(space))
        for page in pages:
            if page.is_root() or any(page.path.startswith(one.path) or one.path.startswith(page.path) for one in taken):
                raise NotFree(f"page {page.pk} is not free for the centre {centre.pk}")
        space.pages.add(*(page.pk for page in pages))
    return space


def _pages_of_others(space: CentreSpace) -> models.QuerySet:
    through = CentreSpace.pages.through
    return through.objects.exclude(centrespace=space).values("page")
