"""multipart/mixed both ways (pure): statements first, then the bytes of attachments (Communication 1.5.2)."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

_BOUNDARY = re.compile(r';\s*boundary=(?:"((?:[^"\\]|\\.)+)"|([^\s;"]+))', re.IGNORECASE)
_HEADER = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*:[ \t]*(.*)")


class BadMultipart(ValueError):
    """The body is not multipart/mixed as xAPI wants it; the message says why."""


@dataclass(frozen=True)
class Part:
    """One part: headers with names in lower case, and its bytes."""

    headers: dict[str, str]
    content: bytes


def parse(body: bytes, content_type: str) -> list[Part]:
    """The parts of a body; raises BadMultipart."""
    found = _BOUNDARY.search(content_type)
    if not found:
        raise BadMultipart("the Content-Type names no boundary")
    boundary = re.sub(r"\\(.)", r"\1", found[1]) if found[1] else found[2]
    mark = b"\r\n--" + boundary.encode("latin-1", "replace")
    pieces = re.split(re.escape(mark) + rb"(--)?[ \t]*(?=\r\n|\Z)", b"\r\n" + body)
    # pieces: before the first mark, then for each mark whether it closes, and what follows it
    parts, closed = [], False
    for closing, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if closing:
            closed = True
            break
        parts.append(_part(piece))
    if not parts or not closed:
        raise BadMultipart(
            "the boundary of the Content-Type does not part the body, or the closing boundary is missing"
        )
    return parts


def _part(piece: bytes) -> Part:
    head, gap, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if piece.startswith(b"\r\n\r\n"):
        head, gap, content = b"", b"\r\n\r\n", piece[4:]
    if not gap:
        raise BadMultipart("a part has no empty line after its headers")
    headers = {}
    for line in head.split(b"\r\n"):
        if not line:
            continue
        shape = _HEADER.fullmatch(line)
        if not shape:
            raise BadMultipart("a part has a line among its headers that is none")
        headers[shape[1].decode("latin-1").lower()] = shape[2].decode("latin-1").strip()
    return Part(headers, content)


def build(statements: bytes, attachments: Iterable[tuple[str, str, bytes]]) -> tuple[bytes, str]:
    """Body and Content-Type of an answer; an attachment is (SHA-2, content type, bytes)."""
    boundary = secrets.token_hex(16)
    mark = b"--" + boundary.encode("ascii")
    pieces = [mark, b"Content-Type: application/json", b"", statements]
    for sha2, content_type, content in attachments:
        kind = re.sub(r"[\r\n]+", " ", content_type).encode("utf-8", "replace")
        pieces += [
            mark,
            b"Content-Type: " + kind,
            b"Content-Transfer-Encoding: binary",
            b"X-Experience-API-Hash: " + sha2.encode("ascii"),
            b"",
            content,
        ]
    return b"\r\n".join([*pieces, mark + b"--", b""]), f"multipart/mixed; boundary={boundary}"
