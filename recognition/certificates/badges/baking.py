"""A badge in its picture: a PNG that carries the credential (Open Badges 3.0, 5.3.2: iTXt `openbadgecredential`)."""

import struct
import zlib
from pathlib import Path

PICTURE = Path(__file__).parent / "picture" / "badge.png"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = 8 + 25  # the signature and IHDR, behind which text may stand (PNG 5.6)


def baked(text: str) -> bytes:
    """The picture with a signed credential in it."""
    picture = PICTURE.read_bytes()
    body = b"openbadgecredential\0\0\0\0\0" + text.encode("utf-8")  # not packed, no language, no other keyword
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", zlib.crc32(b"iTXt" + body))
    if not picture.startswith(_SIGNATURE):
        raise ValueError("the picture of the badge is no PNG")
    return picture[:_HEADER] + chunk + picture[_HEADER:]
