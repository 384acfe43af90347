"""A file to read here page by page, or to take home."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.chosen import FileChooserBlock
from content.pdf.pages import pages_of

# What a file is called by people, by its ending.
KINDS = {
    "pdf": "PDF",
    **dict.fromkeys(("docx", "odt"), "Word"),
    **dict.fromkeys(("xlsx", "ods"), "Excel"),
    **dict.fromkeys(("pptx", "odp"), "PowerPoint"),
    "epub": "EPUB",
}


class FileBlock(blocks.StructBlock):
    """A paper to read: the pages of a PDF are shown one by one; its kind, size and pages stand before."""

    file = FileChooserBlock(
        label=_("File"), help_text=_("A PDF can be read page by page on a telephone; other files are taken home.")
    )
    title = blocks.CharBlock(label=_("Title"))

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "content/blocks/file.html"

    def get_context(self, value, parent_context=None):
        """Pages that can be read here, and what kind of file it is."""
        file = value.get("file")
        found = {"pages": pages_of(file), "kind": KINDS.get(file.file_extension.lower(), "")} if file else {}
        return super().get_context(value, parent_context=parent_context) | found
