"""Programs that may hang or fall run in processes of their own, which can be killed; how many at once is bounded for the machine.

A place is a locked file, which the kernel lets go when its process ends. Whoever is run gets no environment and the lock of its
place, so the place is taken as long as it runs, even when who started it was killed.
"""

import fcntl
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings

_LOOKS_AGAIN = 0.05  # seconds


class NoPlace(Exception):
    """Too many run at once."""


class TooLong(Exception):
    """The time was over; the process and what it started are killed."""


@contextmanager
def place(name: str, number: int, waits: float) -> Iterator[IO[bytes]]:
    """One of `number` places of this name on the machine; waits so many seconds for one. Raises NoPlace."""
    folder = Path(settings.PLACES_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    numbers = list(range(number))
    random.shuffle(numbers)
    until = time.monotonic() + waits
    while True:
        for one in numbers:
            with open(folder / f"{name}-{one}", "ab") as held:
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield held
                return
        if time.monotonic() > until:
            raise NoPlace
        time.sleep(_LOOKS_AGAIN)


def run(command: Sequence[str], given: IO[bytes], told: IO[bytes], passed: Sequence[IO[bytes]], seconds: float) -> int:
    """Runs Python with this command until it ends, and kills its whole group; returns its return code. Raises TooLong.

    `given` and `told` are its input and output; `passed`: files that it finds open under the same numbers, its place among them.
    """
    child = subprocess.Popen(
        [sys.executable, *command],
        stdin=given,
        stdout=told,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        env={"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
        pass_fds=[file.fileno() for file in passed],
        start_new_session=True,
    )
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        raise TooLong from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    return child.returncode
