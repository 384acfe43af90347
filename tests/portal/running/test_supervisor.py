"""A guarded program ends with whoever asked for it, however that one ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portal import env
from portal.running.supervisor import start_guarded, stop_guarded

SLEEPER = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"


def until(true: Callable[[], object], seconds: float = 15, log: Path | None = None) -> None:
    """Waits until something is so; fails when it never is, with the end of the log."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            pytest.fail("it did not happen in time" + (f":\n{log.read_text(errors='replace')[-3000:]}" if log else ""))
        time.sleep(0.05)


def gone(pid: int) -> bool:
    """Whether the process has ended (a zombie has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def _pid(note: Path) -> int:
    until(lambda: note.exists() and note.read_text())
    return int(note.read_text())


def test_closing_the_input_stops_the_program(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    guard = start_guarded([sys.executable, "-c", SLEEPER, str(note)], stop_signal="TERM", grace=5)
    pid = _pid(note)
    stop_guarded(guard, 5)
    assert gone(pid)


def test_a_program_that_ignores_its_signal_is_killed_after_the_grace_period(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    guard = start_guarded([sys.executable, "-c", DEAF, str(note)], stop_signal="TERM", grace=0.3)
    pid = _pid(note)
    stop_guarded(guard, 5)
    assert gone(pid)


@pytest.mark.parametrize("victim", ["asker", "guard"])
def test_the_program_ends_when_asker_or_guard_is_killed(tmp_path: Path, victim: str) -> None:
    note, guard_note = tmp_path / "pid", tmp_path / "guard"
    asker = (
        "import sys, time; from portal.running.supervisor import start_guarded\n"
        f"g = start_guarded([sys.executable, '-c', {SLEEPER!r}, {str(note)!r}], stop_signal='TERM', grace=5)\n"
        f"open({str(guard_note)!r}, 'w').write(str(g.pid)); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", asker], cwd=env.ROOT)
    try:
        pid, guard = _pid(note), _pid(guard_note)
        os.kill(parent.pid if victim == "asker" else guard, signal.SIGKILL)
        until(lambda: gone(pid))
        until(lambda: gone(guard))
    finally:
        parent.kill()
        parent.wait()
