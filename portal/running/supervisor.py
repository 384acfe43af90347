"""Runs one program and ends it when whoever asked for it is gone, however that one died.

    python -I -S guard.py --signal TERM --grace 15 [--user NAME --group NAME] -- PROGRAM ARGUMENTS

The asker keeps the other end of this process's standard input. When that end closes (a normal stop, a
crash, `kill -9`), the program gets its stop signal, after the grace period SIGKILL, and what it left in its process
group is killed. A parent-death signal alone would not do: the kernel sends it when the *thread* that
started the program ends, and forgets it when a program changes its user. Here it only covers the death of this
guard, which has one thread and sets it after the change of user. Needs nothing but the standard library.
"""

import argparse
import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def start_guarded(
    command: list[str],
    *,
    stop_signal: str,
    grace: float,
    who: Mapping[str, object] | None = None,
    log: int | None = None,
    env: dict[str, str] | None = None,
    cwd: str = "/",
) -> subprocess.Popen[bytes]:
    """Starts `command` under a guard of its own and returns the guard.

    `stop_signal` is a name such as "TERM"; `who` holds user and group to run as; `log` is an open file
    descriptor for what the program writes. Closing the guard's `stdin` stops the program.
    """
    options = ["--signal", stop_signal, "--grace", str(grace)]
    for name, value in (who or {}).items():
        options += [f"--{name}", str(value)]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(Path(__file__).resolve()), *options, "--", *command],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        env=env,
        cwd=cwd,
        start_new_session=True,
    )


def stop_guarded(guard: subprocess.Popen[bytes], grace: float) -> None:
    """Closes the guard's input and waits until the program and the guard have ended."""
    if guard.stdin is not None and not guard.stdin.closed:
        guard.stdin.close()
    try:
        guard.wait(timeout=grace + 10)
    except subprocess.TimeoutExpired:
        guard.kill()
        guard.wait()


def _dies_with_guard(guard: int, number: int) -> Callable[[], None]:
    def in_child() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != guard:  # the guard died before the line above took effect
            os._exit(1)

    return in_child


def _wait_for_end(child: subprocess.Popen[bytes], wake: int, seconds: float | None) -> bool:
    """Waits for the child (True) or, without `seconds`, for the asker to go (False); with them for the time to pass."""
    until = None if seconds is None else time.monotonic() + seconds
    watched = [wake] if until is not None else [wake, 0]
    while True:
        if child.poll() is not None:
            return True
        left = None if until is None else until - time.monotonic()
        if left is not None and left <= 0:
            return False
        readable, _, _ = select.select(watched, [], [], left)
        if wake in readable:
            os.read(wake, 512)
        if 0 in readable and not os.read(0, 512):
            return False


def main(arguments: list[str]) -> int:
    """Guards one program until it ends or must end; returns the program's exit status (negative: killed by a signal)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--signal", default="TERM")
    parser.add_argument("--grace", type=float, default=15)
    parser.add_argument("--user")
    parser.add_argument("--group")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    stop_signal = signal.Signals[f"SIG{options.signal}"]
    wake, wakened = os.pipe()
    for end in (wake, wakened):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wakened)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):  # only the end of the input stops a guard
        signal.signal(number, signal.SIG_IGN)

    def before_program() -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):  # what is ignored would stay ignored in it
            signal.signal(number, signal.SIG_DFL)
        dies_with_guard()

    dies_with_guard = _dies_with_guard(os.getpid(), stop_signal)
    child = subprocess.Popen(
        options.command,
        stdin=subprocess.DEVNULL,
        user=options.user,
        group=options.group,
        extra_groups=[] if options.user else None,
        start_new_session=True,
        preexec_fn=before_program,
    )
    if not _wait_for_end(child, wake, None):
        child.send_signal(stop_signal)
        if not _wait_for_end(child, wake, options.grace):
            child.kill()
            child.wait()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)  # what the program left behind
    return child.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
