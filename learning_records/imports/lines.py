"""The lines of a file, plain or gzip, from any position on (pure)."""

import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

LONGEST = 8 * 1024 * 1024  # bytes of a line; of a longer one only the beginning is kept
KEPT = 4096
_MAGIC = b"\x1f\x8b"
_CHUNK = 1 << 20


class Unreadable(Exception):
    """The file ends in the middle of its packing, or cannot be read."""


@dataclass(frozen=True)
class Line:
    """One line without its end: its number from 1, its bytes, the offset behind it; `too_long` when only the beginning is here."""

    number: int
    text: bytes
    end: int
    too_long: bool = False


def digest(path: Path) -> str:
    """SHA-256 of the file as it lies there, packed or not."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Source:
    """An open file of lines; use it in a `with`. Offsets count in the unpacked text."""

    def __init__(self, path: Path) -> None:
        self._raw: BinaryIO = path.open("rb")
        self.size = os.fstat(self._raw.fileno()).st_size
        self.packed = self._raw.read(2) == _MAGIC
        self._raw.seek(0)
        # GzipFile reads as a buffered file does; the types of the library do not say so.
        self._text: io.BufferedIOBase = gzip.GzipFile(fileobj=self._raw) if self.packed else self._raw  # type: ignore[assignment]

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, kind: type | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._text.close()
        self._raw.close()

    @property
    def read(self) -> int:
        """Bytes of the file that were read: of the packed one, if it is packed."""
        return self._raw.tell()

    def lines(self, offset: int = 0, number: int = 0) -> Iterator[Line]:
        """The lines behind this offset, of which `number` lie before it.

        Raises Unreadable when the file itself is broken, and OSError when it cannot be read just now (a disk, too many files).
        """
        try:
            self._skip(offset)
            while piece := self._text.readline(LONGEST + 1):
                number, offset = number + 1, offset + len(piece)
                too_long = len(piece) > LONGEST and not piece.endswith(b"\n")
                if too_long:
                    kept, offset = piece[:KEPT], offset + self._rest()
                    yield Line(number, kept, offset, too_long=True)
                else:
                    yield Line(number, piece.rstrip(b"\r\n"), offset)
        except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
            raise Unreadable(f"line {number + 1}: {problem}"[:300]) from problem

    def _skip(self, offset: int) -> None:
        if not self.packed:
            self._raw.seek(offset)
            return
        while offset > 0:
            piece = self._text.read(min(_CHUNK, offset))
            if not piece:
                return
            offset -= len(piece)

    def _rest(self) -> int:
        """Reads to the end of the line; returns how many bytes that were."""
        length = 0
        while piece := self._text.readline(_CHUNK):
            length += len(piece)
            if piece.endswith(b"\n"):
                break
        return length
