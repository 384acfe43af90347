"""What is read, seen and heard in a lesson."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from content.blocks.chosen import PhotoChooserBlock
from content.blocks.drawn import DrawnPictures

PICTURES = [
    ("fish-hook", _("a carp looks at a hook")),
    ("phone-bait", _("a telephone as bait")),
    ("fake-bank", _("a fox beside a bank")),
    ("otp-lock", _("a padlock and hidden numbers")),
    ("strong-key", _("a strong key")),
    ("ask-neighbour", _("two neighbours talk")),
    ("plan-hen", _("a hen before the calendar")),
    ("read-lamp", _("reading by candlelight")),
    ("read-tree", _("reading under a tree")),
    ("note-book", _("a notebook and a pencil")),
    ("library-boat", _("a boat full of books")),
    ("share-circle", _("three people read together")),
    ("pig-purse", _("a pig and a paper")),
    ("hen-basket", _("a rooster and its grain")),
    ("hat-field", _("a palm hat beside a plant")),
    ("egg-bars", _("a bar chart of eggs in a week")),
    ("cut-bars", _("two bar charts of the same numbers")),
]


class PictureBlock(blocks.StructBlock):
    """A photo or a drawn picture, always with words for those who cannot see it."""

    image = PhotoChooserBlock(label=_("Photo"), required=False)
    drawn = blocks.ChoiceBlock(choices=PICTURES, label=_("or a drawn picture"), required=False, widget=DrawnPictures)
    alt = blocks.CharBlock(label=_("What the picture shows"), help_text=_("Read aloud to those who cannot see it."))
    caption = blocks.CharBlock(label=_("Line below"), required=False)
    credit = blocks.CharBlock(
        label=_("Credit"), help_text=_("Who took or drew it, as it is to stand below."), max_length=150, required=False
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "content/blocks/picture.html"

    def clean(self, value):
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not cleaned["image"] and not cleaned["drawn"]:
            raise blocks.StructBlockValidationError({"image": ValidationError(_("Choose a photo or a drawn picture."))})
        return cleaned


class TableBlock(TypedTableBlock):
    """Words in rows and columns; the first row heads the columns, so that each cell can be read out with its heading."""

    text = blocks.CharBlock(label=_("Text"), required=False, max_length=2000)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "content/blocks/table.html"

    def get_context(self, value, parent_context=None):
        """Each cell beside the heading of its column."""
        headings = [column["heading"] for column in value.columns]
        lines = [list(zip(headings, (cell.value for cell in row), strict=False)) for row in value.rows]
        return super().get_context(value, parent_context=parent_context) | {"headings": headings, "lines": lines}
