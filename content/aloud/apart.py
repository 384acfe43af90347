"""Has a text spoken in a process of its own that can be killed, and takes from it sound and seconds, both checked.

How many may speak at once is bounded for the machine by locked files, which the kernel lets go when their process ends.
"""

import json
import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from content.aloud.voices import KINDS, MOST_WALL_SECONDS, MOST_WRITTEN, PACES, VOICES
from portal.limits import processes

CHILD = ["-m", "content.aloud.child"]
AT_ONCE = 2  # processes on one machine
_WAITS = 5.0  # seconds for a place
_MOST_TOLD = 256 * 1024
_BEGINS = {"weba": (b"\x1a\x45\xdf\xa3",), "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")}


class NotRead(Exception):
    """Nothing was read: `reason` is slow, broken or full (too many at once)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Sound:
    """The files by kind, and the seconds at which each line begins; the last one is the end."""

    files: dict[str, bytes]
    starts: list[float]


def spoken(lines: Sequence[tuple[str, float]], voice: str, pace: str) -> Sound:
    """The lines (what is said, and the seconds of silence after it) as sound. Raises NotRead."""
    asked = {"voice": VOICES[voice], "rate": PACES[pace], "lines": [list(line) for line in lines]}
    with (
        _place() as place,
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as told,
        tempfile.TemporaryFile() as weba,
        tempfile.TemporaryFile() as mp3,
    ):
        given.write(json.dumps(asked).encode() + b"\n")
        given.seek(0)
        _run(given, told, [weba, mp3], place)
        files = {}
        for kind, file in zip(KINDS, (weba, mp3), strict=True):
            file.seek(0)
            files[kind] = file.read(MOST_WRITTEN + 1)
        told.seek(0)
        return _believed(told.read(_MOST_TOLD), files, len(lines))


def _run(given: IO[bytes], told: IO[bytes], files: Sequence[IO[bytes]], place: IO[bytes]) -> None:
    """Runs the child until it ends or its time is over; then its whole group is killed."""
    command = [*CHILD, *(str(file.fileno()) for file in files)]
    try:
        code = processes.run(command, given, told, [*files, place], MOST_WALL_SECONDS)
    except processes.TooLong:
        raise NotRead("slow") from None
    if code:
        raise NotRead("slow" if code in (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGALRM) else "broken")


def _believed(told: bytes, files: dict[str, bytes], lines: int) -> Sound:
    try:
        starts = [float(one) for one in json.loads(told)]
    except (ValueError, TypeError):
        raise NotRead("broken") from None
    good = len(starts) == lines + 1 and starts[0] >= 0 and all(a <= b for a, b in zip(starts, starts[1:], strict=False))
    if not good or not all(
        data.startswith(_BEGINS[kind]) and len(data) <= MOST_WRITTEN for kind, data in files.items()
    ):
        raise NotRead("broken")
    return Sound(files, starts)


@contextmanager
def _place() -> Iterator[IO[bytes]]:
    """One of the places for such processes on this machine; waits some seconds for one. Raises NotRead ("full")."""
    try:
        with processes.place("voice", AT_ONCE, _WAITS) as place:
            yield place
    except processes.NoPlace:
        raise NotRead("full") from None
