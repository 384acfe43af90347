"""What a file is, by its bytes alone. Its name and what the browser says of it are nobody's word for it."""

import re

from recognition.evidence.safe.refusal import NotTaken

# Some programs write a newline or a byte order mark first. Whoever opens the file skips them, and so do we.
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf|[\s\0]){0,64}")
# ISO 32000-1, annex H.3.4.1: the header may stand anywhere in the first 1,024 bytes.
_PDF = re.compile(rb"%PDF-\d")
_PDF_WITHIN = 1024
_SIGNATURES = {
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "audio/wav": re.compile(rb"RIFF....WAVE", re.DOTALL),
    "audio/ogg": re.compile(rb"OggS\0"),
    "audio/amr": re.compile(rb"#!AMR(-WB)?\n"),
    # An ID3 tag, or the first frame: sync, MPEG 1 or 2, layer III (or the frames of AAC by themselves, ADTS).
    "audio/mpeg": re.compile(rb"ID3[\x02-\x04]|\xff[\xfb\xfa\xf3\xf2\xe3\xe2]"),
    "audio/aac": re.compile(rb"\xff[\xf1\xf9]"),
}
# ISO/IEC 23008-12: the brands of still pictures coded with HEVC, and the two that leave the coding open.
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1"}
_OTHER_PICTURES = {b"avif", b"avis"}
_SOUND_BRANDS = {b"M4A ", b"M4B ", b"3gp4", b"3gp5", b"3gp6", b"3ga ", b"3gpp", b"mp42", b"mp41", b"isom", b"iso2"}
_MOST_BRANDS = 64


def what_it_is(data: bytes) -> tuple[str, bytes]:
    """The media type, and the bytes from where it begins. Raises NotTaken ("unknown")."""
    found = _BEFORE.match(data)
    start = found.end() if found else 0
    # The brand of a box stands behind four bytes of length that begin with zeros: nothing is skipped there.
    kind = _by_brand(data)
    if kind:
        return kind, data
    for kind, signature in _SIGNATURES.items():
        for at in (0, start):
            if signature.match(data, at):
                return kind, data[at:]
    header = _PDF.search(data, 0, _PDF_WITHIN + 6)
    if header:
        return "application/pdf", data[header.start() :]
    raise NotTaken("unknown")


def _by_brand(data: bytes) -> str | None:
    """Photos and sound in boxes (ISO/IEC 14496-12): by the major brand, or one of those it says it can be read as."""
    if data[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(data[:4], "big"), 16 + 4 * _MOST_BRANDS, len(data))
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end - 3, 4))}
    if data[8:12] in _OTHER_PICTURES:
        return None  # it may well say that it can be read as any picture in boxes, but its coding is another one
    if brands & _HEIC_BRANDS:
        return "image/heic"
    return "audio/mp4" if brands & _SOUND_BRANDS else None
