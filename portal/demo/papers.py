"""Photos of example papers, drawn: no real person's paper is in the demo. Each says on itself that it is an example."""

import io
import textwrap
from functools import cache
from pathlib import Path
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from recognition import public as recognition

FONTS = Path(__file__).resolve().parents[2] / "recognition" / "papers" / "fonts"
SMALL = (420, 560)  # pixels; a story's photo is drawn twice as large
_GROUNDS = ("#cbbd98", "#8a7f68", "#5d6b66", "#a99a83", "#3f4a44", "#b7a88f")
PAPER, INK, LINE, BRICK = "#fdf8ea", "#1d2a23", "#d6c8a8", "#92391a"


def photo(title: str, about: str) -> SimpleUploadedFile:
    """A JPEG of a sheet with this title and a line about it; other words give another picture, also at a glance."""
    hand = Random(f"{title} {about}")  # noqa: S311 - a drawing, no secret
    return SimpleUploadedFile("giay.jpg", _drawn(title, about, hand, 2, 72), content_type="image/jpeg")


def sheet(title: str, about: str, hand: Random) -> recognition.Paper:
    """A small photo of a sheet on a table, drawn so quickly that a village of papers takes seconds; each looks different."""
    return recognition.own_picture(_drawn(title, about, hand, 1, 60))


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / name), size)


def _drawn(title: str, about: str, hand: Random, scale: int, quality: int) -> bytes:
    """A sheet on a table as a JPEG, `scale` times SMALL: its words, what is written by hand as strokes, a stamp."""
    width, height = (side * scale for side in SMALL)
    image = Image.new("RGB", (width, height), hand.choice(_GROUNDS))
    pen = ImageDraw.Draw(image)
    left, top, right, bottom = (hand.randrange(12, 65) * scale for _side in range(4))
    right, bottom = width - right, height - bottom
    pen.rectangle((left, top, right, bottom), fill=PAPER, outline=INK, width=2)
    bold, plain = _font("NotoSans-Bold.ttf", 20 * scale), _font("NotoSans-Regular.ttf", 15 * scale)
    edge, at = left + 16 * scale, top + (18 + hand.randrange(30)) * scale
    for line in textwrap.wrap(title, 24):
        pen.text((edge, at), line, font=bold, fill=INK)
        at += 26 * scale
    for line in textwrap.wrap(about, 34):
        pen.text((edge, at + 8 * scale), line, font=plain, fill=INK)
        at += 25 * scale
    at += 19 * scale
    while at < bottom - 110 * scale:
        end = hand.randrange((edge + right - 14 * scale) // 2, right - 14 * scale)
        ink, broad = hand.choice((LINE, INK, "#4a5a8a")), hand.randrange(1, 6) * scale
        pen.line((edge, at, end, at + hand.randrange(-3, 4) * scale), fill=ink, width=broad)
        at += hand.randrange(14, 34) * scale
    x = hand.randrange(left + 20 * scale, right - 100 * scale)
    y = hand.randrange(bottom - 105 * scale, bottom - 85 * scale)
    pen.ellipse((x, y, x + 60 * scale, y + 60 * scale), outline=BRICK, width=hand.randrange(3, 9) * scale)
    pen.text(((left + right) / 2, bottom - 12 * scale), "Giấy ví dụ, dùng thử", font=plain, fill=BRICK, anchor="mm")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()
