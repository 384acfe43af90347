"""Opens a file in a process of its own that can be killed, and takes from it bytes and a few checked facts.

A decoder that hangs, eats memory or falls to a forged file takes nothing along: no thread, no lock, no secret (the process gets
no environment). Files are passed as nameless temporary files, so whoever is killed leaves nothing behind. How many may run
at once is bounded for the whole machine by locked files, which the kernel lets go when their process ends.
"""

import json
import re
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.conf import settings

from portal.limits import processes
from recognition.evidence.safe.child import MOST_WALL_SECONDS, MOST_WRITTEN
from recognition.evidence.safe.likeness import DIGITS
from recognition.evidence.safe.refusal import NotTaken
from recognition.evidence.safe.written import Facts, Safe

CHILD = ["-m", "recognition.evidence.safe.child"]
PAGE_CHILD = ["-m", "recognition.evidence.safe.page_child"]
_MOST_TOLD = 96 * 1024  # bytes of facts and likenesses
_WAITS = 8.0  # seconds for a place
_MOST_LOOKS = 60
_LIKENESS = re.compile(rf"(?:[0-9a-f]{{{DIGITS}}})?")


def rewritten(data: bytes) -> tuple[Safe, list[str]]:
    """The safe copy, and how its pictures look. Raises NotTaken."""
    with (
        _place() as place,
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as copy,
        tempfile.TemporaryFile() as told,
    ):
        given.write(data)
        given.seek(0)
        _run(given, copy, told, place)
        copy.seek(0)
        told.seek(0)
        return _believed(told.read(_MOST_TOLD), copy.read(MOST_WRITTEN + 1))


def page_drawn(data: bytes, page: int) -> bytes:
    """The page of a safe PDF, from 1, as a JPEG. Raises NotTaken."""
    with (
        _place() as place,
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as copy,
        tempfile.TemporaryFile() as told,
    ):
        given.write(data)
        given.seek(0)
        _run(given, copy, told, place, [*PAGE_CHILD, str(page)])
        copy.seek(0)
        drawn = copy.read(MOST_WRITTEN)
    if not drawn.startswith(b"\xff\xd8"):
        raise NotTaken("heavy")
    return drawn


def _run(
    given: IO[bytes], copy: IO[bytes], told: IO[bytes], place: IO[bytes], command: list[str] | None = None
) -> None:
    """Runs the child until it ends or its time is over; then its whole group is killed."""
    arguments = command or [*CHILD, str(told.fileno())]
    try:
        code = processes.run(arguments, given, copy, [told, place], MOST_WALL_SECONDS)
    except processes.TooLong:
        raise NotTaken("slow") from None
    if code == -signal.SIGKILL:  # by the kernel: RLIMIT_CPU
        raise NotTaken("slow")


def _believed(told: bytes, copy: bytes) -> tuple[Safe, list[str]]:
    """What the child says, checked: it opened a file nobody trusts, so nor do we trust it."""
    lines = told.split(b"\n")
    try:
        said = json.loads(lines[0])
        if "refused" in said:
            raise NotTaken(str(said["refused"]), **{str(name): int(value) for name, value in said["values"].items()})
        facts = Facts(**said)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NotTaken("heavy") from None  # it died before it could say anything
    if not copy or len(copy) > MOST_WRITTEN:
        raise NotTaken("heavy")
    return Safe(copy, facts), _looks(lines[1] if len(lines) > 2 else b"[]")


def _looks(line: bytes) -> list[str]:
    try:
        rows = json.loads(line)
    except ValueError:
        return []
    good = isinstance(rows, list) and all(isinstance(one, str) and _LIKENESS.fullmatch(one) for one in rows)
    return rows[:_MOST_LOOKS] if good else []


@contextmanager
def _place() -> Iterator[IO[bytes]]:
    """One of the places for such processes on this machine; waits some seconds for one. Raises NotTaken ("full")."""
    try:
        with processes.place("file", settings.FILES_AT_ONCE, _WAITS) as place:
            yield place
    except processes.NoPlace:
        raise NotTaken("full") from None
