"""A process that tries mutants: `python -m tests.mutants.trying JOBS` in a copy of the tree, an outcome a line to stdout.

It starts a database and imports the site once; each mutant is tried in a fork of it, by `swapping`. Mutants that cannot be
put into running functions are written into the copy and tried by a process of their own, as cosmic-ray does it.
"""

import contextlib
import importlib
import json
import os
import resource
import shlex
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_item import MutationSpec, TestOutcome

from tests import postgres_plugin
from tests.mutants.making import Mutant, mutated
from tests.mutants.rooms import ROOMS
from tests.mutants.swapping import swap

CAUGHT, SURVIVED, HUNG = "caught", "survived", "timed out"
_ARGUMENTS = ("-q", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=no")
_STARTED = "addopts=-p no:schemathesis --strict-markers"  # without the plugin that starts a database: it runs
_PATIENCE, _LEAST = 6, 30.0  # times as long as without a mutant, and at least so many seconds
_MEMORY = 6 * 1024**3
_NOT_PUT, _BROKEN = 77, 78  # statuses that pytest does not end with


class Red(Exception):
    """The tests of a room fail without any mutant, so that they prove nothing."""


def try_all(jobs: list[Mutant]) -> None:
    """Tries each mutant and prints it with its outcome."""
    times: dict[str, float] = {}
    for job in jobs:
        tests = next(room.tests for room in ROOMS if room.name == job.room)
        if job.room not in times:
            times[job.room] = _unharmed(job.room, tests)
        patience = max(_LEAST, times[job.room] * _PATIENCE)
        print(json.dumps(job.as_dict() | {"outcome": _try(job, tests, patience)}), flush=True)


def _unharmed(room: str, tests: tuple[str, ...]) -> float:
    """How many seconds the tests of a room take when nothing is wrong; raises Red when they fail."""
    started = time.monotonic()
    if _forked(lambda: True, tests, 900.0) != SURVIVED:
        raise Red(f"The tests of “{room}” fail without a mutant: pytest {' '.join(tests)}")
    return time.monotonic() - started


def _try(job: Mutant, tests: tuple[str, ...], patience: float) -> str:
    path = Path(job.module).resolve()
    changed = mutated(job, path.read_text(encoding="utf-8"))
    return _forked(lambda: swap(path, changed), tests, patience) or _alone(job, tests, patience + 30)


def _forked(prepare: Callable[[], bool], tests: tuple[str, ...], patience: float) -> str:
    """The outcome of the tests in a fork of this process; empty when the mutant could not be put into it."""
    child = os.fork()
    if not child:
        status = _BROKEN
        try:
            status = _in_child(prepare, tests)
        finally:
            os._exit(status)
    try:
        ended = _ended(child, patience)
    except BaseException:  # this process is to stop: nothing that it started stays
        _kill(child)
        raise
    if ended is None:
        _kill(child)
        return HUNG
    if ended == _BROKEN:
        raise Red("A mutant could not be prepared: the fault lies in tests/mutants, not in what is mutated.")
    return {0: SURVIVED, _NOT_PUT: ""}.get(ended, CAUGHT)


def _ended(child: int, patience: float) -> int | None:
    """The status with which the child ended; None when it goes on and on."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    return None


def _kill(child: int) -> None:
    """Ends the child with all that it started; it leads a group of its own as soon as it runs."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)


def _in_child(prepare: Callable[[], bool], tests: tuple[str, ...]) -> int:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))  # a mutant that collects without end
    if not prepare():
        return _NOT_PUT
    try:
        return int(pytest.main([*_ARGUMENTS, "-o", _STARTED, *tests]))
    except BaseException:  # noqa: BLE001 - whatever a mutant throws, it was noticed
        return 1


def _alone(job: Mutant, tests: tuple[str, ...], patience: float) -> str:
    change = MutationSpec(job.module, job.operator, job.occurrence, (job.line, 0), (job.line, 1))
    result = mutate_and_test([change], shlex.join([sys.executable, "-m", "pytest", *_ARGUMENTS, *tests]), patience)
    if result.test_outcome is TestOutcome.SURVIVED:
        return SURVIVED
    return HUNG if result.output == "timeout" else CAUGHT


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))  # the database is stopped at the exit
    postgres_plugin._start()
    import django

    django.setup()
    for name in {module for room in ROOMS for module in room.modules}:
        importlib.import_module(name.removesuffix(".py").replace("/", "."))
    try:
        try_all([Mutant(**row) for row in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))])
    except Red as problem:
        sys.exit(str(problem))
