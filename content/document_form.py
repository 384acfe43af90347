"""The form for documents of the library. By itself: Wagtail's forms can be read only when all models are there."""

from tempfile import TemporaryFile

from django.core.exceptions import ValidationError
from django.core.files.base import File
from wagtail.documents.forms import BaseDocumentForm

from content.approval.files import may_be_exchanged
from content.media import apart
from content.media.prepared import is_media, reason_in_words
from content.media.preparing import on_disk
from content.media_files import check, extension


class DocumentForm(BaseDocumentForm):
    """Wagtail's form for documents, which judges the file by its content too (WAGTAILDOCS_DOCUMENT_FORM_BASE)."""

    def clean_file(self) -> File:
        """The file, or words on what is wrong with it."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            may_be_exchanged(self.instance)
            check(file)
            if is_media(file.name or ""):
                _look(file)
        return file

    def _update_errors(self, errors: ValidationError) -> None:
        """Of a file that is not taken only its own reason is told: to the model's check it would be one without an ending."""
        if "file" in self.errors:
            getattr(errors, "error_dict", {}).pop("file", None)
        super()._update_errors(errors)


def _look(file: File) -> None:
    """Raises ValidationError for sound or film that cannot be used, while its author still sees the form. What is too busy
    to be looked at now is looked at by the clock."""
    with TemporaryFile() as held:
        try:
            apart.done("look", extension(file.name or ""), on_disk(file, held))
        except apart.NotUsable as problem:
            if problem.reason not in ("full", "slow"):
                raise ValidationError(reason_in_words(problem.reason, problem.numbers)) from None
        finally:
            file.seek(0)
