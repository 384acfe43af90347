"""The segments of a JPEG (ISO/IEC 10918-1, annex B): what it tells besides its pixels, and how often it is drawn over."""

import re
from collections.abc import Iterator

MOST_SCANS = 100  # a camera writes one, a progressive photo about ten; each is a walk over all pixels
_SCAN = 0xDA
_ENDS = 0xD9
_ALONE = {0x01, *range(0xD0, 0xD8)}
_NEXT = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# JFIF, colour profile, and Adobe's word on the colours: without these three the picture looks otherwise.
_COLOURS = (b"ICC_PROFILE\0", b"Adobe")
_JFIF = b"JFIF\0"  # ITU-T T.871, 10.1: what stands behind its 12 bytes is a thumbnail, as all of JFXX is (10.2)
_JFIF_LENGTH = 12


def scans_of(data: bytes) -> int:
    """How many scans there are."""
    return sum(1 for marker, _start, _end in _segments(data) if marker == _SCAN)


def without_tags(data: bytes) -> bytes:
    """The same picture, pixel for pixel, without place, device, thumbnail, comments and what stands behind its end."""
    return bare_and_behind(data)[0]


def bare_and_behind(data: bytes) -> tuple[bytes, bytes]:
    """The first picture in it without its tags, and the bytes behind it; where there is none, everything as it is."""
    start = data.find(b"\xff\xd8\xff")
    if start < 0:
        return data, b""
    kept, end = [b"\xff\xd8"], 2
    for marker, begin, end in _segments(data[start:]):
        segment = data[start + begin : start + end]
        if 0xE0 <= marker <= 0xEF:
            segment = _without_telling(segment)
        if marker != 0xFE:
            kept.append(segment)
    return b"".join(kept), data[start + end :]


def _without_telling(segment: bytes) -> bytes:
    """An application's segment as far as the colours need it."""
    if segment[4:].startswith(_JFIF):
        head = segment[4 : 4 + _JFIF_LENGTH]
        return segment[:2] + (_JFIF_LENGTH + 4).to_bytes(2, "big") + head.ljust(_JFIF_LENGTH, b"\0") + b"\0\0"
    return segment if segment[4:].startswith(_COLOURS) else b""


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, begin and end of each segment behind the start of the picture; a scan with all its coded bytes."""
    at = 2
    while at + 2 <= len(data):
        found = _NEXT.search(data, at)
        if found is None:
            return
        at, marker = found.start(), data[found.start() + 1]
        if marker in _ALONE:
            at += 2
            continue
        if marker == _ENDS:
            yield marker, at, at + 2
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SCAN:
            coded = _NEXT.search(data, end)
            end = coded.start() if coded else len(data)
        yield marker, at, min(end, len(data))
        at = max(end, at + 2)
