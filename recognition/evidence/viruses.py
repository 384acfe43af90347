"""ClamAV, when the installation has one: a file is searched before it is opened, and what was not searched is not shown.

clamd's own protocol (`man clamd`, INSTREAM) in these lines: the client library on the package index has had no release since 2014.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from django.conf import settings

_PART = 64 * 1024
_SECONDS = 10.0  # for a whole file
_LONGEST_ANSWER = 4096


class Found(Enum):
    """What the scanner says."""

    NOTHING = "nothing"
    VIRUS = "virus"
    NO_ANSWER = "no answer"


def search(data: bytes) -> Found:
    """Asks clamd at CLAMAV about the bytes; without one set, NOTHING. Down, slow or confused: NO_ANSWER, never an exception."""
    if not settings.CLAMAV:
        return Found.NOTHING
    try:
        answer = _asked(settings.CLAMAV, data)
    except OSError:
        return Found.NO_ANSWER
    # "stream: OK", "stream: Eicar-Test-Signature FOUND", "INSTREAM size limit exceeded. ERROR"
    if answer == b"stream: OK":
        return Found.NOTHING
    return Found.VIRUS if answer.startswith(b"stream: ") and answer.endswith(b" FOUND") else Found.NO_ANSWER


def is_awake() -> bool:
    """Whether the scanner answers at all: then a file that it has no word for says nothing of the next one."""
    try:
        with _line(settings.CLAMAV) as line:
            line.sendall(b"zPING\0")
            return _answered(line, time.monotonic() + _SECONDS) == b"PONG"
    except OSError:
        return False


def _asked(place: str, data: bytes) -> bytes:
    until = time.monotonic() + _SECONDS
    with _line(place) as line:
        line.sendall(b"zINSTREAM\0")
        for at in range(0, len(data), _PART):
            part = data[at : at + _PART]
            line.settimeout(max(0.01, until - time.monotonic()))
            line.sendall(len(part).to_bytes(4, "big") + part)
        line.sendall(bytes(4))
        return _answered(line, until)


@contextmanager
def _line(place: str) -> Iterator[socket.socket]:
    host, _colon, port = place.rpartition(":")
    kind = socket.AF_UNIX if place.startswith("/") else socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as line:
        line.settimeout(_SECONDS)
        line.connect(place if kind == socket.AF_UNIX else (host.strip("[]"), int(port)))
        yield line


def _answered(line: socket.socket, until: float) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        line.settimeout(max(0.01, until - time.monotonic()))
        got = line.recv(_LONGEST_ANSWER)
        if not got:
            break
        answer += got
    return answer.rstrip(b"\0\n")
