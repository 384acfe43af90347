"""What a file is, by its content: a name may say anything. Asked when an editor uploads it and when a block uses it."""

import struct
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

import puremagic
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

SOUND = ("mp3", "m4a", "ogg", "opus", "wav", "aac", "amr")
FILM = ("mp4", "webm", "mov", "m4v", "3gp", "avi")
CAPTIONS = ("vtt",)
_HEAD = 4096
_MOST_BOXES = 4096  # of an MP4 file: a film of hours has some dozens


def _mp3(head: bytes, _file: BinaryIO) -> bool:
    return head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)


def _mp4(head: bytes, file: BinaryIO) -> bool:
    """An MP4 file says so at its beginning."""
    return head[4:8] == b"ftyp" and _boxes(file)


def _boxes(file: BinaryIO) -> bool:
    """It is a row of boxes that fill it; without `moov` there is nothing to play (ISO/IEC 14496-12, 4.2)."""
    end = file.seek(0, 2)
    at, found = 0, False
    for _box in range(_MOST_BOXES):
        if at == end:
            return found
        file.seek(at)
        start = file.read(16)
        if len(start) < 8:
            return False
        size, kind = struct.unpack(">I4s", start[:8])
        if size == 1 and len(start) == 16:
            size = struct.unpack(">Q", start[8:])[0]
        elif size == 0:
            size = end - at
        if size < 8 or at + size > end:
            return False
        found, at = found or kind == b"moov", at + size
    return False


def _begins(*marks: bytes) -> Callable[[bytes, BinaryIO], bool]:
    return lambda head, _file: head.startswith(marks)


def _begins_with_adts(head: bytes, _file: BinaryIO) -> bool:
    """AAC as it comes from a recorder (ISO/IEC 13818-7, 6.2.1): twelve ones, then a layer of nought."""
    return len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0


def _riff(kind: bytes) -> Callable[[bytes, BinaryIO], bool]:
    return lambda head, _file: head.startswith(b"RIFF") and head[8:12] == kind


def _mov(head: bytes, file: BinaryIO) -> bool:
    """A film of QuickTime may begin without `ftyp`; its boxes are those of MP4."""
    return head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip") and _boxes(file)


def _text(head: bytes, _file: BinaryIO) -> bool:
    with suppress(UnicodeDecodeError):
        return "\x00" not in head[: _HEAD - 4].decode("utf-8", "strict" if len(head) < _HEAD else "ignore")
    return False


_PACKED = _begins(b"PK\x03\x04")
_LOOKS: dict[str, Callable[[bytes, BinaryIO], bool]] = {
    "pdf": _begins(b"%PDF-"),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"), _PACKED),
    **dict.fromkeys(("txt", "csv"), _text),
    "mp3": _mp3,
    **dict.fromkeys(("m4a", "mp4", "m4v", "3gp"), _mp4),
    "mov": _mov,
    "avi": _riff(b"AVI "),
    "wav": _riff(b"WAVE"),
    "aac": _begins_with_adts,
    "amr": _begins(b"#!AMR"),
    **dict.fromkeys(("ogg", "opus"), _begins(b"OggS")),
    "webm": _begins(b"\x1a\x45\xdf\xa3"),
    "vtt": _begins(b"WEBVTT", b"\xef\xbb\xbfWEBVTT"),
}


def extension(name: str) -> str:
    """The ending of a file's name, in small letters, without the dot."""
    return name.rpartition(".")[2].lower()


def is_what_it_says(file: File) -> bool:
    """Whether the content is of the kind that the name's ending promises; kinds we do not know are not."""
    looks = _LOOKS.get(extension(file.name or ""))
    if looks is None:
        return False
    file.seek(0)
    head = file.read(_HEAD)
    try:
        return looks(head, file) and not _is_program(head)
    finally:
        file.seek(0)


def _is_program(head: bytes) -> bool:
    with suppress(puremagic.PureError, ValueError):
        return any("executable" in (one.mime_type or "") for one in puremagic.magic_string(head)[:1])
    return False


def check(file: File) -> None:
    """Raises ValidationError, in words for the editor, unless the content fits the name."""
    if not is_what_it_says(file):
        told = _("The content of this file is not what its name says (.%(ending)s), or the file is damaged. ")
        told += _("Save it anew with the program that made it, then choose it again.")
        raise ValidationError(told % {"ending": extension(file.name or "")})


def check_kind(document, kinds: tuple[str, ...]) -> None:
    """Raises ValidationError unless a document of the library is one of these kinds, by name and content."""
    name = document.file.name or ""
    if extension(name) not in kinds:
        told = _("This place takes files that end in %(endings)s; the file chosen ends in .%(ending)s.")
        endings = ", ".join(f".{kind}" for kind in kinds)
        raise ValidationError(told % {"endings": endings, "ending": extension(name)})
    try:
        with document.open_file() as file:
            check(file)
    except FileNotFoundError as gone:
        raise ValidationError(_("This file is no longer there. Choose another one.")) from gone
