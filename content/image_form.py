"""The form for images of the library. By itself, as the one for documents is."""

from django.core.files.base import File
from wagtail.images.forms import BaseImageForm

from content.approval.files import may_be_exchanged


class ImageForm(BaseImageForm):
    """Wagtail's form for images, which keeps the pictures of approved lessons (WAGTAILIMAGES_IMAGE_FORM_BASE)."""

    def clean_file(self) -> File:
        """The file, or words on why it cannot be replaced."""
        if "file" in self.changed_data:
            may_be_exchanged(self.instance)
        return self.cleaned_data["file"]
