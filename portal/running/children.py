"""One program that the runner keeps alive."""

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from portal import env
from portal.running.supervisor import start_guarded, stop_guarded

_LOG_LIMIT = 10_000_000
_SETTLED = 60.0  # seconds after which an end counts as the first one again


class Child:
    """A program with its guard, its log and the times of its ends."""

    def __init__(self, name: str, command: list[str], log: Path, surroundings: dict[str, str], *, grace: float) -> None:
        self.name = name
        self.command = command
        self.log = log
        self.surroundings = surroundings
        self.grace = grace
        self.guard: subprocess.Popen[bytes] | None = None
        self.ends = 0
        self.started = 0.0
        self.due: float | None = None

    def start(self) -> None:
        """Starts the program; what it writes goes to its log, the one before is kept as `.1` when it grew long."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_name(self.log.name + ".1"))
        with open(self.log, "ab") as target:
            self.guard = start_guarded(
                self.command,
                stop_signal="TERM",
                grace=self.grace,
                log=target.fileno(),
                env=self.surroundings,
                cwd=str(env.ROOT),
            )
        self.started, self.due = time.monotonic(), None

    def look_after(self, back_off: Sequence[float]) -> str:
        """Starts the program again when it ended, after a longer wait each time; returns what to tell people, or ""."""
        now = time.monotonic()
        if self.due is not None:
            if now >= self.due:
                self.start()
            return ""
        if self.guard is None or self.guard.poll() is None:
            return ""
        stop_guarded(self.guard, self.grace)  # it has ended; this closes our end of its input
        self.guard = None
        if now - self.started > _SETTLED:
            self.ends = 0
        wait = back_off[min(self.ends, len(back_off) - 1)]
        self.ends += 1
        self.due = now + wait
        return f"{self.name} ended; starting it again in {wait:g} s. Its words are in {self.log}."

    def ask_to_stop(self) -> None:
        """Lets the guard stop the program; does not wait."""
        self.due = None
        if self.guard is not None and self.guard.stdin is not None:
            self.guard.stdin.close()

    def wait(self) -> None:
        """Waits until the program and its guard have ended."""
        if self.guard is not None:
            stop_guarded(self.guard, self.grace)
            self.guard = None
