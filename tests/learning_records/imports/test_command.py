"""manage.py import_statements: what can be stored is stored once, what cannot is told, a kill costs nothing."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.conf import settings as conf
from django.core.management import CommandError, call_command
from django.db import connection

from learning_records.access.issuing import revoke_key
from learning_records.imports import importer
from learning_records.imports.models import Intake, RefusedLine
from learning_records.models import Credential, Statement
from learning_records.public import VERBS, make_credential, portal_credential, record
from portal.audit.models import Entry
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db


def run(path: Path, *words: str) -> str:
    said = StringIO()
    call_command("import_statements", str(path), *words, stdout=said)
    return said.getvalue()


def without_id(number: int) -> dict:
    return {name: value for name, value in make_statement(number).items() if name != "id"}


def test_statements_are_stored_under_the_key_of_files(lines_file) -> None:
    made = [make_statement(number) for number in range(1200)]
    said = run(lines_file(made))
    assert "lines: 1200; statements: 1200 stored, 0 already there; refused: 0" in said
    order = [str(one) for one in Statement.objects.order_by("seq").values_list("statement_id", flat=True)]
    assert order == [one["id"] for one in made]
    assert set(Statement.objects.values_list("authority__ifi", flat=True)) == {f"account|{conf.IRI_BASE}|key:intake"}
    assert Entry.objects.filter(act__startswith="intake.").count() == 2


def test_running_it_again_adds_nothing_also_without_ids(lines_file) -> None:
    path = lines_file([without_id(number) for number in range(30)])
    assert "30 stored" in run(path)
    before = list(Statement.objects.values_list("statement_id", "payload").order_by("seq"))
    assert "0 stored, 30 already there; refused: 0" in run(path)
    assert "0 stored, 30 already there; refused: 0" in run(path, "--resume")
    assert list(Statement.objects.values_list("statement_id", "payload").order_by("seq")) == before


def test_bad_lines_are_told_and_the_rest_of_their_batch_is_stored(lines_file, tmp_path) -> None:
    known = make_statement(1)
    run(lines_file([known], "first.jsonl"))
    wrong_score = make_statement(2, result={"score": {"scaled": 5}})
    paper = {"usageType": "http://a.vn/u", "display": {"vi": "t"}, "contentType": "text/plain", "length": 1}
    paper["sha2"] = "0" * 64
    lines = [
        make_statement(3),
        "{not json",
        wrong_score,
        make_statement(9, id=known["id"]),
        "",
        '{"id": "x", "id": "y"}',
        "[1]",
        b'{"a": "\xff"}',
        make_statement(4, attachments=[paper]),
        known,
        make_statement(5),
    ]  # fmt: skip
    out = tmp_path / "loi.jsonl"
    said = run(lines_file(lines), "--errors", str(out))
    assert "lines: 11; statements: 2 stored, 1 already there; refused: 7" in said
    told = {one["line"]: one for one in map(json.loads, out.read_text(encoding="utf-8").splitlines())}
    assert sorted(told) == [2, 3, 4, 6, 7, 8, 9]
    assert told[3]["path"] == "statement.result.score.scaled"
    assert json.loads(told[3]["text"]) == wrong_score
    assert told[2]["text"] == "{not json"
    assert "not JSON" in told[2]["reason"]
    assert (told[4]["path"], known["id"] in told[4]["reason"]) == ("statement.id", True)
    assert "twice" in told[6]["reason"]
    assert told[8]["base64"]
    assert told[9]["path"] == "statement.attachments[0]"
    assert Statement.objects.count() == 3


def test_a_repeated_id_in_one_file_is_compared(lines_file) -> None:
    one = make_statement(1)
    said = run(lines_file([one, one, make_statement(2, id=one["id"]), make_statement(3)]))
    assert "2 stored, 1 already there; refused: 1" in said
    assert RefusedLine.objects.get().line == 3


def test_both_versions_and_the_time_another_store_had_set(lines_file) -> None:
    newer = make_statement(1, context={"contextAgents": [
        {"objectType": "contextAgent", "agent": {"mbox": "mailto:a@b.vn"}, "relevantTypes": ["https://a.vn/t"]}
    ]})  # fmt: skip
    exported = make_statement(
        2, stored="2020-05-06T07:08:09Z", version="1.0.3", authority={"objectType": "Agent", "mbox": "mailto:x@y.vn"}
    )
    named = make_statement(3, version="2.0.0")
    assert "3 stored" in run(lines_file([newer, exported, named]))
    rows = {str(row.statement_id): row for row in Statement.objects.all()}
    assert (rows[newer["id"]].version, rows[named["id"]].version) == ("2.0.0", "2.0.0")
    kept = rows[exported["id"]]
    assert kept.timestamp.isoformat() == "2020-05-06T07:08:09+00:00"
    assert kept.stored.year > 2020
    assert "mailto:x@y.vn" not in kept.payload


def test_gzip_and_a_mark_of_windows(tmp_path) -> None:
    path = tmp_path / "x.jsonl.gz"
    text = "\r\n".join(json.dumps(make_statement(number)) for number in range(700))
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + text.encode()))
    assert "700 stored, 0 already there; refused: 0" in run(path)


def test_a_file_cut_in_its_packing_keeps_what_came_before(tmp_path) -> None:
    path = tmp_path / "x.gz"
    text = "\n".join(json.dumps(make_statement(number, id=str(uuid4()))) for number in range(1500))
    path.write_bytes(gzip.compress(text.encode())[:-3000])
    with pytest.raises(CommandError, match="what came before is stored"):
        run(path)
    assert Statement.objects.count() in (500, 1000)
    assert Intake.objects.get().state == "broken"


def test_a_key_that_may_not_write_or_is_not_there(lines_file) -> None:
    reader, _secret = make_credential("Chỉ đọc", ["statements/read"])
    for key in (reader.key, "khong-co"):
        with pytest.raises(CommandError, match="no authority"):
            run(lines_file([make_statement()]), "--authority", key)
    writer, _secret = make_credential("Hệ thống cũ", ["statements/write"])
    run(lines_file([make_statement()]), "--authority", writer.key)
    assert Statement.objects.get().authority.ifi.endswith(f"key:{writer.key}")
    assert not Credential.objects.filter(key="intake").exists()


def test_what_breaks_in_a_batch_leaves_neither_rows_nor_position(lines_file, monkeypatch) -> None:
    path = lines_file([*(make_statement(number) for number in range(600)), "broken"])
    first = importer.RefusedLine.objects.bulk_create
    calls = []

    def break_once(rows):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the machine fell")
        return first(rows)

    monkeypatch.setattr(RefusedLine.objects, "bulk_create", break_once)
    with pytest.raises(RuntimeError):
        run(path)
    assert (Statement.objects.count(), Intake.objects.get().line) == (500, 500)
    said = run(path, "--resume")
    assert "going on behind line 500" in said
    assert "lines: 601; statements: 600 stored, 0 already there; refused: 1" in said


@pytest.mark.django_db(transaction=True)
def test_killed_and_resumed_nothing_is_lost_or_doubled(lines_file, tmp_path) -> None:
    """kill -9 of a real process in the middle, three times; the counts are those of a reading in one piece."""
    lines = [without_id(number) if number % 3 else "hỏng" for number in range(9000)]
    path, own = lines_file(lines), conf.DATABASES["default"]
    name = connection.settings_dict["NAME"]
    url = f"postgresql://{quote(own['USER'])}:{quote(own['PASSWORD'])}@/{name}?host={quote(own['HOST'], safe='')}"
    surroundings = os.environ | {"DATABASE_URL": url + (f"&port={own['PORT']}" if own["PORT"] else "")}
    command = [sys.executable, "manage.py", "import_statements", str(path), "--resume"]
    for goal in (500, 2500, 5000):
        process = subprocess.Popen(
            command, env=surroundings, cwd=conf.BASE_DIR, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + 60
        while not Intake.objects.filter(line__gte=goal).exists():
            assert process.poll() is None, "it was done before it could be killed"
            assert time.monotonic() < end
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
    row = Intake.objects.get()
    assert 5000 <= row.line < 9000
    assert (Statement.objects.count(), RefusedLine.objects.count()) == (row.stored, row.refused)
    assert row.stored + row.refused == row.line
    said = run(path, "--resume")
    assert "lines: 9000; statements: 6000 stored, 0 already there; refused: 3000" in said
    assert Statement.objects.count() == 6000
    assert RefusedLine.objects.count() == 3000
    assert "0 stored, 6000 already there; refused: 3000" in run(path)


def test_a_voiding_of_another_s_statement_is_a_refused_line(lines_file, tmp_path) -> None:
    (ours,) = record([make_statement(1)], portal_credential())
    own, later = make_statement(2), make_statement(3)
    voids = [
        make_statement(9, verb={"id": VERBS["voided"]}, object={"objectType": "StatementRef", "id": target})
        for target in (str(ours.statement_id), own["id"], later["id"])
    ]
    errors = tmp_path / "errors.jsonl"
    said = run(lines_file([own, *voids]), "--errors", str(errors))
    assert "3 stored, 0 already there; refused: 1" in said
    (told,) = [json.loads(line) for line in errors.read_text(encoding="utf-8").splitlines()]
    assert (told["line"], told["path"]) == (2, "statement.object.id")
    record([later], portal_credential())
    assert dict(Statement.objects.filter(statement_id__in=[ours.statement_id, own["id"], later["id"]])
                .values_list("statement_id", "voided")) == {
        ours.statement_id: False, UUID(own["id"]): True, UUID(later["id"]): False,
    }  # fmt: skip


def test_a_system_that_is_gone_still_has_old_files(lines_file) -> None:
    """The authority vouches, not a key: one that is withdrawn, or has ended, has said what it said."""
    row, _secret = make_credential("Hệ thống cũ", ["statements/write"])
    revoke_key(row.key, "hết hợp đồng")
    for name in (row.authority.name, row.authority.ifi, row.key):
        run(lines_file([make_statement()]), "--authority", name)
    assert set(Statement.objects.values_list("authority__ifi", flat=True)) == {row.authority.ifi}
    assert Statement.objects.count() == 3
