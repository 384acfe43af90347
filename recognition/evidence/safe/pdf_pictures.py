"""Photos inside a PDF keep their pixels and lose the rest: place, device and thumbnail, as a photo by itself does."""

import re

import pikepdf

from recognition.evidence.safe.jpegs import MOST_SCANS, bare_and_behind, scans_of, without_tags
from recognition.evidence.safe.refusal import NotTaken

_TELLING_BOXES = {b"uuid", b"xml ", b"uinf"}  # ISO/IEC 15444-1, annex I: what a JPEG 2000 says besides its picture
_MOST_BOXES = 1000
# ISO 32000-1, 8.9.7: a picture amid what draws the page.
_PLAINLY_PACKED = {"None", "/FlateDecode", "/Fl", "/LZWDecode", "/LZW"}
_AMID = re.compile(rb"\bID[\s\0](?=\xff\xd8\xff)")


def bare_pictures(pdf: pikepdf.Pdf, stream: pikepdf.Stream) -> None:
    """Takes what a JPEG or JPEG 2000 tells about its making out of an image's stream, or out of a drawing, in place."""
    filters = stream.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    clean = {"/DCTDecode": _bare_jpeg, "/DCT": _bare_jpeg, "/JPXDecode": _bare_jpeg_2000}.get(names[-1])
    if clean is None:
        if stream.get("/Subtype") != pikepdf.Name.Image and _PLAINLY_PACKED.issuperset(names):
            _bare_amid(stream)
        return
    parms = stream.get("/DecodeParms")
    parms = [*parms] if isinstance(parms, pikepdf.Array) else [parms] * (len(names) == 1)
    coded = stream.read_raw_bytes()
    if len(names) > 1:
        # What is wrapped around the picture is unpacked, the picture itself is not: as a stream of the outer filters only.
        outer = pikepdf.Stream(pdf, coded)
        outer.Filter = pikepdf.Array([pikepdf.Name(one) for one in names[:-1]])
        if any(isinstance(one, pikepdf.Dictionary) for one in parms[:-1]):
            outer.DecodeParms = pikepdf.Array(parms[:-1])
        coded = outer.read_bytes(pikepdf.StreamDecodeLevel.specialized)
    bare = clean(coded)
    if len(names) > 1 or len(bare) != len(coded):
        last = parms[-1] if parms and isinstance(parms[-1], pikepdf.Dictionary) else None
        stream.write(bare, filter=pikepdf.Name(names[-1]), decode_parms=last)


def _bare_amid(drawing: pikepdf.Stream) -> None:
    """A page may hold the bytes of a photo amid its lines instead of naming a stream of its own."""
    try:
        told = drawing.read_bytes()
    except pikepdf.PdfError:
        return  # nobody can draw it either
    parts, rest = [], told
    while found := _AMID.search(rest):
        bare, behind = bare_and_behind(rest[found.end() :])
        parts += [rest[: found.end()], bare]
        rest = behind
    if parts:
        drawing.write(b"".join([*parts, rest]))


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
