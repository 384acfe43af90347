"""A photo somebody handed in -> a fresh JPEG: only the picture, upright, without place, device or anything hidden."""

import warnings
from io import BytesIO

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from recognition.refusals import Incomplete

MOST_PIXELS = 64_000_000  # phones of 50 million pixels are sold; more is not needed to read a paper
LONGEST_SIDE = 2600  # an A4 page stays readable at 200 dots an inch
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# Whatever a decoder says of a broken file. Pillow documents no narrower list.
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, RuntimeError)


def rewrite_image(data: bytes, media_type: str) -> tuple[bytes, int, int]:
    """The picture as a new JPEG, with its width and height. Raises Incomplete (field `file`)."""
    try:
        # A small file may claim a huge picture: Pillow warns or raises, and we measure before anything is unpacked.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = _open(data, media_type)
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_large()
            picture = _plain(picture)
    except Image.DecompressionBombError:
        raise _too_large() from None
    except _BROKEN as problem:
        raise Incomplete(
            _("This photo is damaged and cannot be opened. Take it again, or choose another one."), "file"
        ) from problem
    written = BytesIO()
    picture.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue(), picture.width, picture.height


def _too_large() -> Incomplete:
    return Incomplete(
        _("This photo has too many pixels (more than %(most)s million). Take it again with a lower setting.")
        % {"most": MOST_PIXELS // 1_000_000},
        "file",
    )


def _open(data: bytes, media_type: str) -> Image.Image:
    if media_type == "image/heic":
        heif = pillow_heif.open_heif(BytesIO(data))
        if heif.size[0] * heif.size[1] > MOST_PIXELS:
            raise _too_large()
        return heif.to_pillow()
    picture = Image.open(BytesIO(data), formats=[_FORMATS[media_type]])
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG only: unpack no more than is needed
    return picture


def _plain(picture: Image.Image) -> Image.Image:
    """Upright, opaque, at most LONGEST_SIDE, and with nothing but pixels."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layered = upright.convert("RGBA")
        flat = Image.new("RGB", layered.size, "white")
        flat.paste(layered, mask=layered.getchannel("A"))
    else:
        flat = upright.convert("RGB")
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", flat.size)  # a new picture carries no metadata along
    bare.paste(flat)
    return bare
