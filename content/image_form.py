"""The form for images of the library. By itself, as the one for documents is."""

import struct
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, UnidentifiedImageError
from wagtail.images.forms import BaseImageForm

from content.approval.files import may_be_exchanged
from content.media import apart, gif
from content.media.bounds import PHOTOS
from content.media.prepared import reason_in_words
from content.media.preparing import on_disk

_BESIDE = ("exif", "xmp", "comment", "photoshop", "mp")  # what Pillow calls what a file tells beside its picture
_PICTURE = ("APP0", "APP14")  # parts of a JPEG without which it is not read rightly; APP2 is its colours
# Parts of a PNG that are the picture, its colours and its movement (PNG 3rd edition, 11); all others may say something.
_PNG, _PNG_PICTURE = (
    b"\x89PNG\r\n\x1a\n",
    frozenset(
        [
            *(
                b"IHDR",
                b"PLTE",
                b"IDAT",
                b"IEND",
                b"tRNS",
                b"gAMA",
                b"cHRM",
                b"sRGB",
                b"iCCP",
                b"cICP",
                b"mDCV",
                b"cLLI",
                b"sBIT",
            ),
            *(b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT"),
        ]
    ),
)
_MOST_PARTS = 100_000  # of a PNG that are looked at
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")  # ISO/IEC 23008-12, 10.2


class ImageForm(BaseImageForm):
    """Wagtail's form for images, which keeps the pictures of approved lessons (WAGTAILIMAGES_IMAGE_FORM_BASE).

    A photo of an iPhone, whatever it is called, is JPEG before Wagtail looks at it: few browsers show HEIC. And no photo keeps
    what stands beside the picture (where it was taken, when, with which telephone): the library gives out what is stored.
    """

    def full_clean(self) -> None:
        """As forms are cleaned, with the photo alone; or words on why it cannot be read."""
        problem = self._photo_alone() if self.is_bound else None
        super().full_clean()
        if problem is not None:
            self._errors["file"] = self.error_class([problem])
            self.cleaned_data.pop("file", None)

    def _photo_alone(self) -> ValidationError | None:
        name = self.add_prefix("file")
        file: Any = self.files.get(name)
        if file is not None and _begins(file) in gif.SIGNS:
            return self._gif_alone(name, file)
        if file is None or not (_is_heic(file) or _tells_more(file)):
            return None
        with TemporaryFile() as held, TemporaryFile() as made:
            try:
                apart.done("photo", "", on_disk(file, held), made)
            except apart.NotUsable as problem:
                self.files = {key: self.files[key] for key in self.files if key != name}  # nobody else reads it
                return ValidationError(reason_in_words(problem.reason, problem.numbers))
            made.seek(0)
            kept = made.read()
        ending, kind = ("png", "png") if kept.startswith(b"\x89PNG") else ("jpg", "jpeg")
        photo = SimpleUploadedFile(f"{PurePath(file.name).stem}.{ending}", kept, f"image/{kind}")
        self.files = {**{key: self.files[key] for key in self.files}, name: photo}
        return None

    def _gif_alone(self, name: str, file: Any) -> ValidationError | None:
        """A GIF keeps its movement, and no comments; of one that is too large Wagtail says so."""
        if file.size > self.fields["file"].max_upload_size:
            return None
        data = file.read()
        file.seek(0)
        try:
            kept = gif.alone(data)
        except gif.Damaged:
            self.files = {key: self.files[key] for key in self.files if key != name}
            return ValidationError(reason_in_words("broken"))
        if kept != data:
            alone = SimpleUploadedFile(file.name, kept, "image/gif")
            self.files = {**{key: self.files[key] for key in self.files}, name: alone}
        return None

    def clean_file(self) -> File:
        """The file, or words on why it cannot be replaced."""
        if "file" in self.changed_data:
            may_be_exchanged(self.instance)
        return self.cleaned_data["file"]


def _begins(file: Any, length: int = 6) -> bytes:
    file.seek(0)
    head = file.read(length)
    file.seek(0)
    return head


def _is_heic(file: Any) -> bool:
    head = _begins(file, 12)
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC


def _tells_more(file: Any) -> bool:
    """Whether something stands in the file beside the picture, which is not unpacked for that. No picture: Wagtail refuses it."""
    file.seek(0)
    try:
        if file.read(len(_PNG)) == _PNG:
            return _png_tells_more(file)
        file.seek(0)
        with Image.open(file, formats=PHOTOS) as picture:  # its head alone
            parts = getattr(picture, "applist", ())
            beside = [name for name, data in parts if name not in _PICTURE and not data.startswith(b"ICC_PROFILE")]
            return bool(beside) or any(name in picture.info for name in _BESIDE)
    except UnidentifiedImageError:
        return False
    except (OSError, SyntaxError, ValueError, TypeError, struct.error, Image.DecompressionBombError):
        return True  # the process with limits says what is wrong with it
    finally:
        file.seek(0)


def _png_tells_more(file: Any) -> bool:
    """Whether a PNG has parts that are none of its picture; one without an end is damaged, which Wagtail says."""
    for _part in range(_MOST_PARTS):
        head = file.read(8)
        if len(head) < 8:
            return False
        length, name = struct.unpack(">I4s", head)
        if name not in _PNG_PICTURE:
            return True
        file.seek(length + 4, 1)
        if name == b"IEND":
            return bool(file.read(1))
    return True
