"""How a picture looks: two difference hashes (dHash), a coarse one of 256 bits to find it by and a fine one of 4,096 to be sure.

Each bit says whether a point of the picture, made 17 × 16 (65 × 64) points small, is clearly brighter than its right neighbour.
"Clearly" keeps the noise of blank paper out of it. A page that is nearly blank looks like every other one and has no likeness.
Papers need the fine one: of two sheets of writing with one layout, the coarse ones differ in few bits (three of a thousand pairs).
"""

from array import array

from PIL import Image

SIDE, FINE_SIDE = 16, 64
BITS = SIDE * SIDE
DIGITS = (BITS + FINE_SIDE * FINE_SIDE) // 4
NEAR = 15  # coarse bits in which copies differ at most: with sixteen bands one of them is then the same in both
FINE_NEAR = 0.42  # of the fine bits set in either. Measured on drawn sheets: copies up to 0.4, others from 0.47
BANDS = 16
_COARSE = BITS // 4  # digits
_CLEARLY, _FINE_CLEARLY = 0.015, 0.03  # of the way from the darkest to the brightest point
_SPREAD = 12  # of 255: with less, noise is all there is
_FEWEST = 12  # coarse bits set


def likeness(picture: Image.Image) -> str:
    """DIGITS hexadecimal digits, the coarse ones first, or "" for a picture with too little on it to be known again."""
    # In fractions of a grey: rounded to whole ones, half of what differs would be the rounding.
    grey = picture.convert("L").reduce(max(1, min(picture.size) // 256)).convert("F")
    coarse = _brighter(grey, SIDE, _CLEARLY)
    if coarse.bit_count() < _FEWEST:
        return ""
    return f"{coarse:0{_COARSE}x}{_brighter(grey, FINE_SIDE, _FINE_CLEARLY):0{DIGITS - _COARSE}x}"


def _brighter(grey: Image.Image, side: int, clearly: float) -> int:
    """The bits of one hash, row by row; 0 where there is hardly anything to see."""
    points = array("f", grey.resize((side + 1, side), Image.Resampling.BOX).tobytes())
    spread, bits = max(points) - min(points), 0
    if spread < _SPREAD:
        return 0
    for row in range(side):
        for at in range(row * (side + 1), row * (side + 1) + side):
            bits = bits << 1 | (points[at] - points[at + 1] > spread * clearly)
    return bits


def apart(one: str, other: str) -> int:
    """In how many coarse bits two likenesses differ."""
    return (int(one[:_COARSE], 16) ^ int(other[:_COARSE], 16)).bit_count()


def near(one: str, other: str) -> bool:
    """Whether one of the two pictures is probably a copy of the other."""
    if apart(one, other) > NEAR:
        return False
    fine, also = int(one[_COARSE:] or "0", 16), int(other[_COARSE:] or "0", 16)
    return (fine ^ also).bit_count() <= FINE_NEAR * (fine | also).bit_count()


def bands(one: str) -> list[int]:
    """The sixteen parts of the coarse one, each with its place, as numbers to look up.

    Parts without any bit set tell nothing and are left out.
    """
    width = BITS // 4 // BANDS
    parts = [int(one[place * width : (place + 1) * width], 16) for place in range(BANDS)] if one else []
    return [place << 4 * width | part for place, part in enumerate(parts) if part]
