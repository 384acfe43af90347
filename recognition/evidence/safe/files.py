"""A file somebody handed in -> one that is safe to open: what it is by its bytes, its limits, and a new writing of it."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

import puremagic
from django.utils.translation import gettext as _

from recognition.evidence.safe.images import rewrite_image
from recognition.evidence.safe.pdfs import rewrite_pdf
from recognition.refusals import Incomplete

MOST_BYTES = 15 * 1024 * 1024
EXTENSIONS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "jfif": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "heif": "image/heic",
    "pdf": "application/pdf",
}
_SIGNATURES = {
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "image/heic": re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.DOTALL),
    "application/pdf": re.compile(rb"%PDF-[12]\."),
}
_MAGIC = {
    "image/jpeg": {"image/jpeg"},
    "image/png": {"image/png"},
    "image/webp": {"image/webp"},
    "image/heic": {"image/heic", "image/heif"},
    "application/pdf": {"application/pdf"},
}
# A picture that is also a page or a program. Long enough not to stand in a photo by chance.
_SECOND_NATURE = re.compile(rb"<script|<html|<\?php|<!doctype html|<svg[\s>]|%PDF-1\.|%PDF-2\.", re.IGNORECASE)
_PROGRAMS = {
    "exe",
    "com",
    "bat",
    "cmd",
    "scr",
    "js",
    "vbs",
    "ps1",
    "sh",
    "php",
    "phtml",
    "asp",
    "aspx",
    "jsp",
    "py",
    "pl",
    "htm",
    "html",
    "xhtml",
    "svg",
    "xml",
    "swf",
    "jar",
    "apk",
    "msi",
    "dll",
    "lnk",
    "hta",
    "zip",
    "rar",
    "7z",
}


@dataclass(frozen=True)
class SafeFile:
    """What is kept: the new bytes, what they are, and the ending of the name we give them."""

    data: bytes
    media_type: str
    extension: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None


def make_safe(data: bytes, name: str) -> SafeFile:
    """The handed-in file written anew as JPEG or PDF; `name` is only judged, never kept.

    Raises Incomplete (field `file`) with the reason and the next step.
    """
    if not data:
        raise Incomplete(_("This file is empty. Choose it again."), "file")
    if len(data) > MOST_BYTES:
        raise too_large()
    expected = _judge_name(name)
    media_type = _what_it_is(data)
    if expected and (expected == "application/pdf") != (media_type == "application/pdf"):
        raise Incomplete(
            _("The ending of the file's name does not fit what is in it. Choose the original file."), "file"
        )
    _refuse_second_nature(data, media_type)
    if media_type == "application/pdf":
        clean, pages = rewrite_pdf(data)
        return SafeFile(clean, media_type, "pdf", pages=pages)
    clean, width, height = rewrite_image(data, media_type)
    return SafeFile(clean, "image/jpeg", "jpg", width, height)


def too_large() -> Incomplete:
    """The refusal of a file above MOST_BYTES."""
    return Incomplete(
        _("This file is larger than %(most)s MB. Take the photo with a lower setting, or split the PDF.")
        % {"most": MOST_BYTES // 1024 // 1024},
        "file",
    )


def _unknown() -> Incomplete:
    return Incomplete(_("Only photos (JPEG, PNG, WebP, HEIC) and PDF are accepted. Take a photo of the paper."), "file")


def _judge_name(name: str) -> str | None:
    """The type that the name's ending promises (None: a name without ending)."""
    parts = name.replace("\\", "/").rsplit("/", 1)[-1].lower().strip().split(".")
    if len(parts) == 1:
        return None
    if "\x00" in name or parts[-1].strip() not in EXTENSIONS:
        raise _unknown()
    hidden = [part.strip() for part in parts[1:-1]]
    if any(part in _PROGRAMS or part in EXTENSIONS for part in hidden):
        raise Incomplete(_("The file's name has two endings. Rename it, then choose it again."), "file")
    return EXTENSIONS[parts[-1].strip()]


def _what_it_is(data: bytes) -> str:
    """The type by the first bytes, on which our own signatures and puremagic must agree."""
    found = next((kind for kind, signature in _SIGNATURES.items() if signature.match(data)), None)
    if found is None:
        raise _unknown()
    try:
        seen = {one.mime_type for one in puremagic.magic_string(data)}
    except puremagic.PureError:
        raise _unknown() from None
    if not seen & _MAGIC[found]:
        raise _unknown()
    return found


def _refuse_second_nature(data: bytes, media_type: str) -> None:
    hidden = media_type != "application/pdf" and _SECOND_NATURE.search(data)
    if hidden or zipfile.is_zipfile(BytesIO(data)):
        raise Incomplete(
            _("This file is more than a photo or PDF: something else is hidden in it. Take the photo again."), "file"
        )
