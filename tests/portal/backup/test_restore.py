"""What was there stays until all of the backup is there: many processes or one, broken off, refused or killed."""

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from psycopg import sql

from learning_records.public import portal_credential, record
from portal.backup.manifest import digest
from tests.builders.statements import make_statement
from tests.portal.running.test_supervisor import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files")]
_STORED = "SELECT count(*) FROM learning_records_statement"
_LIKE = """
SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider::text, datconnlimit,
  shobj_description(oid, 'pg_database'),
  ARRAY(SELECT a::text FROM unnest(datacl) a ORDER BY 1),
  ARRAY(SELECT setrole::regrole || ': ' || unnest(setconfig) FROM pg_db_role_setting WHERE setdatabase = d.oid ORDER BY 1)
FROM pg_database d WHERE datname = 'portal'
"""


@pytest.fixture(autouse=True)
def nobody_is_nudged(monkeypatch) -> None:
    """Here nothing judges."""
    monkeypatch.setattr("learning_records.ingest.record._nudge", lambda: None)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A backup of forty statements."""
    record([make_statement(number) for number in range(40)], portal_credential())
    call_command("backup", str(tmp_path / "sao-luu"), verbosity=0)
    return tmp_path / "sao-luu"


def _what_was_there(elsewhere) -> None:
    elsewhere.do("CREATE TABLE kept AS SELECT 7 AS number")


def _still_there(elsewhere) -> bool:
    found = elsewhere.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return found == [("kept",)] and elsewhere.ask("SELECT number FROM kept") == [(7,)]


def _damage(folder: Path, path: Path, part: float) -> bytes:
    """Cuts a file of the dump short, and says so in the manifest, as if it had been written like that."""
    whole, before = path.read_bytes(), digest(path)
    path.write_bytes(whole[: int(len(whole) * part)])
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace(before, digest(path)))
    return whole


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_when_it_breaks_off(elsewhere, folder, jobs) -> None:
    _what_was_there(elsewhere)
    largest = max((folder / "database").glob("*.dat.gz"), key=lambda path: path.stat().st_size)
    for path, part in ((largest, 0.5), (folder / "database" / "toc.dat", 0.2)):
        whole = _damage(folder, path, part)
        said = elsewhere.call("restore", str(folder), "--replace", "portal", "--jobs", jobs, fails=True)
        assert "pg_restore" in said
        assert _still_there(elsewhere)
        assert elsewhere.databases() == ["portal"]
        broken = digest(path)
        path.write_bytes(whole)
        manifest = folder / "manifest.json"
        manifest.write_text(manifest.read_text().replace(broken, digest(path)))
    elsewhere.call("restore", str(folder), "--replace", "portal", "--jobs", jobs)
    assert elsewhere.ask(_STORED) == [(40,)]
    assert elsewhere.databases() == ["portal"]


def test_when_the_only_process_is_killed(elsewhere, tmp_path) -> None:
    elsewhere.do("CREATE TABLE kept (number integer)")
    giver = tmp_path / "slow_giver"
    giver.write_text("#!/bin/sh\necho 'CREATE TABLE half (number integer);'\nwhile echo; do sleep 0.2; done\n")
    giver.chmod(0o755)
    pouring = "from portal.backup.programs import pour; pour(['slow_giver'], 'DROP TABLE kept')"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", pouring],
        env=elsewhere.surroundings(PATH=f"{tmp_path}:{os.environ['PATH']}"), cwd=settings.BASE_DIR,
    )  # fmt: skip
    psql = "FROM pg_stat_activity WHERE application_name = 'psql'"
    try:
        until(
            lambda: (
                elsewhere.ask(f"SELECT state, starts_with(query, 'CREATE') {psql}") == [("idle in transaction", True)]
            ),
            60,
        )
    finally:
        process.kill()
        process.wait()
    until(lambda: elsewhere.ask(f"SELECT 1 {psql}") == [], 30)
    assert elsewhere.ask("SELECT to_regclass('kept')::text, to_regclass('half')::text") == [("kept", None)]


def _half_filled(elsewhere) -> str:
    """The name of the database beside it, once it has tables."""
    for name in elsewhere.databases():
        if name.startswith("portal~restoring~"):
            with elsewhere.at(name) as line:
                if line.execute("SELECT to_regclass('learning_records_statement')").fetchone() != (None,):
                    return name
    return ""


def _restoring(folder: Path) -> list[str]:
    """The processes of pg_restore that read this backup."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended by now
            words = path.read_bytes()
            if words.split(b"\0")[0].endswith(b"pg_restore") and os.fsencode(folder) in words:
                found.append(path.parent.name)
    return found


def test_when_it_is_killed_among_many_processes(elsewhere, folder) -> None:
    _what_was_there(elsewhere)
    words = [sys.executable, "manage.py", "restore", str(folder), "--replace", "portal", "--jobs", "3"]
    process = subprocess.Popen(
        words, env=elsewhere.surroundings(), cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until(lambda: _half_filled(elsewhere) or process.poll() is not None, 120)
        left = _half_filled(elsewhere)
        with elsewhere.at(left) as line:
            line.execute("BEGIN")
            line.execute("LOCK TABLE public.learning_records_statement")  # from here on nobody gets to the end
            assert _restoring(folder)
            process.kill()
            assert process.wait() == -9, "it was still at work"
            until(lambda: not _restoring(folder), 30)  # what worked for it has ended with it
    finally:
        process.kill()
        process.wait()
    assert _still_there(elsewhere)

    with elsewhere.at("postgres") as line:  # as if another had been killed between its two last steps
        line.execute('CREATE DATABASE "portal~replaced~0123abcd"')
        line.execute('CREATE DATABASE "portal~other"')
    try:
        said = elsewhere.call("restore", str(folder), "--replace", "portal", "--jobs", "3")
        assert left in said
        assert "portal~replaced~0123abcd" in said
        assert elsewhere.databases() == ["portal", "portal~other"]
    finally:
        elsewhere.do('DROP DATABASE "portal~other"')
    assert elsewhere.ask(_STORED) == [(40,)]
    assert elsewhere.ask("SELECT to_regclass('kept')") == [(None,)]


def test_what_was_set_for_the_database_stays(elsewhere, folder) -> None:
    elsewhere.do("DROP ROLE IF EXISTS reader")
    elsewhere.do("CREATE ROLE reader")
    for what in (
        """DATABASE portal SET search_path TO "$user", public, 'o''ther, "one"'""",
        "DATABASE portal SET datestyle TO 'ISO, DMY'",
        "DATABASE portal SET portal.place = 'Đồng Tháp'",
        "DATABASE portal CONNECTION LIMIT 77",
        "ROLE portal IN DATABASE portal SET work_mem = '9MB'",
        "ROLE reader IN DATABASE portal SET statement_timeout = '5s'",
    ):
        elsewhere.do(f"ALTER {what}")
    elsewhere.do("COMMENT ON DATABASE portal IS 'Cổng học tập'")
    elsewhere.do("REVOKE ALL ON DATABASE portal FROM PUBLIC")
    elsewhere.do("GRANT CONNECT ON DATABASE portal TO reader WITH GRANT OPTION")
    before, (number,) = elsewhere.ask(_LIKE), elsewhere.ask("SELECT oid FROM pg_database WHERE datname = 'portal'")
    assert len(before[0][-1]) == 5
    elsewhere.call("restore", str(folder), "--jobs", "2")
    assert elsewhere.ask(_LIKE) == before
    assert elsewhere.ask("SELECT oid FROM pg_database WHERE datname = 'portal'") != [number], "it is another database"
    assert elsewhere.ask("SELECT current_setting('work_mem')") == [("9MB",)]


def test_a_role_that_may_not_make_databases(elsewhere, folder) -> None:
    elsewhere.do("CREATE ROLE plain LOGIN PASSWORD 'plain'")
    elsewhere.do("CREATE DATABASE plain OWNER plain")
    host = elsewhere.url.split("@", 1)[1].replace("/portal?", "/plain?", 1)
    there = replace(elsewhere, url=f"postgresql://plain:plain@{host}")
    try:
        there.do("CREATE TABLE kept AS SELECT 7 AS number")
        (number,) = there.ask("SELECT oid FROM pg_database WHERE datname = 'plain'")
        with elsewhere.at("plain"):  # of another role's connection this one is told little
            refused = there.call("restore", str(folder), "--replace", "plain", "--jobs", "3", fails=True)
        assert "Có 1 kết nối khác" in refused
        said = there.call("restore", str(folder), "--replace", "plain", "--jobs", "3")
        assert [line for line in said.splitlines() if "CREATEDB" in line] == [
            "Vai trò plain không có quyền tạo cơ sở dữ liệu (CREATEDB): một tiến trình nạp lại cơ sở dữ liệu này, "
            "trong một giao dịch."
        ]
        assert there.ask(_STORED) == [(40,)]
        assert there.ask("SELECT oid FROM pg_database WHERE datname = 'plain'") == [number], "it is the same database"
    finally:
        elsewhere.do("DROP DATABASE plain")
        elsewhere.do("DROP ROLE plain")


def test_a_database_with_a_long_and_unusual_name(elsewhere, folder) -> None:
    name = """cổng 'học tập' = "xã Tân Thạnh" \\ Đồng Tháp"""
    assert 40 < len(name.encode()) < 64
    elsewhere.do(f"CREATE DATABASE {sql.Identifier(name).as_string()}")
    there = replace(elsewhere, url=elsewhere.url.replace("@/portal?", f"@/{quote(name, safe='')}?", 1))
    try:
        there.do("CREATE TABLE kept AS SELECT 7 AS number")
        there.call("restore", str(folder), "--replace", name, "--jobs", "2")
        assert there.ask(_STORED) == [(40,)]
        assert elsewhere.databases() == sorted(["portal", name])
    finally:
        elsewhere.do(f"DROP DATABASE {sql.Identifier(name).as_string()}")


def test_what_else_lies_in_the_database_stays(elsewhere, folder) -> None:
    elsewhere.do("CREATE SCHEMA of_others")
    elsewhere.do("CREATE TABLE of_others.kept AS SELECT 7 AS number")
    assert "of_others" in elsewhere.call("restore", str(folder), "--replace", "portal", "--jobs", "3")
    assert elsewhere.ask(_STORED) == [(40,)]
    assert elsewhere.ask("SELECT number FROM of_others.kept") == [(7,)]


def test_whoever_comes_meanwhile_can_read_and_writes_nothing_that_is_lost(elsewhere, folder, monkeypatch) -> None:
    from portal.backup import restoring

    _what_was_there(elsewhere)
    met, really = [], restoring.run

    def run(name: str, *given: object) -> None:
        really(name, *given)
        if name == "vacuumdb":
            line = psycopg.connect(elsewhere.url, autocommit=True)
            met.append(line)
            assert line.execute("SELECT number FROM kept").fetchall() == [(7,)]
            line.execute("SET lock_timeout = '100ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                line.execute("INSERT INTO kept VALUES (8)")

    monkeypatch.setattr(restoring, "run", run)
    said = elsewhere.call("restore", str(folder), "--replace", "portal", "--jobs", "2", fails=True)
    met[0].close()
    assert "Hãy dừng trang web trước" in said
    assert _still_there(elsewhere)
    assert elsewhere.databases() == ["portal"]


def test_it_is_proved_before_it_takes_the_name(elsewhere, folder, monkeypatch) -> None:
    _what_was_there(elsewhere)
    manifest = folder / "manifest.json"
    whole = manifest.read_text()
    manifest.write_text(whole.replace('"learning_records_statement": 40', '"learning_records_statement": 41'))
    said = elsewhere.call("restore", str(folder), "--replace", "portal", "--jobs", "2", fails=True)
    assert "có 41 dòng trong bản sao lưu nhưng nay có 40 dòng. Chưa có gì trong cơ sở dữ liệu bị thay đổi." in said
    assert _still_there(elsewhere)
    manifest.write_text(whole)

    def breaks(_digests: set[str]) -> int:
        raise CommandError("broken off while people are forgotten again")

    monkeypatch.setattr("portal.backup.restoring.replay_erasures", breaks)
    assert "forgotten again" in elsewhere.call("restore", str(folder), "--replace", "portal", "--jobs", "2", fails=True)
    assert _still_there(elsewhere)
    assert elsewhere.databases() == ["portal"]


@pytest.mark.parametrize("number", ["0", "65", "-1", "hai", "²"])
def test_a_number_of_jobs_that_is_none(tmp_path, number) -> None:
    with pytest.raises(CommandError, match="không phải số từ 1 đến 64"):
        call_command("backup", str(tmp_path / "sao-luu"), f"--jobs={number}")
