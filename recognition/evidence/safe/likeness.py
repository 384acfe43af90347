"""How a picture looks, in 256 bits: a difference hash (dHash). Two copies of one picture differ in few of them.

Each bit says whether a point of the picture, made 17 × 16 points small, is clearly brighter than its right neighbour. "Clearly"
keeps the noise of blank paper out of it. A page that is nearly blank looks like every other one and has no likeness.
"""

from array import array

from PIL import Image

SIDE = 16
BITS = SIDE * SIDE
NEAR = 15  # bits in which near copies differ at most: with sixteen bands one of them is then the same in both
BANDS = 16
_CLEARLY = 0.015  # of the way from the darkest to the brightest point
_SPREAD = 12  # of 255: with less, noise is all there is
_FEWEST = 12  # bits set


def likeness(picture: Image.Image) -> str:
    """64 hexadecimal digits, or "" for a picture with too little on it to be known again."""
    # In fractions of a grey: rounded to whole ones, half of what differs would be the rounding.
    grey = picture.convert("L").reduce(max(1, min(picture.size) // 256)).convert("F")
    points = array("f", grey.resize((SIDE + 1, SIDE), Image.Resampling.BOX).tobytes())
    spread = max(points) - min(points)
    if spread < _SPREAD:
        return ""
    bits = 0
    for row in range(SIDE):
        for column in range(SIDE):
            at = row * (SIDE + 1) + column
            bits = bits << 1 | (points[at] - points[at + 1] > spread * _CLEARLY)
    return f"{bits:0{BITS // 4}x}" if bits.bit_count() >= _FEWEST else ""


def apart(one: str, other: str) -> int:
    """In how many bits two likenesses differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def bands(one: str) -> list[int]:
    """Its sixteen parts, each with its place, as numbers to look up; parts without any bit set tell nothing and are left out."""
    width = BITS // 4 // BANDS
    parts = [int(one[place * width : (place + 1) * width], 16) for place in range(BANDS)] if one else []
    return [place << 4 * width | part for place, part in enumerate(parts) if part]
