"""The demo site as its first start leaves it: built once for these sources, copied for every module of browser tests.

So no test meets what another module's tests did, and the modules may run side by side. A run of many tests has it built beside
them from its beginning (`built_beside`), so that none waits for it.
"""

import atexit
import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from portal.running.embedded_postgres import EmbeddedPostgres
from tests import template_database

ROOT = Path(__file__).resolve().parents[2]
PLACE = Path("/var/tmp") if os.path.isdir("/var/tmp") else Path(tempfile.gettempdir())
_PREFIX = f"portal-demo-{os.geteuid()}-"
_PATIENCE = 600  # seconds for a first start on a slow machine
_KEPT = 3


def _digest() -> str:
    """Of everything that a start reads: sources, templates, static files, texts, the lock file."""
    found = hashlib.sha256()
    for package in ("portal", "content", "learning_records", "recognition", "search", "templates", "static", "locale"):
        for path in sorted((ROOT / package).rglob("*")):
            if path.is_file() and path.suffix not in (".pyc", ".mo"):
                found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    found.update((ROOT / "uv.lock").read_bytes())
    return found.hexdigest()[:20]


def environment(folder: Path) -> dict[str, str]:
    """What a program needs to know that works on the site of this folder."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return kept | {"VAR_DIR": str(folder)}


@contextmanager
def running(folder: Path, **more: str) -> Iterator[dict]:
    """Starts `manage.py up` over this folder as people start it; gives what `run.json` says; stops it at the end.

    `more` is set in its environment beside this: with a `DATABASE_URL` it is a site without the demo.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with open(folder / "up.log", "wb") as log:
        runner = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=environment(folder)
            | {"PORT": str(port), "DEMO_PEOPLE": "0", "DEMO_COURSES": "2", "READ_AHEAD": "0"}
            | more,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    note, deadline = folder / "run.json", time.monotonic() + _PATIENCE
    try:
        while not note.exists():
            if runner.poll() is not None or time.monotonic() > deadline:
                told = (folder / "up.log").read_text(errors="replace")[-4000:]
                raise AssertionError(f"the site did not start:\n{told}")
            time.sleep(0.1)
        yield json.loads(note.read_text(encoding="utf-8"))
    finally:
        runner.send_signal(signal.SIGTERM)
        runner.wait(timeout=120)


def built() -> Path:
    """The stopped demo site of these sources, to be copied only."""
    kept = PLACE / f"{_PREFIX}{_digest()}"
    with open(PLACE / f"{_PREFIX}lock", "a", encoding="ascii") as lock:  # one builds it, the others wait
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _build(kept)
        os.utime(kept)
    return kept


def built_beside() -> None:
    """Has it built by a process of its own, which ends with this one."""
    builder = subprocess.Popen([sys.executable, "-m", __name__], cwd=ROOT, stdin=subprocess.DEVNULL)

    def end() -> None:
        builder.terminate()
        builder.wait()

    atexit.register(end)


def copy() -> Path:
    """A folder of its own with the demo site in it, not running; the caller removes it."""
    kept = built()
    folder = Path(tempfile.mkdtemp(prefix="portal-browser-", dir=PLACE))
    folder.chmod(0o755)
    subprocess.run(["cp", "-a", "--reflink=auto", f"{kept}/.", str(folder)], check=True)
    return folder


def _build(kept: Path) -> None:
    fresh = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}new-", dir=PLACE))
    fresh.chmod(0o755)
    try:
        _lay_in_tables(fresh / "postgres")
        with running(fresh):
            pass
        for name in ("lock", "up.log"):
            (fresh / name).unlink(missing_ok=True)
        fresh.rename(kept)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    found = [path for path in PLACE.glob(f"{_PREFIX}*") if path.is_dir() and "-new-" not in path.name]
    for path in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)


def _lay_in_tables(folder: Path) -> None:
    """An embedded server whose database is migrated already, as it was from nothing for all tests; all else is the start's."""
    template_database.lay_in(folder)
    server = EmbeddedPostgres(folder, durable=False)
    url = server.start()
    try:
        with psycopg.connect(url.replace("@/portal?", "@/postgres?", 1), autocommit=True) as connection:
            connection.execute("DROP DATABASE portal")
            connection.execute(f"ALTER DATABASE {template_database.NAME} RENAME TO portal")
    finally:
        server.stop()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the site that it has begun is stopped first
    built()
