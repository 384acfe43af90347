"""The form for images of the library. By itself, as the one for documents is."""

from pathlib import PurePath
from tempfile import TemporaryFile
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images.forms import BaseImageForm

from content.approval.files import may_be_exchanged
from content.media import apart
from content.media.prepared import reason_in_words
from content.media.preparing import on_disk

_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")  # ISO/IEC 23008-12, 10.2


class ImageForm(BaseImageForm):
    """Wagtail's form for images, which keeps the pictures of approved lessons (WAGTAILIMAGES_IMAGE_FORM_BASE).

    A photo of an iPhone, whatever it is called, is JPEG before Wagtail looks at it: few browsers show HEIC.
    """

    def full_clean(self) -> None:
        """As forms are cleaned, with the photo as JPEG; or words on why it cannot be read."""
        problem = self._photo_as_jpeg() if self.is_bound else None
        super().full_clean()
        if problem is not None:
            self._errors["file"] = self.error_class([problem])
            self.cleaned_data.pop("file", None)

    def _photo_as_jpeg(self) -> ValidationError | None:
        name = self.add_prefix("file")
        file: Any = self.files.get(name)
        if file is None or not _is_heic(file):
            return None
        with TemporaryFile() as held, TemporaryFile() as made:
            try:
                apart.done("photo", "", on_disk(file, held), made)
            except apart.NotUsable as problem:
                self.files = {key: self.files[key] for key in self.files if key != name}  # nobody else reads it
                return ValidationError(reason_in_words(problem.reason, problem.numbers))
            made.seek(0)
            photo = SimpleUploadedFile(f"{PurePath(file.name).stem}.jpg", made.read(), "image/jpeg")
        self.files = {**{key: self.files[key] for key in self.files}, name: photo}
        return None

    def clean_file(self) -> File:
        """The file, or words on why it cannot be replaced."""
        if "file" in self.changed_data:
            may_be_exchanged(self.instance)
        return self.cleaned_data["file"]


def _is_heic(file: Any) -> bool:
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC
