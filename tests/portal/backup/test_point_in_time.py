"""Back to a moment: what docs/operations.md tells to type brings back what stood then, and everything goes on from there."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.conf import settings

from learning_records.public import portal_credential, record
from portal.backup.programs import find
from portal.people.models import PersonalRecord
from portal.people.public import everyone, forget, full_name
from portal.running.embedded_postgres import EmbeddedPostgres
from portal.running.postgres_binaries import unprivileged
from recognition.evidence.judging import judge_next
from tests import template_database
from tests.builders.people import make_commune, make_learner
from tests.builders.recognition import citizen_set, learner, statement
from tests.portal.backup.conftest import Elsewhere
from tests.portal.running.test_supervisor import until

pytestmark = pytest.mark.django_db(transaction=True)
_B1 = ("indicators/cong_dan_hoc_tap/B1",)
_STORED = "SELECT statement_id::text FROM learning_records_statement ORDER BY seq"
_JUDGED = "SELECT statement_id::text FROM recognition_evidence WHERE rule_id = 'b1-lessons' ORDER BY 1"


def _as_told(name: str) -> str:
    """What docs/operations.md says to write for this setting."""
    text = (settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"^{name} = (.*)$", text, re.MULTILINE)
    return found.replace("/archive/wal", "ARCHIVE")


def _set(data: Path, archive: Path, **values: str) -> None:
    with open(data / "postgresql.conf", "a", encoding="utf-8") as file:
        file.writelines(f"{name} = {value.replace('ARCHIVE', str(archive))}\n" for name, value in values.items())


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the server's user can write to."""
    with tempfile.TemporaryDirectory(prefix="portal-moment-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "wal").mkdir()
        if who := unprivileged():
            shutil.chown(folder / "wal", **who)
            shutil.chown(folder, **who)
        yield folder


@pytest.fixture
def archiving(place) -> Iterator[Elsewhere]:
    """A server whose log is archived, with the portal's tables."""
    template_database.lay_in(place / "postgres")
    told = {name: _as_told(name) for name in ("archive_mode", "archive_command")}
    _set(place / "postgres" / "data", place / "wal", **told)
    server = EmbeddedPostgres(place / "postgres", durable=False)
    found = Elsewhere(place, server.start())
    try:
        found.migrate()
        yield found
    finally:
        server.stop()


def _copy(of: Elsewhere, to: Path) -> None:
    """The base backup, as docs/operations.md says to make it."""
    parts = urlsplit(of.url)
    environment = os.environ | {
        "PGHOST": parse_qs(parts.query)["host"][0], "PGUSER": parts.username, "PGPASSWORD": unquote(parts.password),
    }  # fmt: skip
    words = [find("pg_basebackup"), "--pgdata", str(to), "--checkpoint=fast", "--wal-method=stream"]
    subprocess.run(words, env=environment, cwd="/", check=True, capture_output=True, **unprivileged())


def _archived(of: Elsewhere) -> None:
    """Waits until everything until now lies in the archive."""
    ((name,),) = of.ask("SELECT pg_walfile_name(pg_switch_wal())")
    until(lambda: (of.folder / "wal" / name).exists(), 30)


def _rescue(of: Elsewhere, to: Path) -> None:
    """Copies what is not archived yet from the log of the server that is given up."""
    of.do("CHECKPOINT")  # this server writes late; one that is durable has written
    loose = [
        path
        for path in (of.folder / "postgres" / "data" / "pg_wal").glob("0*")
        if not (of.folder / "wal" / path.name).exists()
    ]
    assert loose
    for path in loose:
        shutil.copy2(path, to / "pg_wal" / path.name)
        if who := unprivileged():
            shutil.chown(to / "pg_wal" / path.name, **who)


@pytest.fixture
def recovered(place) -> Iterator[EmbeddedPostgres]:
    """A second server, over files that the test puts there; not started yet."""
    server = EmbeddedPostgres(place / "again", durable=False)
    (place / "again").mkdir()
    if who := unprivileged():
        shutil.chown(place / "again", **who)
    yield server
    server.stop()


def test_back_to_a_moment(archiving, place, recovered) -> None:
    with archiving.in_this_process():
        row, person, key = citizen_set(), learner(), portal_credential()
        commune = make_commune()
        gone, stays = make_learner(commune, "Nguyễn Thị Hoa"), make_learner(commune, "Trần Văn Bình")
        earliest, before, after = ([statement(person.pk, category=_B1) for _ in range(3)] for _ in range(3))
        record(earliest, key)
    _copy(archiving, place / "again" / "data")
    with archiving.in_this_process():
        record(before, key)
        _archived(archiving)
        assert judge_next(row, 2) == 2, "the consumer stands in the middle"
        ((moment,),) = archiving.ask("SELECT clock_timestamp()::text")
        record(after, key)
        while judge_next(row, 100) is not None:
            pass
        forget(gone, by=gone.user)
    assert len(archiving.ask(_STORED)) == 9
    assert len(archiving.ask(_JUDGED)) == 9
    _rescue(archiving, place / "again" / "data")

    shutil.copy2(place / "postgres" / "password", place / "again" / "password")
    _set(
        place / "again" / "data", place / "wal", restore_command=_as_told("restore_command"),
        recovery_target_time=f"'{moment}'", recovery_target_action=_as_told("recovery_target_action"), archive_mode="off",
    )  # fmt: skip
    (place / "again" / "data" / "recovery.signal").touch()
    there = Elsewhere(place, recovered.start())  # the same folder of files, keys and erasures
    until(lambda: there.ask("SELECT pg_is_in_recovery()") == [(False,)], 30)

    assert there.ask(_STORED) == [(one["id"],) for one in (*earliest, *before)], (
        "what came after the moment is not there"
    )
    assert there.ask(_JUDGED) == sorted((one["id"],) for one in earliest[:2])
    with there.in_this_process(), everyone("a test reads names"):
        assert {full_name(one) for one in PersonalRecord.objects.all()} >= {"Nguyễn Thị Hoa", "Trần Văn Bình"}
    assert "1 người" in there.call("replay_erasures")
    with there.in_this_process(), everyone("a test reads names"):
        names = {full_name(one) for one in PersonalRecord.objects.all()}
    assert "Trần Văn Bình" in names
    assert "Nguyễn Thị Hoa" not in names
    assert there.ask("SELECT count(*) FROM people_datakey WHERE holder = %s", f"learner:{gone.pk}") == [(0,)]
    assert there.ask("SELECT count(*) FROM people_datakey WHERE holder = %s", f"learner:{stays.pk}") == [(1,)]

    with there.in_this_process():
        later = statement(person.pk, category=_B1)
        record([later, after[0]], portal_credential())
    assert "6 statements read" in there.call("catch_up"), "four of before, two of now"
    assert there.ask(_JUDGED) == sorted((one["id"],) for one in (*earliest, *before, later, after[0]))
    assert there.ask("SELECT count(*) = count(DISTINCT seq) FROM learning_records_statement") == [(True,)]
    assert "whole" in there.call("check_audit")
