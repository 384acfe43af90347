"""A site of its own for measuring, and a bare Django view behind the same server."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.load import Target

ROOT = Path(__file__).resolve().parents[2]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _stop(program: subprocess.Popen) -> None:
    program.send_signal(signal.SIGTERM)
    program.wait(timeout=60)


@pytest.fixture(scope="session")
def store() -> Iterator[Target]:
    """The endpoint of a site as `make run` starts it."""
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-", dir="/var/tmp"))
    folder.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    with open(folder / "up.log", "wb") as log:
        site = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=kept | {"VAR_DIR": str(folder), "PORT": str(_free_port())},
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    note, deadline = folder / "run.json", time.monotonic() + 240
    while not note.exists():
        if site.poll() is not None or time.monotonic() > deadline:
            raise AssertionError((folder / "up.log").read_text(errors="replace")[-4000:])
        time.sleep(0.2)
    run = json.loads(note.read_text(encoding="utf-8"))
    yield Target(run["xapi_endpoint"], run["xapi_key"], run["xapi_secret"])
    _stop(site)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def nothing() -> Iterator[Target]:
    """A bare Django view behind granian with the site's number of workers and threads."""
    port = _free_port()
    command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "16", "--no-ws", "tests.bench.bare:application"]
    server = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _try in range(100):
        try:
            urllib.request.urlopen(address + "/", timeout=5).read()
            break
        except OSError:
            time.sleep(0.1)
    yield Target(address)
    _stop(server)
