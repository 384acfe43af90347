"""Has a file of sound or film, or a photo, opened in a process of its own that can be killed, and believes of it what fits.

How many run at once is bounded for the machine: several may look, one alone writes a film anew.
"""

import json
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from content.media.bounds import CHANGE_SECONDS, LOOK_SECONDS, PICTURE_SECONDS
from portal.limits import processes

CHILD = ["-m", "content.media.child"]
READERS = {  # ending of the name -> the one reader of FFmpeg that may see the bytes
    "mp3": "mp3",
    "wav": "wav",
    "aac": "aac",
    "amr": "amr",
    "avi": "avi",
    "webm": "matroska",
    **dict.fromkeys(("ogg", "opus"), "ogg"),
    **dict.fromkeys(("m4a", "mp4", "m4v", "mov", "3gp"), "mov"),
}
_QUICK = {"look": LOOK_SECONDS, "poster": LOOK_SECONDS, "photo": PICTURE_SECONDS}
_MOST_TOLD = 4096
_PLACES = {True: ("media-look", 2, 5.0), False: ("media-change", 1, 0.5)}


class NotUsable(Exception):
    """Nothing came of it: `reason` is what the child refused it for, slow, or full (too many at once)."""

    def __init__(self, reason: str, numbers: tuple[int, ...] = ()) -> None:
        super().__init__(reason)
        self.reason, self.numbers = reason, numbers


def done(what: str, ending: str, source: IO[bytes], out: IO[bytes] | None = None) -> dict[str, Any]:
    """Has it done with an open file whose name ends so; returns what the child found out. Raises NotUsable."""
    quick = what in _QUICK
    files = [source, *([out] if out is not None else [])]
    with (
        _place(*_PLACES[quick]) as place,
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as told,
    ):
        command = [*CHILD, what, READERS.get(ending, "none"), *(str(file.fileno()) for file in files)]
        try:
            code = processes.run(command, given, told, [*files, place], _QUICK.get(what, CHANGE_SECONDS))
        except processes.TooLong:
            raise NotUsable("slow") from None
        if code:
            raise NotUsable("slow" if code in (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGALRM) else "damaged")
        told.seek(0)
        return _believed(told.read(_MOST_TOLD))


def _believed(told: bytes) -> dict[str, Any]:
    try:
        found = json.loads(told)
        facts = {name: found.get(name, 0) for name in ("seconds", "width", "height")}
        good = all(isinstance(one, int | float) and 0 <= one < 100_000 for one in facts.values())
        numbers = tuple(int(one) for one in found.get("numbers", ()))
    except (ValueError, TypeError, AttributeError):
        raise NotUsable("damaged") from None
    if "refused" in found:
        raise NotUsable(str(found["refused"])[:20], numbers)
    if not good:
        raise NotUsable("damaged")
    return facts | {name: found.get(name) is True for name in ("film", "sound", "plays")}


@contextmanager
def _place(name: str, number: int, waits: float) -> Iterator[IO[bytes]]:
    try:
        with processes.place(name, number, waits) as place:
            yield place
    except processes.NoPlace:
        raise NotUsable("full") from None
