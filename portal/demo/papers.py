"""Photos of example papers, drawn: no real person's paper is in the demo. Each says on itself that it is an example."""

import io
import textwrap
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

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
