"""The form for documents of the library. By itself: Wagtail's forms can be read only when all models are there."""

from django.core.files.base import File
from wagtail.documents.forms import BaseDocumentForm

from content.approval.files import may_be_exchanged
from content.media_files import check


class DocumentForm(BaseDocumentForm):
    """Wagtail's form for documents, which judges the file by its content too (WAGTAILDOCS_DOCUMENT_FORM_BASE)."""

    def clean_file(self) -> File:
        """The file, or words on what is wrong with it."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            may_be_exchanged(self.instance)
            check(file)
        return file
