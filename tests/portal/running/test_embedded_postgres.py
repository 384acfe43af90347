"""The embedded server: its password, what it does after `kill -9` of each of its parts, and who may start it."""

import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from portal import env
from portal.running import orphans
from portal.running.embedded_postgres import EmbeddedPostgres, PostgresProblem
from tests.portal.running.test_supervisor import gone, until


@pytest.fixture
def place() -> Iterator[Path]:
    """A short path that the user nobody can reach (pytest's own folders are closed to others)."""
    with tempfile.TemporaryDirectory(prefix="portal-pg-", dir="/var/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name) / "postgres"


def _server(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split()[0])


def test_it_asks_for_a_password_listens_on_no_port_and_keeps_its_address(place: Path) -> None:
    server = EmbeddedPostgres(place, durable=False)
    url = server.start()
    try:
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            assert connection.execute("SHOW password_encryption").fetchone() == ("scram-sha-256",)
        with pytest.raises(psycopg.OperationalError, match="no password supplied|password authentication failed"):
            psycopg.connect(url.replace(url.split(":")[2].split("@")[0], "wrong"))
        for name in ("url", "password"):
            assert stat.S_IMODE((place / name).stat().st_mode) == 0o600
    finally:
        server.stop()
    assert not orphans.servers_on(server.data)
    again = EmbeddedPostgres(place, durable=False)
    try:
        assert again.start() == url
    finally:
        again.stop()


def test_a_committed_row_survives_kill_9_of_the_server(place: Path) -> None:
    server = EmbeddedPostgres(place)  # durable, as the site has it
    url = server.start()
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        os.kill(_server(server.data), signal.SIGKILL)
        until(lambda: not server.alive())
        server.stop()
        server.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    finally:
        server.stop()


def _starter(place: Path, ready: Path) -> subprocess.Popen[bytes]:
    program = (
        "import time; from pathlib import Path; from portal.running.embedded_postgres import EmbeddedPostgres\n"
        f"EmbeddedPostgres(Path({str(place)!r}), durable=False).start(); Path({str(ready)!r}).touch(); time.sleep(600)"
    )
    starter = subprocess.Popen([sys.executable, "-c", program], cwd=env.ROOT)
    until(ready.exists, 60)
    return starter


def test_the_server_ends_with_a_starter_that_is_killed(place: Path, tmp_path: Path) -> None:
    starter = _starter(place, tmp_path / "ready")
    pid = _server(place / "data")
    starter.kill()
    starter.wait()
    until(lambda: gone(pid))


def test_a_server_left_alone_by_all_is_recognised_and_stopped_before_a_new_one_starts(
    place: Path, tmp_path: Path
) -> None:
    starter = _starter(place, tmp_path / "ready")
    pid = _server(place / "data")
    guard = next(p for p in orphans.marked(place.parent) if p != starter.pid)
    os.kill(pid, signal.SIGSTOP)  # it cannot react to the death of its guard yet
    os.kill(guard, signal.SIGKILL)
    starter.kill()
    starter.wait()
    os.kill(pid, signal.SIGCONT)
    told: list[str] = []
    server = EmbeddedPostgres(place, durable=False, say=told.append)
    try:
        server.start()
        assert gone(pid)
        assert _server(server.data) != pid
    finally:
        server.stop()


def test_a_pid_file_that_names_a_stranger_does_not_keep_the_server_down(place: Path) -> None:
    server = EmbeddedPostgres(place, durable=False)
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getppid()}\n{server.data}\n0\n5432\n{place}\n\n")
    try:
        server.start()
    finally:
        server.stop()


def test_a_second_starter_is_refused_with_a_next_step(place: Path) -> None:
    server = EmbeddedPostgres(place, durable=False)
    server.start()
    try:
        with pytest.raises(PostgresProblem, match="Another process already runs the database .* VAR_DIR"):
            EmbeddedPostgres(place, durable=False).start()
        assert server.alive()
    finally:
        server.stop()


def test_a_lost_password_is_said_plainly(place: Path) -> None:
    server = EmbeddedPostgres(place, durable=False)
    server.start()
    server.stop()
    (place / "password").write_text("something else", encoding="ascii")
    with pytest.raises(PostgresProblem, match="password in .* does not open the database"):
        EmbeddedPostgres(place, durable=False).start()


def test_an_initdb_that_was_killed_half_way_is_begun_again(place: Path) -> None:
    half = place / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(place, durable=False)
    try:
        server.start()
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs the user nobody")
def test_data_go_under_var_tmp_when_nobody_cannot_reach_the_folder(place: Path) -> None:
    place.parent.chmod(0o700)
    told: list[str] = []
    server = EmbeddedPostgres(place, durable=False, say=told.append)
    try:
        url = server.start()
        assert server.data.is_relative_to("/var/tmp")
        assert not server.data.is_relative_to(place)
        assert "nobody cannot reach" in told[0]
        assert (place / "url").read_text() == url
    finally:
        server.stop()
        subprocess.run(["rm", "-rf", str(server.folder.parent)], check=True)


def test_a_socket_is_possible_under_a_very_long_path(place: Path) -> None:
    long = place.parent / ("x" * 60) / ("y" * 60)
    server = EmbeddedPostgres(long, durable=False)
    try:
        with psycopg.connect(server.start()) as connection, socket.socket():
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
