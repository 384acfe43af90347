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
PAPER, INK, LINE, BRICK = "#fdf8ea", "#1d2a23", "#d6c8a8", "#92391a"


def photo(title: str, about: str) -> SimpleUploadedFile:
    """A JPEG of a sheet with this title and a line about it; other words give another picture."""
    image = Image.new("RGB", SIZE, "#cbbd98")
    draw = ImageDraw.Draw(image)
    draw.rectangle((50, 50, SIZE[0] - 50, SIZE[1] - 50), fill=PAPER, outline=INK, width=3)
    bold = ImageFont.truetype(str(FONTS / "NotoSans-Bold.ttf"), 46)
    plain = ImageFont.truetype(str(FONTS / "NotoSans-Regular.ttf"), 34)
    at = 130
    for line in textwrap.wrap(title, 28):
        draw.text((SIZE[0] / 2, at), line, font=bold, fill=INK, anchor="mm")
        at += 62
    at += 30
    for line in textwrap.wrap(about, 42):
        draw.text((110, at), line, font=plain, fill=INK)
        at += 50
    for y in range(at + 40, SIZE[1] - 170, 56):
        draw.line((110, y, SIZE[0] - 110, y), fill=LINE, width=2)
    draw.text((SIZE[0] / 2, SIZE[1] - 105), "Giấy ví dụ, dùng thử", font=plain, fill=BRICK, anchor="mm")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=72)
    return SimpleUploadedFile("giay.jpg", out.getvalue(), content_type="image/jpeg")


SMALL = (420, 560)
_GROUNDS = ("#cbbd98", "#8a7f68", "#5d6b66", "#a99a83", "#3f4a44", "#b7a88f")


def sheet(title: str, about: str, draw: Random) -> recognition.Paper:
    """A small photo of a sheet on a table, drawn so quickly that a village of papers takes seconds; each looks different."""
    image = Image.new("RGB", SMALL, draw.choice(_GROUNDS))
    pen = ImageDraw.Draw(image)
    left, top = draw.randrange(12, 60), draw.randrange(12, 70)
    right, bottom = SMALL[0] - draw.randrange(12, 60), SMALL[1] - draw.randrange(12, 70)
    pen.rectangle((left, top, right, bottom), fill=PAPER, outline=INK, width=2)
    bold = ImageFont.truetype(str(FONTS / "NotoSans-Bold.ttf"), 20)
    plain = ImageFont.truetype(str(FONTS / "NotoSans-Regular.ttf"), 15)
    at = top + 18 + draw.randrange(30)
    for line in textwrap.wrap(title, 24):
        pen.text((left + 16, at), line, font=bold, fill=INK)
        at += 26
    pen.text((left + 16, at + 8), about, font=plain, fill=INK)
    at += 44
    while at < bottom - 110:  # what is written by hand: strokes, a stamp, a photo stuck on
        end = draw.randrange((left + right) // 2, right - 14)
        ink, broad = draw.choice((LINE, INK, "#4a5a8a")), draw.randrange(1, 6)
        pen.line((left + 16, at, end, at + draw.randrange(-3, 4)), fill=ink, width=broad)
        at += draw.randrange(14, 34)
    x, y = draw.randrange(left + 20, right - 100), draw.randrange(bottom - 105, bottom - 85)
    pen.ellipse((x, y, x + 60, y + 60), outline=BRICK, width=draw.randrange(3, 9))
    pen.text(((left + right) / 2, bottom - 12), "Giấy ví dụ, dùng thử", font=plain, fill=BRICK, anchor="mm")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    return recognition.own_picture(out.getvalue())
