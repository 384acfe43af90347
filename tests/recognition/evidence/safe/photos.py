"""Photos as people hand them in, and as nobody should: made here, byte by byte."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import pillow_heif
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

RED, BLUE = (200, 30, 30), (30, 30, 200)


def halves(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """Left half red, right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


def written(image: Image.Image, kind: str = "JPEG", **how) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def heic(size: tuple[int, int] = (64, 48), brand: bytes = b"heic") -> bytes:
    out = BytesIO()
    pillow_heif.from_pillow(halves(size)).save(out)
    data = out.getvalue()
    return data[:8] + brand + data[12:]


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Máy của Hoa", 6
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)
    return written(halves(), exif=exif.tobytes(), comment=b"so dien thoai 0900")


def grey_16() -> bytes:
    """From black on the left to white on the right, 16 bits a point."""
    row = b"".join(struct.pack("<H", column * 256) for column in range(256))
    return written(Image.frombytes("I;16", (256, 32), row * 32), "PNG")


def swapped_colours() -> bytes:
    """A profile in which what is coded red is blue: only who converts the colours sees the photo as it was meant."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {
        bytes(profile[132 + 12 * n : 136 + 12 * n]): 132 + 12 * n
        for n in range(struct.unpack(">I", profile[128:132])[0])
    }
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return written(Image.new("RGB", (60, 40), RED), icc_profile=bytes(profile))


def many_scans(times: int = 400) -> bytes:
    data = written(halves((800, 800)), progressive=True)
    start = data.rindex(b"\xff\xda")
    return data[:start] + data[start:-2] * times + b"\xff\xd9"


def lined(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A picture whose every part has something on it."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for at in range(0, max(size) * 2, 7):
        draw.line((at, 0, 0, at), fill=(at % 200, 90, 255 - at % 200), width=3)
    return image


def png(width: int, height: int, colour: int = 2, depth: int = 8) -> bytes:
    """A PNG of one colour, of any size, in little memory."""
    channels = {0: 1, 2: 3, 6: 4}[colour]
    row = b"\0" + b"\x80" * (width * channels * depth // 8)
    squeeze = zlib.compressobj(1)
    body = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def claimed_png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def text_bomb() -> bytes:
    """A comment of 60 MB in a PNG of a few kilobytes."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "x" * 60_000_000, zip=True)
    return written(halves(), "PNG", pnginfo=told)


def white_on_nothing() -> bytes:
    image = Image.new("RGBA", (200, 100), (255, 255, 255, 0))
    ImageDraw.Draw(image).rectangle((50, 25, 150, 75), fill=(255, 255, 255, 255))
    return written(image, "PNG")


def transparent_palette() -> bytes:
    """The left half is see-through."""
    image = Image.new("P", (60, 40), 0)
    image.putpalette([*RED, *BLUE])
    image.paste(1, (30, 0, 60, 40))
    return written(image, "PNG", transparency=0)


def two_frames(kind: str) -> bytes:
    return written(halves(), kind, save_all=True, append_images=[Image.new("RGB", (60, 40), "green")])


def packed() -> bytes:
    archive = BytesIO(written(halves()))
    archive.seek(0, 2)
    with zipfile.ZipFile(archive, "a") as inside:
        inside.writestr("x.txt", "y")
    return archive.getvalue()


def flat_webp(width: int, height: int) -> bytes:
    """A lossless WebP of one colour: its pixels take no bits at all, so any size can be written into its head."""
    data = bytearray(written(Image.new("RGB", (16, 16), RED), "WEBP", lossless=True, method=0))
    head = data.index(b"VP8L") + 8
    struct.pack_into("<I", data, head + 1, (width - 1) | (height - 1) << 14)
    return bytes(data)


def with_thumbnails() -> bytes:
    """A photo whose first segments hold two smaller ones: one in plain points (JFIF), one with its own place (JFXX)."""
    data = written(halves())
    plain = b"\xff\xe0\0\x1cJFIF\0\1\1\0\0\1\0\1\2\2" + b"0900xxxxxxxx"
    small = b"JFXX\0\x10" + with_place()
    return data[:2] + plain + b"\xff\xe0" + struct.pack(">H", len(small) + 2) + small + data[20:]


HIDDEN = b"<html><script>alert(1)</script><?php system($_GET[0]);<svg onload=x>"
# What is read: by name, the bytes and what has to come out. "kept": red on the left, blue on the right.
READ: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: written(halves()),
    "png": lambda: written(halves(), "PNG"),
    "webp": lambda: written(halves(), "WEBP"),
    "png with alpha": lambda: written(halves(mode="RGBA"), "PNG"),
    "png of a palette": lambda: written(halves(mode="P"), "PNG"),
    "jpeg for print": lambda: written(halves(mode="CMYK")),
    "progressive": lambda: written(halves(), progressive=True),
    "heic": heic,
    **{
        f"heic called {brand.decode()}": lambda brand=brand: heic(brand=brand)
        for brand in (b"mif1", b"msf1", b"heix", b"XXXX")
    },
    "newline before a jpeg": lambda: b"\r\n" + written(halves()),
    "byte order mark before a png": lambda: b"\xef\xbb\xbf" + written(halves(), "PNG"),
    "also a page": lambda: written(halves()) + HIDDEN,
    "comment that reads like a program": lambda: written(halves(), comment=HIDDEN),
    "also an archive": packed,
    "also a pdf": lambda: written(halves(), "PNG") + b"%PDF-1.7\n1 0 obj\n<</JS(x)>>endobj",
    "two bytes short": lambda: written(halves())[:-2],
    "two pictures in one": lambda: two_frames("MPO"),
    "moving webp": lambda: two_frames("WEBP"),
    "moving png": lambda: two_frames("PNG"),
    "thumbnails": with_thumbnails,
    "broken exif": lambda: written(halves(), exif=b"Exif\0\0MM\0\x2a\xff\xff\xff\xff"),
    "broken profile": lambda: written(halves(), icc_profile=b"no profile at all" * 20),
    "large": lambda: written(halves((6000, 4000)), quality=40),
    "large heic": lambda: heic((3200, 2400)),
}
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "Only photos"),
    "gif": (lambda: written(halves(), "GIF"), "Only photos"),
    "avif": (lambda: written(halves(), "AVIF"), "Only photos"),
    "program": (lambda: b"MZ" + b"\0" * 500, "Only photos"),
    "film": (lambda: b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + b"\0" * 100, "Only photos"),
    "50,000 a side, claimed": (lambda: claimed_png(50_000, 50_000), "too many pixels"),
    "9,000 a side, claimed": (lambda: claimed_png(9_000, 9_000), "too many pixels"),
    "lossless webp of 8,000 a side": (lambda: flat_webp(8000, 8000), "too many pixels"),
    "comment of 60 MB": (text_bomb, "damaged"),
    "400 scans": (many_scans, "drawn over"),
    "a fifth of a jpeg": (lambda: written(halves())[:400], "damaged"),
    "half of a jpeg": (lambda: (data := written(lined()))[: len(data) // 2], "missing"),
    "half of a png": (lambda: (data := written(lined(), "PNG"))[: len(data) // 2], "damaged"),
    "200 bytes of a heic": (lambda: heic()[:200], "damaged"),
    "jpeg without content": (lambda: b"\xff\xd8\xff" + b"\0" * 5000, "damaged"),
}
