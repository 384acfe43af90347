"""The process that draws a page of a PDF, alone and for seconds: `python -m content.pdf.child FACTS PAGE`.

It bounds itself before it reads anything: memory, time, size of what it writes. The file comes as its standard input. PAGE 0 asks
how many pages there are; otherwise the page goes as a picture to the standard output. Facts go as JSON to the file with the number
FACTS: pages, and of the page its width and height as drawn and its text. It may die at any moment.
"""

import json
import os
import resource
import signal
import sys
from io import BytesIO

import pypdfium2
from PIL import Image

MOST_MEMORY = 450 * 1024 * 1024  # bytes of address space
MOST_SECONDS = 8  # of processor time
MOST_WALL_SECONDS = 10
MOST_WRITTEN = 4 * 1024 * 1024
WIDTH, HEIGHT = 720, 2880  # of a drawn page at most: a telephone of 360 has two dots each
MOST_BYTES = 95_000  # of a drawn page
MOST_LETTERS = 20_000
# Quality and share of the size, tried in this order until the picture is small enough.
_TRIES = ((80, 1.0), (60, 1.0), (40, 1.0), (40, 0.8), (25, 0.65), (15, 0.5))


def drawn(page: pypdfium2.PdfPage) -> Image.Image:
    """The page on white ground, as wide as WIDTH unless it would be higher than HEIGHT."""
    width, height = page.get_size()
    return page.render(scale=min(WIDTH / max(width, 1), HEIGHT / max(height, 1))).to_pil().convert("RGB")


def packed(picture: Image.Image) -> tuple[bytes, Image.Image]:
    """The picture as WebP of MOST_BYTES at most where that can be, and as it was written."""
    for quality, share in _TRIES:
        size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
        small = picture if share == 1 else picture.resize(size)
        written = BytesIO()
        small.save(written, "WEBP", quality=quality, method=4)
        if written.tell() <= MOST_BYTES:
            break
    return written.getvalue(), small


def words(page: pypdfium2.PdfPage) -> str:
    """The text of the page, if it has a layer of text."""
    text = page.get_textpage().get_text_bounded()[:MOST_LETTERS]
    lines = (" ".join("".join(one for one in line if one.isprintable()).split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def bound() -> None:
    """No more memory, time or writing than any page needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, MOST_WALL_SECONDS + 1)  # should nobody be left to end it


def main(facts: int, number: int) -> None:
    """Reads, draws, writes; ends without a word where it was killed."""
    bound()
    out = os.dup(1)
    os.dup2(2, 1)  # libraries may talk; not into the picture
    pdf = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    told: dict[str, object] = {"pages": len(pdf)}
    if number:
        page = pdf[number - 1]
        data, picture = packed(drawn(page))
        told |= {"width": picture.width, "height": picture.height, "text": words(page)}
        with os.fdopen(out, "wb") as copy:
            copy.write(data)
    with os.fdopen(facts, "w") as answer:
        json.dump(told, answer)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
