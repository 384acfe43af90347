"""Photos of example papers, drawn: no real person's paper is in the demo. Each says on itself that it is an example."""

import io
import textwrap
from pathlib import Path
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from recognition import public as recognition

FONTS = Path(__file__).resolve().parents[2] / "recognition" / "certificates" / "fonts"
SIZE = (900, 1200)
_GROUNDS = ("#cbbd98", "#8a7f68", "#5d6b66", "#a99a83", "#3f4a44", "#b7a88f")
PAPER, INK, LINE, BRICK = "#fdf8ea", "#1d2a23", "#d6c8a8", "#92391a"


def photo(title: str, about: str) -> SimpleUploadedFile:
    """A JPEG of a sheet with this title and a line about it; other words give another picture, also at a glance."""
    hand = Random(f"{title} {about}")  # noqa: S311 - a drawing, no secret
    image = Image.new("RGB", SIZE, hand.choice(_GROUNDS))
    draw = ImageDraw.Draw(image)
    left, top, right, bottom = _sheet_on_table(draw, SIZE, hand, 24, 100)
    bold = ImageFont.truetype(str(FONTS / "NotoSans-Bold.ttf"), 46)
    plain = ImageFont.truetype(str(FONTS / "NotoSans-Regular.ttf"), 34)
    at = top + 60 + hand.randrange(60)
    for line in textwrap.wrap(title, 25):
        draw.text(((left + right) / 2, at), line, font=bold, fill=INK, anchor="mm")
        at += 62
    at += 30
    for line in textwrap.wrap(about, 36):
        draw.text((left + 50, at), line, font=plain, fill=INK)
        at += 50
    _written(draw, (left + 50, at + 40, right - 50, bottom - 240), hand, 2)
    x, y = hand.randrange(left + 50, right - 200), hand.randrange(bottom - 230, bottom - 200)
    draw.ellipse((x, y, x + 130, y + 130), outline=BRICK, width=hand.randrange(5, 14))
    draw.text(((left + right) / 2, bottom - 45), "Giấy ví dụ, dùng thử", font=plain, fill=BRICK, anchor="mm")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=72)
    return SimpleUploadedFile("giay.jpg", out.getvalue(), content_type="image/jpeg")


SMALL = (420, 560)


def sheet(title: str, about: str, draw: Random) -> recognition.Paper:
    """A small photo of a sheet on a table, drawn so quickly that a village of papers takes seconds; each looks different."""
    image = Image.new("RGB", SMALL, draw.choice(_GROUNDS))
    pen = ImageDraw.Draw(image)
    left, top, right, bottom = _sheet_on_table(pen, SMALL, draw, 12, 65)
    bold = ImageFont.truetype(str(FONTS / "NotoSans-Bold.ttf"), 20)
    plain = ImageFont.truetype(str(FONTS / "NotoSans-Regular.ttf"), 15)
    at = top + 18 + draw.randrange(30)
    for line in textwrap.wrap(title, 24):
        pen.text((left + 16, at), line, font=bold, fill=INK)
        at += 26
    pen.text((left + 16, at + 8), about, font=plain, fill=INK)
    at += 44
    _written(pen, (left + 16, at, right - 14, bottom - 110), draw, 1)
    x, y = draw.randrange(left + 20, right - 100), draw.randrange(bottom - 105, bottom - 85)
    pen.ellipse((x, y, x + 60, y + 60), outline=BRICK, width=draw.randrange(3, 9))
    pen.text(((left + right) / 2, bottom - 12), "Giấy ví dụ, dùng thử", font=plain, fill=BRICK, anchor="mm")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    return recognition.own_picture(out.getvalue())


def _sheet_on_table(
    pen: ImageDraw.ImageDraw, size: tuple[int, int], hand: Random, least: int, most: int
) -> tuple[int, int, int, int]:
    """Lays a sheet with margins between `least` and `most` pixels; its four edges."""
    left, top = hand.randrange(least, most), hand.randrange(least, most)
    right, bottom = size[0] - hand.randrange(least, most), size[1] - hand.randrange(least, most)
    pen.rectangle((left, top, right, bottom), fill=PAPER, outline=INK, width=2)
    return left, top, right, bottom


def _written(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], hand: Random, scale: int) -> None:
    """What is written by hand, as strokes of several inks and lengths."""
    left, at, right, bottom = box
    while at < bottom:
        end = hand.randrange((left + right) // 2, right)
        ink, broad = hand.choice((LINE, INK, "#4a5a8a")), hand.randrange(1, 6) * scale
        pen.line((left, at, end, at + hand.randrange(-3, 4)), fill=ink, width=broad)
        at += hand.randrange(14, 34) * scale
