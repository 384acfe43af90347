"""Several pictures that are looked at one after the other."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.chosen import PhotoChooserBlock


class GalleryPictureBlock(blocks.StructBlock):
    """One of them, with words for those who cannot see it, and whose it is."""

    image = PhotoChooserBlock(label=_("Photo"))
    alt = blocks.CharBlock(
        label=_("What the picture shows"), max_length=300, help_text=_("Read aloud to those who cannot see it.")
    )
    caption = blocks.CharBlock(label=_("Line below"), required=False, max_length=300)
    credit = blocks.CharBlock(
        label=_("Who took it, and how it may be used"),
        required=False,
        max_length=200,
        help_text=_("For example: Photo by Lê Văn Ba, may be used freely."),
    )

    class Meta:
        icon = "image"


class GalleryBlock(blocks.StructBlock):
    """Two to twelve pictures: on a telephone one fills the width, the next one lies beside it."""

    title = blocks.CharBlock(label=_("What the pictures are about"), max_length=200)
    pictures = blocks.ListBlock(GalleryPictureBlock(), label=_("Pictures"), min_num=2, max_num=12)

    class Meta:
        icon = "image"
        label = _("Row of pictures")
        template = "content/blocks/gallery.html"
