"""Finds processes that an earlier start left behind, so that a new one does not meet them on its data or its port.

Everything started by `manage.py up` carries `PORTAL_RUN=<its VAR_DIR>` in its environment, and PostgreSQL works
inside its data folder; both can be read under /proc. Without /proc (macOS) PostgreSQL's own pid file must do.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

MARK = "PORTAL_RUN"
_PROC = Path("/proc")


def _numbers() -> list[int]:
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()] if _PROC.is_dir() else []


def _alive(pid: int) -> bool:
    try:
        state = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[-1].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def marked(var_dir: Path) -> list[int]:
    """Processes started for this VAR_DIR by any runner; not this one and its parents, and not PostgreSQL (`servers_on`)."""
    wanted = f"{MARK}={Path(var_dir).resolve()}".encode()
    own = _ancestors()
    found = []
    for pid in _numbers():
        try:
            marks = (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
            name = (_PROC / str(pid) / "comm").read_text(encoding="utf-8").strip()
        except OSError:
            continue
        if wanted in marks and pid not in own and name != "postgres" and _alive(pid):
            found.append(pid)
    return found


def _ancestors() -> set[int]:
    pid, found = os.getpid(), set()
    while pid > 1 and pid not in found:
        found.add(pid)
        try:
            pid = int(
                (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[-1].split()[1]
            )
        except OSError:
            break
    return found


def servers_on(data: Path) -> list[int]:
    """PostgreSQL processes at work in this data folder: the server first, if it is among them."""
    noted = _noted(data)
    if not _PROC.is_dir():
        return [noted] if noted and _is_postgres_by_ps(noted) else []
    found = []
    for pid in _numbers():
        try:
            here = os.readlink(_PROC / str(pid) / "cwd") == str(data.resolve())
            name = (_PROC / str(pid) / "comm").read_text(encoding="utf-8").strip()
        except OSError:
            continue
        if here and name.startswith("postgres") and _alive(pid):
            found.append(pid)
    return sorted(found, key=lambda pid: pid != noted)


def _noted(data: Path) -> int:
    try:
        return int((data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    except (OSError, ValueError, IndexError):
        return 0


def _is_postgres_by_ps(pid: int) -> bool:
    told = subprocess.run(["ps", "-p", str(pid), "-o", "comm="], capture_output=True, text=True, check=False)
    return "postgres" in told.stdout


def end(find: Callable[[], list[int]], *, stop_signal: int, patience: float, all_at_once: bool) -> None:
    """Sends `stop_signal` to what `find()` names (only the first unless `all_at_once`), waits, and in the end SIGKILL."""
    _send(find() if all_at_once else find()[:1], stop_signal)
    until = time.monotonic() + patience
    while find() and time.monotonic() < until:
        time.sleep(0.05)
    while left := find():
        _send(left, signal.SIGKILL)
        time.sleep(0.05)


def _send(pids: list[int], number: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
