"""An Open Badge as people get it: JSON, a JWT, or a PNG in which one of them is baked.

Open Badges 3.0, 5.3 (iTXt `openbadgecredential`); Open Badges 2.0, Baking (iTXt or tEXt `openbadges`). Nothing is drawn,
opened or fetched here: bytes are looked through, with a bound on each.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from recognition.evidence.paper import Paper
from recognition.evidence.safe.files import MOST_BYTES, SafeFile, too_large
from recognition.refusals import Incomplete

CREDENTIAL = "application/vc"
MOST_TEXT = 256 * 1024  # bytes of a credential; the picture around it may be larger
_PNG = b"\x89PNG\r\n\x1a\n"
_KEYWORDS = (b"openbadgecredential", b"openbadges")
_JWT = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


def digital(file: UploadedFile) -> Paper:
    """The credential in a file, to be kept and handed in like a paper. Raises Incomplete (field `file`)."""
    if file.size is not None and file.size > MOST_BYTES:
        raise too_large()
    text = credential_in(file.read())
    return Paper(SafeFile(text, CREDENTIAL, "json"), hashlib.sha256(text).hexdigest())


def credential_in(data: bytes) -> bytes:
    """The JSON or JWT in the file, without blanks around it. Raises Incomplete (field `file`) with the next step."""
    found = _baked(data) if data.startswith(_PNG) else data
    found = found.removeprefix(b"\xef\xbb\xbf").strip()
    if not (found.startswith(b"{") or _JWT.fullmatch(found)):
        raise Incomplete(
            _("No Open Badge was found in this file. Download it anew, or photograph the certificate instead."), "file"
        )
    if len(found) > MOST_TEXT:
        raise Incomplete(_("This digital certificate is too large. Photograph the certificate instead."), "file")
    return found


def _baked(data: bytes) -> bytes:
    for kind, body in _chunks(data):
        keyword, _zero, rest = body.partition(b"\0")
        if keyword in _KEYWORDS:
            return rest if kind == b"tEXt" else _international(rest)
    return b""


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The text chunks of a PNG, as far as the file goes."""
    at = len(_PNG)
    while at + 8 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if kind in (b"tEXt", b"iTXt") and length <= MOST_TEXT:
            yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length


def _international(rest: bytes) -> bytes:
    """The text of an iTXt chunk behind its keyword: flag, method, language, translated keyword, text (PNG 11.3.3.4)."""
    packed = rest[:1] == b"\x01"
    text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    if not packed:
        return text
    try:
        return zlib.decompressobj().decompress(text, MOST_TEXT + 1)
    except zlib.error:
        return b""
