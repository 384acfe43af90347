"""`manage.py up`: what it refuses, what it tells, and that the whole site survives `kill -9` of its parts."""

import fcntl
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import env
from portal.running import orphans
from portal.running.children import Child
from portal.running.note import Announcement, write_note
from tests.browser import prepared_site
from tests.portal.running.test_supervisor import until

SITE_SECONDS = 240


@pytest.fixture
def var() -> Iterator[Path]:
    """A VAR_DIR of its own that the user nobody can reach."""
    with tempfile.TemporaryDirectory(prefix="portal-up-", dir="/var/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def demo() -> Iterator[Path]:
    """A VAR_DIR with the demo as its first start left it; that start itself is seen when it is built."""
    folder = prepared_site.copy()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(var: Path, port: int) -> subprocess.Popen[bytes]:
    """Starts the site as `make run` does, in a session of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    with open(var / "up.log", "ab") as log:
        return subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=env.ROOT,
            env=kept
            | {"VAR_DIR": str(var), "PORT": str(port), "DEMO_PEOPLE": "0", "DEMO_COURSES": "2", "READ_AHEAD": "0"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def words(var: Path) -> str:
    """What the runner said so far."""
    return (var / "up.log").read_text(encoding="utf-8")


def wait_for_site(runner: subprocess.Popen[bytes], var: Path) -> dict:
    """Waits for run.json and returns what it says."""
    end = time.monotonic() + SITE_SECONDS
    while not (var / "run.json").exists():
        assert runner.poll() is None, words(var)
        assert time.monotonic() < end, words(var)
        time.sleep(0.1)
    return json.loads((var / "run.json").read_text(encoding="utf-8"))


def home(base_url: str) -> int:
    """The status of the home page, 0 when nobody answers."""
    try:
        with urllib.request.urlopen(base_url + "/", timeout=30) as answer:
            return answer.status
    except OSError:
        return 0


def test_a_taken_port_is_said_with_the_next_step(var: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = other.getsockname()[1]
        runner = start(var, port)
        assert runner.wait(timeout=60) == 1
    assert f"Port {port} is taken by another program." in words(var)
    assert "PORT=" in words(var)
    assert not (var / "postgres").exists()


def test_a_second_copy_of_the_same_folder_is_refused(var: Path) -> None:
    with open(var / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("process 1, http://127.0.0.1:8000/")
        lock.flush()
        runner = start(var, free_port())
        assert runner.wait(timeout=60) == 1
    assert "already runs from" in words(var)
    assert "process 1, http://127.0.0.1:8000/" in words(var)


def test_the_note_for_scripts_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    said = Announcement(
        "http://127.0.0.1:1", {"home": "http://127.0.0.1:1/"}, "http://127.0.0.1:1/xapi/", "key", "secret",
        {"citizen": {"username": "nguoidan", "password": "p"}},
    )  # fmt: skip
    write_note(tmp_path / "run.json", said)
    write_note(tmp_path / "run.json", said)
    assert stat.S_IMODE((tmp_path / "run.json").stat().st_mode) == 0o600
    note = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert set(note) == {"base_url", "addresses", "xapi_endpoint", "xapi_key", "xapi_secret", "signins", "pid"}
    assert any("nguoidan  p" in line for line in said.lines())


def test_a_program_that_keeps_ending_is_started_again_ever_more_slowly(tmp_path: Path) -> None:
    child = Child("The test", [sys.executable, "-c", ""], tmp_path / "logs" / "x.log", dict(os.environ), grace=1)
    child.start()
    told: list[str] = []
    while len(told) < 3:
        if line := child.look_after((0.1, 0.2, 0.3)):
            told.append(line)
        time.sleep(0.02)
    child.ask_to_stop()
    child.wait()
    assert ["in 0.1 s" in told[0], "in 0.2 s" in told[1], "in 0.3 s" in told[2]] == [True] * 3


def _kill(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def _started(var: Path, word: str) -> list[int]:
    """Processes of this site whose command names `word`, guards not counted."""
    found = []
    for pid in orphans.marked(var):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if word in command and "guard.py" not in command:
            found.append(pid)
    return found


@pytest.mark.xdist_group("site")
def test_the_site_survives_kill_9_of_each_part_and_of_itself(demo: Path) -> None:
    var, port = demo, free_port()
    runner = start(var, port)
    try:
        note = wait_for_site(runner, var)
        assert home(note["base_url"]) == 200
        assert stat.S_IMODE((var / "run.json").stat().st_mode) == 0o600
        data = var / "postgres" / "data"
        for victims in (_started(var, "granian"), _started(var, "celery"), orphans.servers_on(data)[:1]):
            assert victims, words(var)
            _kill(victims)
            until(lambda: words(var).count("again") > 0 and home(note["base_url"]) == 200, 60)
            until(lambda v=victims: not set(v) & set(orphans.marked(var)))
        until(lambda: bool(_started(var, "celery")), 30)
        os.killpg(runner.pid, signal.SIGKILL)
        runner.wait()
        again = start(var, port)
        (var / "run.json").unlink(missing_ok=True)
        try:
            second = wait_for_site(again, var)
            assert home(second["base_url"]) == 200
            assert (second["signins"], second["xapi_secret"]) == (note["signins"], note["xapi_secret"])
        finally:
            again.send_signal(signal.SIGTERM)
            again.wait(timeout=60)
        assert again.returncode == 0, words(var)
        assert not (var / "run.json").exists()
        assert orphans.marked(var) == []
        assert orphans.servers_on(data) == []
    finally:
        runner.kill()
        runner.wait()
