"""Pictures of a document as a browser shows them: turned upright, made small enough, without the place they were taken at."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE, PIXELS, LARGEST = 1600, 60_000_000, 20 * 1024 * 1024
_DRAWN_BY_OFFICE = (".emf", ".wmf", ".svg", ".wdp", ".emz", ".wmz")
_FROM_TELEPHONES = (".heic", ".heif", ".avif")
_READ = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")  # JPEG reads MPO along


class NoPicture(ValueError):
    """Why a picture is left out: the reason's name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Shown:
    """A picture for the collection: its bytes, ending, and whether more than its size was changed."""

    data: bytes
    ending: str
    converted: bool


def for_browsers(data: bytes, name: str) -> Shown:
    """The picture as JPEG or PNG. Raises NoPicture: a kind browsers do not show, large, damaged."""
    low = name.lower()
    if low.endswith(_DRAWN_BY_OFFICE):
        raise NoPicture("picture: office")
    if low.endswith(_FROM_TELEPHONES) or data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1"):
        raise NoPicture("picture: heic")
    if len(data) > LARGEST:
        raise NoPicture("picture: large")
    try:
        with Image.open(BytesIO(data), formats=_READ) as opened:
            if opened.width * opened.height > PIXELS:
                raise NoPicture("picture: large")
            form = opened.format or ""
            opened.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright.info.pop("comment", None)
            return _saved(upright, form)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise problem if isinstance(problem, NoPicture) else NoPicture("picture: damaged") from None


def _saved(image: Image.Image, form: str) -> Shown:
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    out = BytesIO()
    if form in ("JPEG", "MPO") or (form in ("WEBP", "BMP", "TIFF") and not clear):
        image.convert("RGB").save(out, "JPEG", quality=82, optimize=True)
        return Shown(out.getvalue(), "jpg", form in ("WEBP", "BMP", "TIFF"))
    image.convert("RGBA" if clear else "RGB").save(out, "PNG", optimize=True)
    return Shown(out.getvalue(), "png", form != "PNG")
