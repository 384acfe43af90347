"""The one-command site: checks, database, web server and worker, watched until somebody stops them.

Everything runs under guards (`portal.running.supervisor`), so nothing outlives this process however it ends; everything is
checked again at the next start, so a part killed at any moment does no harm.
"""

import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from portal import env
from portal.running import orphans
from portal.running.children import Child
from portal.running.embedded_postgres import EmbeddedPostgres, PostgresProblem
from portal.running.note import Announcement, site_answers, write_note

_BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_SITE_PATIENCE = 120.0


class CannotRun(Exception):
    """The site cannot be started; the message says why and what to do next."""


class Stop(Exception):
    """Somebody asked for the end."""


class Runner:
    """Starts the parts in order, watches them and stops them in the opposite order."""

    def __init__(
        self, *, prepare: Callable[[str], Announcement], say: Callable[[str], None], stop_with_parent: bool = False
    ) -> None:
        self.var = Path(env.VAR_DIR).resolve()
        self.prepare = prepare
        self.say = say
        self.parent = os.getppid() if stop_with_parent else 0
        self.database: EmbeddedPostgres | None = None
        self.children: list[Child] = []
        self.note = self.var / "run.json"
        self._lock: int | None = None
        self._database_failures = 0
        self._database_due = 0.0
        self._stopping = False

    def run(self) -> None:
        """Runs until Ctrl-C, SIGTERM or SIGHUP; raises CannotRun when the site cannot come up."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        try:
            self._take_lock()
            self._start()
            while True:
                self._watch()
                time.sleep(0.2)
        except Stop as reason:
            self.say(f"Stopping ({reason}) …")
        finally:
            self._stopping = True  # a second Ctrl-C must not interrupt the stopping
            self._stop()

    def _asked_to_stop(self, number: int, _frame: FrameType | None) -> None:
        if not self._stopping:
            self._stopping = True
            raise Stop(signal.Signals(number).name)

    def _take_lock(self) -> None:
        self.var.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.var / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            who = os.read(lock, 200).decode(errors="replace").strip() or "another process"
            os.close(lock)
            raise CannotRun(
                f"The site already runs from {self.var} ({who}). Stop that one first, "
                "or start a second site with its own folder and port: VAR_DIR=/some/folder PORT=8001 make run"
            ) from problem
        self._lock = lock
        os.truncate(lock, 0)
        os.write(lock, f"process {os.getpid()}, http://127.0.0.1:{env.PORT}/".encode())

    def _start(self) -> None:
        self.note.unlink(missing_ok=True)
        self._end_leftovers()
        check_port(env.PORT)
        self._empty_control_folder()
        url = self._start_database()
        announcement = self.prepare(url)
        check_port(env.PORT)
        self.children = [_web(self.var), _worker(self.var)]
        for child in self.children:
            child.start()
        self._wait_for_site(announcement.base_url)
        write_note(self.note, announcement)
        for line in announcement.lines():
            self.say(line)

    def _end_leftovers(self) -> None:
        def found() -> list[int]:
            return orphans.marked(self.var)

        if found():
            self.say("Parts of an earlier start are still ending: waiting for them.")
            orphans.end(found, stop_signal=signal.SIGTERM, patience=70, all_at_once=True)

    def _empty_control_folder(self) -> None:
        """The filesystem queue's table may have been cut by a kill; the worker writes it anew."""
        for path in (self.var / "queue" / "control").glob("*.exchange"):
            path.unlink(missing_ok=True)
        for path in (self.var / "queue" / "messages").glob("*.new"):
            path.unlink(missing_ok=True)

    def _start_database(self) -> str:
        if env.DATABASE_URL:
            return ""
        self.say("Starting the database …")
        self.database = EmbeddedPostgres(self.var / "postgres", say=self.say)
        try:
            return self.database.start()
        except PostgresProblem as problem:
            raise CannotRun(str(problem)) from problem

    def _wait_for_site(self, base_url: str) -> None:
        until = time.monotonic() + _SITE_PATIENCE
        while not site_answers(base_url):
            self._watch()
            if time.monotonic() > until:
                raise CannotRun(f"The site does not answer on {base_url}. Read {self.var / 'logs' / 'web.log'}.")
            time.sleep(0.1)

    def _watch(self) -> None:
        if self.parent and os.getppid() != self.parent:
            raise Stop("the program that started it has ended")
        self._watch_database()
        for child in self.children:
            if told := child.look_after(_BACK_OFF):
                self.say(told)

    def _watch_database(self) -> None:
        if self.database is None or self.database.alive() or time.monotonic() < self._database_due:
            return
        self.say("PostgreSQL ended; starting it again.")
        self.database.stop()
        try:
            self.database.start()
            self._database_failures = 0
        except PostgresProblem as problem:
            wait = _BACK_OFF[min(self._database_failures, len(_BACK_OFF) - 1)]
            self._database_failures += 1
            self._database_due = time.monotonic() + wait
            self.say(f"{problem} Next try in {wait:g} s.")

    def _stop(self) -> None:
        if self._lock is None:
            return
        self.note.unlink(missing_ok=True)
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.wait()
        if self.database is not None:
            self.database.stop()
        os.close(self._lock)
        self._lock = None


def check_port(port: int) -> None:
    """Raises CannotRun when something listens on the port: granian itself would start beside it and share it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except PermissionError as problem:
            raise CannotRun(f"Port {port} needs more rights. Choose one above 1023: PORT=8000 make run") from problem
        except OSError as problem:
            raise CannotRun(
                f"Port {port} is taken by another program. Stop that one, or choose another port: "
                f"PORT={port + 1 if port < 65535 else 8000} make run"
            ) from problem


def _surroundings(var: Path) -> dict[str, str]:
    return os.environ | {orphans.MARK: str(var), "VAR_DIR": str(var), "PYTHONUNBUFFERED": "1"}


def _web(var: Path) -> Child:
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(env.PORT),
        "--workers",
        str(env.WEB_PROCESSES),
        "--blocking-threads",
        "16",
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        "5",
        "--no-ws",
        "portal.wsgi:application",
    ]
    return Child("The web server", command, var / "logs" / "web.log", _surroundings(var), grace=15)


def _worker(var: Path) -> Child:
    # Somebody waits for a page; nobody waits for the worker, which catches up when there is time.
    command = [
        "nice",
        sys.executable,
        "-m",
        "celery",
        "-A",
        "portal",
        "worker",
        "--pool=threads",
        "-c",
        "4",
        "-B",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "--loglevel",
        "WARNING",
    ]
    return Child("The worker", command, var / "logs" / "worker.log", _surroundings(var), grace=15)
