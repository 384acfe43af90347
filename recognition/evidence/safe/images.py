"""A photo somebody handed in -> a fresh JPEG: only the picture, upright, without place, device or anything hidden."""

import warnings
from collections.abc import Callable
from io import BytesIO
from math import isqrt, sqrt

import pillow_heif
from PIL import Image, ImageCms, ImageStat, UnidentifiedImageError

from recognition.evidence.safe.jpegs import MOST_SCANS, scans_of
from recognition.evidence.safe.likeness import likeness
from recognition.evidence.safe.refusal import NotTaken
from recognition.evidence.safe.written import Facts, Safe

# Phones of 50 million pixels are sold; more is not needed to read a paper. A WebP is held five times while it is
# unpacked, and long pictures of a screen in it stay below 20 million.
MOST_PIXELS = {"image/jpeg": 64_000_000, "image/png": 64_000_000, "image/heic": 64_000_000, "image/webp": 20_000_000}
MOST_AREA = 2600 * 2600  # points kept: an A4 page stays readable at 260 dots an inch, a long screenshot at its width
LONGEST_SIDE = 30_000  # what browsers still draw
_STRIP = 2_000_000  # points looked at in one go: copies of a strip are small, whatever the picture
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# Whatever a decoder says of a broken file. Pillow documents no narrower list.
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, RuntimeError)
_UPRIGHT = {  # EXIF 2.32, 4.6.4 A, Orientation
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_NEARLY_WHITE = 225
_DARK = (70, 70, 70)

pillow_heif.options.DECODE_THREADS = 1  # type: ignore[attr-defined]


def rewrite(data: bytes, media_type: str) -> tuple[Safe, Callable[[], list[str]]]:
    """The picture as a new JPEG, and what makes its likeness. Raises NotTaken."""
    # A small file may claim a huge picture: Pillow warns or raises, and we measure before anything is unpacked.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        picture = _from_heic(data) if media_type == "image/heic" else _opened(data, media_type)
    except Image.DecompressionBombError:
        raise _too_large(media_type) from None
    except _BROKEN as problem:
        raise NotTaken("damaged photo") from problem
    written = BytesIO()
    picture.save(written, "JPEG", quality=85, optimize=True)
    facts = Facts("image/jpeg", "jpg", width=picture.width, height=picture.height)
    return Safe(written.getvalue(), facts), lambda: [likeness(picture)]


def _too_large(media_type: str) -> NotTaken:
    return NotTaken("pixels", most=MOST_PIXELS[media_type] // 1_000_000)


def _measured(width: int, height: int, media_type: str) -> None:
    if width * height > MOST_PIXELS[media_type]:
        raise _too_large(media_type)


def _opened(data: bytes, media_type: str) -> Image.Image:
    picture = _open(data, media_type)
    if media_type == "image/jpeg":
        if scans_of(data) > MOST_SCANS:
            raise NotTaken("scans", most=MOST_SCANS)
        try:
            picture.load()
        except OSError:
            picture = _without_its_end(data, media_type)
    plain = _plain(picture, lambda top, bottom: picture.crop((0, top, picture.width, bottom)))
    turn = _UPRIGHT.get(picture.getexif().get(0x0112, 1))
    return plain.transpose(turn) if turn is not None else plain


def _claimed_by_webp(data: bytes) -> tuple[int, int]:
    """Width and height in the head of a WebP (RFC 9649, 2.5 to 2.7): Pillow takes memory for them before it tells them."""
    kind, head = data[12:16], data[20:30]
    if kind == b"VP8X":
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    bits = int.from_bytes(head[6:10], "little")  # RFC 6386, 9.1: here one less is not written
    return bits & 0x3FFF, bits >> 16 & 0x3FFF


def _open(data: bytes, media_type: str) -> Image.Image:
    if media_type == "image/webp":
        _measured(*_claimed_by_webp(data), media_type)
    picture = Image.open(BytesIO(data), formats=[_FORMATS[media_type]])
    _measured(*picture.size, media_type)
    scale = min(1.0, sqrt(MOST_AREA / (picture.width * picture.height)))
    # JPEG only: unpack no more than is needed.
    picture.draft(None, (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    return picture


def _without_its_end(data: bytes, media_type: str) -> Image.Image:
    """A JPEG that stops too early. Its last bytes may be missing; a part of the picture may not."""
    picture = _open(data + b"\xff\xd9", media_type)
    foot = picture.crop((0, max(0, picture.height - 8), *picture.size)).convert("RGB")
    if all(low == high for low, high in foot.getextrema()):
        raise NotTaken("cut photo")  # what did not arrive is filled up with one colour
    return picture


def _from_heic(data: bytes) -> Image.Image:
    heif = pillow_heif.open_heif(BytesIO(data), convert_hdr_to_8bit=True)
    _measured(*heif.size, "image/heic")
    pixels, stride, (width, _height), mode = memoryview(heif.data), heif.stride, heif.size, heif.mode
    bare = Image.new(mode, (1, 1))
    bare.info = dict(heif.info)

    def strip(top: int, bottom: int) -> Image.Image:
        part = pixels[top * stride : bottom * stride]
        return Image.frombuffer(mode, (width, bottom - top), part, "raw", mode, stride, 1)

    return _plain(bare, strip, heif.size)


def _plain(
    picture: Image.Image, strip: Callable[[int, int], Image.Image], size: tuple[int, int] | None = None
) -> Image.Image:
    """Opaque, in sRGB, at most MOST_AREA, and with nothing but pixels; made strip by strip (`strip(top, bottom)`)."""
    width, height = size or picture.size
    by = max(1, isqrt(width * height // MOST_AREA))
    rows = max(1, _STRIP // width // by) * by
    ground = _ground(picture)
    whole: Image.Image | None = None
    for top in range(0, height, rows):
        part = _opaque(strip(top, min(height, top + rows)), picture, ground).reduce(by)
        if whole is None:
            whole = Image.new(part.mode, (-(-width // by), -(-height // by)))
        whole.paste(part, (0, top // by))
    if whole is None:
        raise NotTaken("damaged photo")
    scale = min(
        1.0, sqrt(MOST_AREA / (whole.width * whole.height)), LONGEST_SIDE / whole.width, LONGEST_SIDE / whole.height
    )
    if scale < 1:
        whole = whole.resize((max(1, int(whole.width * scale)), max(1, int(whole.height * scale))), 1)
    return _in_srgb(whole, picture.info.get("icc_profile"))


def _opaque(part: Image.Image, picture: Image.Image, ground: tuple[int, int, int]) -> Image.Image:
    """A strip as RGB, grey or CMYK: without transparency, and with eight bits a colour."""
    if part.mode in ("I", "F") or part.mode.startswith("I;16"):
        return part.point(lambda value: value * (1 / 256)).convert("L")
    if part.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        layered = part.convert("RGBA")
        flat = Image.new("RGB", part.size, ground)
        flat.paste(layered, mask=layered.getchannel("A"))
        return flat
    return part if part.mode in ("RGB", "L", "CMYK") else part.convert("RGB")


def _ground(picture: Image.Image) -> tuple[int, int, int]:
    """What shows through: white, or dark behind a picture that is drawn in white."""
    if picture.mode not in ("RGBA", "LA", "PA") and "transparency" not in picture.info:
        return (255, 255, 255)
    small = picture.resize((64, 64), Image.Resampling.NEAREST).convert("RGBA")
    alpha = small.getchannel("A")
    seen = alpha.point(lambda value: 255 if value > 127 else 0)
    if seen.histogram()[255] in (0, 64 * 64):
        return (255, 255, 255)
    bright = ImageStat.Stat(small.convert("L"), seen).mean[0] > _NEARLY_WHITE
    return _DARK if bright else (255, 255, 255)


def _in_srgb(whole: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours that a screen shows; a profile that cannot be read is left out, as browsers do."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            changed = ImageCms.profileToProfile(whole, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            changed = None
        whole = changed or whole
    bare = Image.new("RGB", whole.size)  # a new picture carries no metadata along
    bare.paste(whole.convert("RGB"))
    return bare
