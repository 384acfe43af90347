"""A backup is whole or is not there; what comes back is the same, and every consumer goes on where it stood."""

import json
import subprocess
import threading
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from learning_records.ingest.attachments import Inbox, path_of
from learning_records.models import Statement
from learning_records.public import portal_credential, record
from portal.backup.programs import find
from portal.people.keys import key_of
from portal.people.models import PersonalRecord
from portal.people.public import everyone, forget, full_name
from recognition.evidence.judging import judge_next
from tests.builders.people import make_commune, make_learner
from tests.builders.recognition import citizen_set, learner, statement
from tests.builders.statements import make_statement

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files")]
B1 = ("indicators/cong_dan_hoc_tap/B1",)
_JUDGED = "SELECT statement_id::text FROM recognition_evidence WHERE rule_id = 'b1-lessons' ORDER BY 1"


@pytest.fixture(autouse=True)
def nobody_is_nudged(monkeypatch) -> None:
    """Here the loop runs only when the test says so."""
    monkeypatch.setattr("learning_records.ingest.record._nudge", lambda: None)


def _backup(folder: Path) -> Path:
    call_command("backup", str(folder), verbosity=0)
    return folder


def test_a_consumer_goes_on_where_it_stood(elsewhere, tmp_path, settings) -> None:
    row, person, key = citizen_set(), learner(), portal_credential()
    made = [statement(person.pk, category=B1) for _ in range(7)]
    with Inbox() as inbox:
        sha2 = inbox.put("Giấy khen".encode())
        about = {"usageType": "http://a.vn/u", "display": {"vi": "t"}, "contentType": "text/plain", "length": 12}
        record([made[0] | {"attachments": [about | {"sha2": sha2}]}], key, parts=inbox.parts())
    record(made[1:], key)
    (settings.MEDIA_ROOT / "anh").mkdir()
    (settings.MEDIA_ROOT / "anh" / "sen.webp").write_bytes(b"sen")
    while (judged := judge_next(row, 3)) == 0:
        pass  # numbers of other tests' statements, a stretch at a time
    assert judged == 3, "the consumer stands in the middle"

    # A writer is at work while the backup is made: what it stores is not in it, and its numbers stay empty.
    inside, go_on, late = threading.Event(), threading.Event(), statement(person.pk, category=B1)

    def write() -> None:
        try:
            with transaction.atomic():
                record([late], key)
                inside.set()
                go_on.wait(60)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    inside.wait(10)
    folder = _backup(tmp_path / "sao-luu")
    go_on.set()
    writer.join()
    assert Statement.objects.count() == 8

    said = elsewhere.call("restore", str(folder))
    assert "7 bản ghi, 2 tệp" in said
    assert elsewhere.ask(_JUDGED) == sorted((one["id"],) for one in made[:3])
    assert "4 statements read" in elsewhere.call("catch_up")
    assert elsewhere.ask(_JUDGED) == sorted((one["id"],) for one in made)
    there = elsewhere.folder / "var"
    assert (there / "private" / path_of(sha2).relative_to(settings.PRIVATE_ROOT)).read_text() == "Giấy khen"
    assert (there / "media" / "anh" / "sen.webp").read_bytes() == b"sen"

    # Life goes on there: numbers follow, nothing new hides behind the cursor, nothing old is judged again.
    more = tmp_path / "more.jsonl"
    more.write_text("".join(json.dumps(one) + "\n" for one in [late, *made[5:], statement(person.pk, category=B1)]))
    elsewhere.call("import_statements", str(more), "--authority", "portal")
    with psycopg.connect(elsewhere.url.replace("@/portal?", "@/postgres?", 1)) as neighbour:
        neighbour.execute("CREATE TEMP TABLE held AS SELECT pg_current_xact_id()")  # open, in another database
        assert "2 statements read" in elsewhere.call("catch_up")
    ((statements, judged, twice),) = elsewhere.ask(
        "SELECT (SELECT count(*) FROM learning_records_statement), count(DISTINCT statement_id), "
        "count(*) - count(DISTINCT statement_id) FROM recognition_evidence WHERE rule_id = 'b1-lessons'"
    )
    assert (statements, judged, twice) == (9, 9, 0)
    assert "whole" in elsewhere.call("check_audit")


def test_it_never_overwrites(elsewhere, tmp_path) -> None:
    record([make_statement()], portal_credential())
    folder = _backup(tmp_path / "sao-luu")
    with pytest.raises(CommandError, match="đã có"):
        _backup(folder)
    elsewhere.call("restore", str(folder))
    before = elsewhere.ask("SELECT statement_id FROM learning_records_statement")
    assert "đang có dữ liệu" in elsewhere.call("restore", str(folder), fails=True)
    assert "tên là portal" in elsewhere.call("restore", str(folder), "--replace", "khac", fails=True)
    assert elsewhere.ask("SELECT statement_id FROM learning_records_statement") == before
    elsewhere.call("restore", str(folder), "--replace", "portal")
    assert elsewhere.ask("SELECT statement_id FROM learning_records_statement") == before


def test_what_does_not_fit_is_said_before_anything_changes(elsewhere, tmp_path, settings) -> None:
    (settings.PRIVATE_ROOT / "evidence").mkdir()
    (settings.PRIVATE_ROOT / "evidence" / "a.jpg").write_bytes(b"anh")
    folder = _backup(tmp_path / "sao-luu")
    other = {"NAMES_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}
    assert "một NAMES_KEY khác" in elsewhere.call("restore", str(folder), fails=True, **other)
    assert "IRI_BASE" in elsewhere.call("restore", str(folder), fails=True, IRI_BASE="https://khac.example.vn")
    assert "không phải bản sao lưu" in elsewhere.call("restore", str(tmp_path), fails=True)

    manifest = folder / "manifest.json"
    whole = manifest.read_text()
    manifest.write_text(whole.replace('"learning_records.0001_initial"', '"learning_records.9999_later"'))
    assert "phiên bản mới hơn" in elsewhere.call("restore", str(folder), fails=True)
    manifest.write_text(whole)
    (folder / "private" / "evidence" / "a.jpg").write_bytes(b"khac")
    assert "a.jpg không còn giống lúc sao lưu" in elsewhere.call("restore", str(folder), fails=True)
    (folder / "private" / "evidence" / "a.jpg").unlink()
    assert "thiếu tệp private/evidence/a.jpg" in elsewhere.call("restore", str(folder), fails=True)
    manifest.write_text(whole.replace('"format": 3', '"format": 2'))
    assert "định dạng 2; chương trình này đọc định dạng 3" in elsewhere.call("restore", str(folder), fails=True)
    assert elsewhere.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_half_a_backup_has_no_name(tmp_path, monkeypatch) -> None:
    def breaks(*_given: object) -> str:
        raise OSError("no space left on device")

    monkeypatch.setattr("portal.backup.making.digests", breaks)
    with pytest.raises(CommandError, match="no space"):
        _backup(tmp_path / "sao-luu")
    assert list(tmp_path.glob("sao-luu*")) == []


def test_the_keys_are_not_in_it(tmp_path, settings) -> None:
    record([make_statement()], portal_credential())
    folder = _backup(tmp_path / "sao-luu")
    assert folder.stat().st_mode & 0o077 == 0
    for path in folder.rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0, path
            found = path.read_bytes()
            assert settings.NAMES_KEY.encode() not in found
            assert settings.SECRET_KEY.encode() not in found


def test_data_keys_lie_apart_and_the_newest_open_an_older_backup(elsewhere, tmp_path, settings) -> None:
    """Somebody forgotten after a backup stays forgotten when that backup is brought back."""
    settings.VAR_DIR = tmp_path / "var"
    commune = make_commune()
    gone, stays = make_learner(commune, "Nguyễn Thị Hoa"), make_learner(commune, "Trần Văn Bình")
    old = _backup(tmp_path / "cu")
    old_keys = tmp_path / "cu.keys"
    assert old_keys.stat().st_mode & 0o077 == 0
    assert key_of(f"learner:{gone.pk}").pk.hex[:8] in old_keys.read_text()
    listed = subprocess.run(
        [find("pg_restore"), "--data-only", "--file=-", str(old / "database")], capture_output=True, check=True
    ).stdout.decode()
    assert str(gone.pk) in listed
    assert "COPY public.people_datakey" not in listed

    forget(gone, by=gone.user)
    new_keys = tmp_path / "xa" / "khoa"
    new_keys.parent.mkdir()
    call_command("backup", str(tmp_path / "moi"), "--keys", str(new_keys), verbosity=0)
    assert "cũ hơn" in elsewhere.call("restore", str(tmp_path / "moi"), "--keys", str(old_keys), fails=True)
    assert "Thiếu tệp khóa" in elsewhere.call("restore", str(old), "--keys", str(tmp_path / "khac"), fails=True)
    assert elsewhere.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]

    elsewhere.call("restore", str(old), "--keys", str(new_keys))
    assert elsewhere.ask("SELECT learner_id FROM people_personalrecord") == [(stays.pk,)]
    assert elsewhere.ask("SELECT count(*) FROM people_datakey WHERE holder = %s", f"learner:{gone.pk}") == [(0,)]
    assert elsewhere.ask("SELECT count(*) FROM people_signinname") == [(1,)]
    assert "whole" in elsewhere.call("check_audit")
    elsewhere.call("check", "--database", "default")
    # With the keys of that time the row is there, and the list says who is to be forgotten again.
    (elsewhere.folder / "var" / "keys" / "erasures").unlink()
    elsewhere.call("restore", str(old), "--replace", "portal")
    assert elsewhere.ask("SELECT learner_id FROM people_personalrecord") == [(stays.pk,)]
    with elsewhere.in_this_process(), everyone("a test reads names"):
        assert [full_name(row) for row in PersonalRecord.objects.all()] == ["Trần Văn Bình"]


def test_the_embedded_database_is_started_for_it(elsewhere, tmp_path) -> None:
    record([make_statement(number) for number in range(3)], portal_credential())
    folder = _backup(tmp_path / "sao-luu")
    laptop = {"DATABASE_URL": "", "VAR_DIR": str(elsewhere.folder / "laptop")}
    assert "3 bản ghi" in elsewhere.manage("restore", str(folder), **laptop)
    assert "3 bản ghi" in elsewhere.manage("backup", str(tmp_path / "lai"), **laptop)


def test_a_site_at_work_is_not_replaced(elsewhere, tmp_path) -> None:
    folder = _backup(tmp_path / "sao-luu")
    with psycopg.connect(elsewhere.url):
        assert "Hãy dừng trang web trước" in elsewhere.call("restore", str(folder), fails=True)
