"""multipart/mixed both ways (pure): statements first, then the bytes of attachments (Communication 1.5.2).

Both ways in pieces: a part may be larger than memory.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from learning_records.spec.limits import PART_HEADERS, PART_LINES, PARTS

_BOUNDARY = re.compile(r';\s*boundary=(?:"((?:[^"\\]|\\.)+)"|([^\s;"]+))', re.IGNORECASE)
_HEADER = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*:[ \t]*(.*)")
_FOLDED = re.compile(rb"[ \t]*\r\n[ \t]+")  # a header that goes on in the next line (RFC 822 3.1.1)
_CHUNK = 256 * 1024
_PADDING = 128  # blanks that may stand behind a boundary


class BadMultipart(ValueError):
    """The body is not multipart/mixed as xAPI wants it; the message says why."""


class Sink(Protocol):
    """Takes the content of a part, piece by piece."""

    def write(self, piece: bytes, /) -> object:
        """The next bytes."""


def _boundary(content_type: str) -> bytes:
    found = _BOUNDARY.search(content_type)
    if not found:
        raise BadMultipart("the Content-Type names no boundary")
    name = re.sub(r"\\(.)", r"\1", found[1]) if found[1] else found[2]
    return b"\r\n--" + name.encode("latin-1", "replace")


def _pieces(read: Callable[[int], bytes], mark: bytes) -> Iterator[bytes | bool]:
    """What stands between the boundaries, as it comes; at each boundary whether it closes the whole (True) or not."""
    line = re.escape(mark) + rb"(--)?[ \t]*"
    inside, at_end = re.compile(line + rb"(?=\r\n)"), re.compile(line + rb"(?=\r\n|\Z)")
    kept, buffer, more = len(mark) + 4 + _PADDING, b"\r\n", True
    while more:
        chunk = read(_CHUNK)
        buffer, more, at = buffer + chunk, bool(chunk), 0
        while found := (inside if more else at_end).search(buffer, at):
            yield buffer[at : found.start()]
            yield bool(found[1])
            at = found.end()
        buffer = buffer[at:]
        if len(buffer) > kept:  # a boundary that has only begun lies in what is kept
            yield buffer[:-kept]
            buffer = buffer[-kept:]


def _headers(head: bytes) -> dict[str, str]:
    headers = {}
    if head.count(b"\r\n") > PART_LINES:
        raise BadMultipart(f"a part has more than {PART_LINES} headers")
    for line in _FOLDED.sub(b" ", head).split(b"\r\n"):
        if not line:
            continue
        shape = _HEADER.fullmatch(line)
        if not shape:
            raise BadMultipart("a part has a line among its headers that is none")
        headers[shape[1].decode("latin-1").lower()] = shape[2].decode("latin-1").strip()
    return headers


class _Part:
    """A part on its way: first its headers, then its content to the sink that was opened for them."""

    def __init__(self, open_part: Callable[[dict[str, str]], Sink]) -> None:
        self._open, self._head = open_part, b""
        self._sink: Sink | None = None

    def write(self, piece: bytes) -> None:
        """Raises BadMultipart for headers that are none."""
        if self._sink is not None:
            self._sink.write(piece)
            return
        self._head += piece
        head, gap, content = self._head.partition(b"\r\n\r\n")
        if len(head) > PART_HEADERS:
            raise BadMultipart(f"a part has more than {PART_HEADERS} bytes of headers, or no empty line after them")
        if gap:
            self._head, self._sink = b"", self._open(_headers(head.removeprefix(b"\r\n")))
            if content:
                self._sink.write(content)

    def end(self) -> None:
        """Raises BadMultipart when the headers did not end."""
        if self._sink is None:
            raise BadMultipart("a part has no empty line after its headers")


def read(source: Callable[[int], bytes], content_type: str, open_part: Callable[[dict[str, str]], Sink]) -> None:
    """Reads a body to its end.

    `source(n)` gives the next bytes, at most n, and none at the end. `open_part` gets the headers of each part (names in
    lower case) and returns where its content goes. Raises BadMultipart; what was opened so far is then incomplete.
    """
    part: _Part | None = None
    parts, closed = 0, False
    for piece in _pieces(source, _boundary(content_type)):
        if closed:
            continue  # what stands behind the closing boundary does not count
        if isinstance(piece, bytes):
            if part is not None:
                part.write(piece)
            continue
        if part is not None:
            part.end()
        closed, parts = piece, parts + 1
        if parts > PARTS + 1:  # the closing boundary counts here as well
            raise BadMultipart(f"the body has more than {PARTS} parts")
        part = _Part(open_part)
    if parts < 2 or not closed:
        raise BadMultipart(
            "the boundary of the Content-Type does not part the body, or the closing boundary is missing"
        )


@dataclass(frozen=True)
class Part:
    """One part: headers with names in lower case, and its bytes."""

    headers: dict[str, str]
    content: bytes


def parse(body: bytes, content_type: str) -> list[Part]:
    """The parts of a body that lies in memory; raises BadMultipart."""
    found: list[tuple[dict[str, str], BytesIO]] = []

    def open_part(headers: dict[str, str]) -> BytesIO:
        found.append((headers, BytesIO()))
        return found[-1][1]

    read(BytesIO(body).read, content_type, open_part)
    return [Part(headers, content.getvalue()) for headers, content in found]


@dataclass(frozen=True)
class Outgoing:
    """A body to be sent: its type, its length in bytes, and its pieces (once)."""

    content_type: str
    length: int
    pieces: Iterator[bytes]


@dataclass(frozen=True)
class Enclosed:
    """An attachment to be sent: its SHA-2, its Content-Type, its size in bytes, and what opens its bytes."""

    sha2: str
    content_type: str
    size: int
    content: Callable[[], Iterable[bytes]]


def outgoing(statements: bytes, attachments: Iterable[Enclosed]) -> Outgoing:
    """The statements and the attachments as multipart/mixed."""
    boundary = secrets.token_hex(16)
    mark = b"--" + boundary.encode("ascii")
    parts: list[tuple[bytes, int, Callable[[], Iterable[bytes]]]] = [
        (mark + b"\r\nContent-Type: application/json\r\n\r\n", len(statements), lambda: (statements,))
    ]
    for one in attachments:
        kind = re.sub(r"[\r\n]+", " ", one.content_type).encode("utf-8", "replace")
        lines = (
            mark,
            b"Content-Type: " + kind,
            b"Content-Transfer-Encoding: binary",
            b"X-Experience-API-Hash: " + one.sha2.encode("ascii"),
            b"\r\n",
        )
        parts.append((b"\r\n".join(lines), one.size, one.content))
    end = mark + b"--\r\n"

    def pieces() -> Iterator[bytes]:
        for head, _size, content in parts:
            yield head
            yield from content()
            yield b"\r\n"
        yield end

    length = sum(len(head) + size + 2 for head, size, _content in parts) + len(end)
    return Outgoing(f"multipart/mixed; boundary={boundary}", length, pieces())


def build(statements: bytes, attachments: Iterable[tuple[str, str, bytes]]) -> tuple[bytes, str]:
    """Body and Content-Type of a message that fits into memory; an attachment is (SHA-2, content type, bytes)."""
    found = outgoing(
        statements,
        [
            Enclosed(sha2, kind, len(content), lambda content=content: (content,))  # type: ignore[misc]
            for sha2, kind, content in attachments
        ],
    )
    return b"".join(found.pieces), found.content_type
