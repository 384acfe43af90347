"""Photos inside a PDF keep their pixels and lose the rest: place, device and thumbnail, as a photo by itself does."""

import pikepdf

from recognition.evidence.safe.jpegs import MOST_SCANS, scans_of, without_tags
from recognition.evidence.safe.refusal import NotTaken

_TELLING_BOXES = {b"uuid", b"xml ", b"uinf"}  # ISO/IEC 15444-1, annex I: what a JPEG 2000 says besides its picture
_MOST_BOXES = 1000


def bare_pictures(stream: pikepdf.Stream) -> None:
    """Takes what a JPEG or JPEG 2000 tells about its making out of an image's stream, in place."""
    filters = stream.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    clean = {"/DCTDecode": _bare_jpeg, "/DCT": _bare_jpeg, "/JPXDecode": _bare_jpeg_2000}.get(names[-1])
    if clean is None:
        return
    # What is wrapped around the picture is unpacked, the picture itself is not.
    coded = stream.read_bytes(pikepdf.StreamDecodeLevel.specialized) if len(names) > 1 else stream.read_raw_bytes()
    bare = clean(coded)
    if len(bare) == len(coded) and len(names) == 1:
        return
    parms = stream.get("/DecodeParms")
    last = parms[-1] if isinstance(parms, pikepdf.Array) and len(parms) else parms if len(names) == 1 else None
    how = {"decode_parms": last} if isinstance(last, pikepdf.Dictionary) else {}
    stream.write(bare, filter=pikepdf.Name(names[-1]), **how)


def _bare_jpeg(data: bytes) -> bytes:
    if scans_of(data) > MOST_SCANS:
        raise NotTaken("scans", most=MOST_SCANS)
    return without_tags(data)


def _bare_jpeg_2000(data: bytes) -> bytes:
    """Boxes of the file but those that only tell; a bare stream of code has none."""
    if data[4:8] != b"jP  ":
        return data
    kept, at = [], 0
    for _ in range(_MOST_BOXES):
        length = int.from_bytes(data[at : at + 4], "big")
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        end = len(data) if length == 0 else at + length
        if data[at + 4 : at + 8] not in _TELLING_BOXES:
            kept.append(data[at:end])
        if end <= at or end >= len(data):
            break
        at = end
    return b"".join(kept)
