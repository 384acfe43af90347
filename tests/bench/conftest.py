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
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench.load import Target

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stop(program: subprocess.Popen) -> None:
    program.send_signal(signal.SIGTERM)
    program.wait(timeout=60)


@dataclass(frozen=True)
class Site:
    """A site at work: its folder, and what it wrote into `run.json`."""

    folder: str
    run: dict

    def get(self, path: str) -> str:
        """The page at this path, as a stranger sees it."""
        with urllib.request.urlopen(self.run["base_url"] + path, timeout=60) as answer:
            return answer.read().decode()


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A site as `make run` starts it."""
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-", dir="/var/tmp"))
    folder.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    with open(folder / "up.log", "wb") as log:
        program = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=kept | {"VAR_DIR": str(folder), "PORT": str(free_port())},
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    note, deadline = folder / "run.json", time.monotonic() + 600
    while not note.exists():
        if program.poll() is not None or time.monotonic() > deadline:
            raise AssertionError((folder / "up.log").read_text(errors="replace")[-4000:])
        time.sleep(0.2)
    run = json.loads(note.read_text(encoding="utf-8"))
    yield Site(str(folder), run)
    stop(program)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def store(site: Site) -> Target:
    """The endpoint of the site."""
    return Target(site.run["xapi_endpoint"], site.run["xapi_key"], site.run["xapi_secret"])


def serve(application: str, port: int, env: dict[str, str] | None = None) -> subprocess.Popen:
    """An application behind granian with the site's number of workers and threads, once it answers."""
    command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "16", "--no-ws", application]
    server = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    for _try in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
            break
        except urllib.error.HTTPError:  # it answers
            break
        except OSError:
            time.sleep(0.1)
    return server


@pytest.fixture(scope="session")
def nothing() -> Iterator[Target]:
    """A bare Django view behind granian with the site's number of workers and threads."""
    port = free_port()
    server = serve("tests.bench.bare:application", port)
    yield Target(f"http://127.0.0.1:{port}")
    stop(server)
