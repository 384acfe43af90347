"""The process that draws one page of a safe PDF: `python -m recognition.evidence.safe.page_child PAGE`, bounded as its sister.

The file comes as its standard input, a JPEG goes to its standard output; nothing comes when it cannot be drawn.
"""

import os
import sys
from io import BytesIO

import pypdfium2
from PIL import Image

from recognition.evidence.safe.child import bound

LONGEST = 1600  # pixels: a page of small print can be read, and its picture stays under half a megabyte
_MOST_SCALE = 4.0  # a page of a few millimetres is not blown up


def main(page: int) -> None:
    """Reads, draws, writes."""
    bound()
    out = os.dup(1)
    os.dup2(2, 1)  # libraries may talk; not into the picture
    pdf = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    written = BytesIO()
    picture_of(pdf[page - 1]).save(written, "JPEG", quality=82, optimize=True)
    with os.fdopen(out, "wb") as told:
        told.write(written.getvalue())


def picture_of(sheet: pypdfium2.PdfPage) -> Image.Image:
    """The page as an officer sees it."""
    width, height = sheet.get_size()
    return sheet.render(scale=min(_MOST_SCALE, LONGEST / max(width, height, 1))).to_pil().convert("RGB")


if __name__ == "__main__":
    main(int(sys.argv[1]))
