"""A streaming replica answers readers, and never says more than it knows."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from learning_records.consumers import replica
from learning_records.public import make_credential, record
from portal.backup.programs import find
from portal.running.postgres_binaries import unprivileged
from portal.running.supervisor import start_guarded, stop_guarded
from tests.builders.statements import make_statement
from tests.learning_records.conftest import basic
from tests.portal.running.test_supervisor import until

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Replica:
    """A standby of the tests' server."""

    url: str

    def ask(self, sql: str) -> list:
        with psycopg.connect(self.url, autocommit=True) as line:
            return line.execute(sql).fetchall()

    def catch_up(self) -> None:
        """Waits until everything that is committed has arrived."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
            (now,) = cursor.fetchone()
        until(lambda: self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{now}'::pg_lsn") == [(True,)], 30)


@pytest.fixture(scope="module")
def standby(django_db_setup, django_db_blocker) -> Iterator[Replica]:
    given = settings.DATABASES["default"]
    who = unprivileged()
    with tempfile.TemporaryDirectory(prefix="portal-replica-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o777)
        data = folder / "data"
        words = [find("pg_basebackup"), "-h", given["HOST"], "-p", given["PORT"] or "5432", "-U", given["USER"]]
        subprocess.run(
            [*words, "-D", str(data), "-R", "-X", "stream", "-c", "fast"],
            env=os.environ | {"PGPASSWORD": given["PASSWORD"]}, cwd="/", check=True, capture_output=True, **who,
        )  # fmt: skip
        with open(folder / "log", "wb") as log:
            guard = start_guarded(
                [find("postgres"), "-D", str(data), "-c", f"unix_socket_directories={name}", "-c", "listen_addresses="],
                stop_signal="INT", grace=10, who=who, log=log.fileno(), env=dict(os.environ),
            )  # fmt: skip
            url = (
                f"postgresql://{given['USER']}:{quote(given['PASSWORD'])}@/{given['NAME']}?host={quote(name, safe='')}"
            )
            found = Replica(url)

            def up() -> bool:
                try:
                    return found.ask("SELECT pg_is_in_recovery()") == [(True,)]
                except psycopg.OperationalError:
                    assert guard.poll() is None, (folder / "log").read_text()
                    return False

            try:
                until(up, 30)
                yield found
            finally:
                stop_guarded(guard, 10)


@dataclass
class Reader:
    """The portal over HTTP, reading from the replica."""

    endpoint: str
    key: str

    def get(self, query: str = "") -> tuple[list[str], datetime]:
        """Ids of the newest statements, and Consistent-Through."""
        headers = {"Authorization": self.key, "X-Experience-API-Version": "1.0.3"}
        with urlopen(Request(f"{self.endpoint}/statements?{query}", headers=headers), timeout=60) as answer:
            found = json.loads(answer.read())
            through = datetime.fromisoformat(answer.headers["X-Experience-API-Consistent-Through"])
            return [one["id"] for one in found.get("statements", [found])], through


@pytest.fixture(scope="module")
def endpoint(standby: Replica) -> Iterator[str]:
    given = settings.DATABASES["default"]
    primary = (
        f"postgresql://{given['USER']}:{quote(given['PASSWORD'])}@/{given['NAME']}?host={quote(given['HOST'], safe='')}"
    )
    with tempfile.TemporaryDirectory() as var:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.learning_records.forwarding.second_portal"],
            env=os.environ | {
                "DATABASE_URL": primary, "READ_DATABASE_URL": standby.url, "VAR_DIR": var,
                "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            },
            cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            found = f"http://127.0.0.1:{process.stdout.readline().strip()}/xapi"
            urlopen(f"{found}/about", timeout=120).close()
            yield found
        finally:
            process.stdin.close()
            process.wait(20)
            process.stdout.close()


@pytest.fixture
def reader(endpoint: str) -> Reader:
    row, secret = make_credential("Phòng giáo dục", ["all"])
    return Reader(endpoint, basic(row.key, secret))


def _beat() -> datetime:
    """The primary's note, as the worker writes it every second; returns a time before it."""
    before = datetime.now(UTC)
    replica.beat()
    return before


def test_readers_are_told_the_truth_by_a_replica_that_lags(standby, reader) -> None:
    key = make_credential("Xã", ["all"])[0]
    first = make_statement(1)
    record([first], key)
    noted = _beat()
    standby.catch_up()
    ids, through = reader.get()
    assert ids == [first["id"]]
    assert through >= noted

    standby.ask("SELECT pg_wal_replay_pause()")
    try:
        until(lambda: standby.ask("SELECT pg_get_wal_replay_pause_state()") == [("paused",)], 10)
        second, stored_after = make_statement(2), datetime.now(UTC)
        record([second], key)
        _beat()
        time.sleep(0.2)
        ids, through = reader.get()
        assert ids == [first["id"]], "the replica answers, with what it has"
        assert through < stored_after, "and does not claim to know what came later"
        assert reader.get(f"statementId={second['id']}")[0] == [second["id"]], (
            "what it lacks is fetched from the primary"
        )
    finally:
        standby.ask("SELECT pg_wal_replay_resume()")
    noted = _beat()
    standby.catch_up()
    time.sleep(0.1)
    ids, through = reader.get()
    assert ids == [second["id"], first["id"]]
    assert through >= noted


def test_an_open_writer_holds_the_replicas_word_back(standby, reader) -> None:
    key = make_credential("Xã", ["all"])[0]
    given, slow = settings.DATABASES["default"], make_statement(1)
    with psycopg.connect(
        host=given["HOST"], user=given["USER"], password=given["PASSWORD"], dbname=given["NAME"]
    ) as line:
        line.execute(
            "SELECT pg_advisory_xact_lock_shared((1::bigint << 62) + last_value) FROM learning_records_statement_seq_seq"
        )
        began = datetime.now(UTC)
        record([slow], key)
        _beat()
        standby.catch_up()
        time.sleep(0.1)
        assert reader.get()[1] < began, "somebody may still store a statement of an earlier time"


def test_without_a_fresh_note_or_a_replica_the_primary_answers(standby, reader) -> None:
    key = make_credential("Xã", ["all"])[0]
    first = make_statement(1)
    record([first], key)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO learning_records_heartbeat VALUES (1, now() - interval '1 hour')")
    standby.catch_up()
    before = datetime.now(UTC)
    ids, through = reader.get()
    assert (ids, through >= before) == ([first["id"]], True)

    _beat()
    standby.catch_up()
    until(lambda: reader.get()[0] == [first["id"]], 5)
    standby.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert reader.get()[0] == [first["id"]], "a broken line to the replica is not the reader's trouble"
