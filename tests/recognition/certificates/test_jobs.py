"""All certificates of a decision in one file: pressed twice, killed in the middle, ended meanwhile; whole or not at all."""

import io
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pypdfium2 as pdfium
import pytest
from django.conf import settings as site
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from portal.people.public import everyone
from recognition.certificates import jobs
from recognition.certificates.about import about_of
from recognition.certificates.issuing import issue_all
from recognition.certificates.sheet import pdf
from recognition.decisions import signing
from recognition.models import Certificate, Decision, PrintJob
from recognition.refusals import Refused
from recognition.tasks import print_sheets
from tests.builders.cases import WHY, Village
from tests.builders.decisions import revoked
from tests.builders.people import signed_in

MANY, BATCH = (5000, jobs.BATCH) if os.environ.get("SOAK") else (12, 3)


@pytest.fixture(autouse=True)
def printed(settings, tmp_path) -> Path:
    settings.PRINTED_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def decision(village: Village) -> Decision:
    with everyone(WHY):
        cases = [village.confirmed(name) for name in ("Lê Thị Đào", "Võ Văn Ổi")]
        return signing.sign(cases, village.body, "128/QĐ-UBND", timezone.localdate(), village.signer)


def many(decision: Decision, by) -> None:
    """More certificates of one line than the acts would give: the printing asks only which hold."""
    with everyone(WHY), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE recognition_certificate DISABLE TRIGGER one_valid_certificate"
        )
        cursor.execute("DROP INDEX one_valid_certificate_a_line")
        line = decision.lines.first()
        about = about_of(line.certificates.get())
        issue_all([line] * (MANY - 2), by=by, abouts=[about] * (MANY - 2))


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_asked_for_twice_made_once_and_the_same_bytes(village: Village, decision: Decision, kind: str) -> None:
    row = jobs.ask(decision, kind, by=village.signer)
    assert jobs.ask(decision, kind, by=village.officer) == row
    assert print_sheets(30) == 1
    row.refresh_from_db()
    assert (row.state, row.done, row.total) == ("done", 2, 2)
    made = jobs.file_of(row).read_bytes()
    assert (len(made), [one.name for one in jobs.file_of(row).parent.iterdir()]) == (row.size, [f"whole.{kind}"])
    assert jobs.ask(decision, kind, by=village.signer) == row
    if kind == "zip":
        with everyone(WHY), ZipFile(io.BytesIO(made)) as packed:
            for one in Certificate.objects.select_related("line__decision"):
                assert packed.read(f"{one.register_code}.pdf") == pdf(one)
    else:
        texts = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
        assert ["Lê Thị Đào" in texts[0], "Võ Văn Ổi" in texts[1]] == [True, True]
        with everyone(WHY):
            codes = list(Certificate.objects.order_by("pk").values_list("register_code", flat=True))
        assert [code in text for code, text in zip(codes, texts, strict=True)] == [True, True]


@pytest.mark.parametrize("lost", [False, True])
def test_killed_between_a_part_and_its_position_it_goes_on_and_nothing_is_twice(
    village: Village, decision: Decision, monkeypatch, lost: bool
) -> None:
    many(decision, village.signer)
    row = jobs.ask(decision, "pdf", by=village.signer)
    for _batch in range(max(MANY // BATCH // 2, 1)):  # half of it is made
        assert jobs.go_on(row, BATCH)
    made = row.done

    def killed(*args, **values) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(jobs, "_write", killed)  # the part is on the disk, its position is not
        with pytest.raises(KeyboardInterrupt):
            jobs.go_on(row, BATCH)
    row = PrintJob.objects.get()
    assert (row.state, row.done) == ("working", made)
    if lost:  # as after a backup was restored, which holds no parts
        next(jobs.file_of(row).parent.glob("part-*")).unlink()
    while jobs.go_on(row, BATCH):
        pass
    row.refresh_from_db()
    assert (row.state, row.done, row.total) == ("done", MANY, MANY)
    with everyone(WHY):
        codes = list(Certificate.objects.order_by("pk").values_list("register_code", flat=True))
    with pdfium.PdfDocument(jobs.file_of(row)) as whole:  # thousands of pages: each is let go once it was read
        assert [code in _said(page) for code, page in zip(codes, whole, strict=True)] == [True] * MANY


def _said(page: pdfium.PdfPage) -> str:
    text = page.get_textpage().get_text_range()
    page.close()
    return text


@pytest.mark.parametrize("at", ["beside", "part"])
def test_a_process_that_is_killed_leaves_a_part_whole_or_none(printed: Path, at: str) -> None:
    """A real process, killed by the system while it writes: nobody ever reads half a part."""
    script = (
        "import sys, os, signal, pathlib\n"
        "from recognition.certificates import jobs\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "if sys.argv[2] == 'beside':\n"
        "    os.fsync = lambda number: os.kill(os.getpid(), signal.SIGKILL)\n"
        "else:\n"
        "    old = pathlib.Path.replace\n"
        "    pathlib.Path.replace = lambda self, to: (old(self, to), os.kill(os.getpid(), signal.SIGKILL))\n"
        "jobs._put(path, b'x' * 1000000)\n"
    )
    env = os.environ | {"DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.test")}
    begin = f"import django; django.setup()\n{script}"
    done = subprocess.run(
        [sys.executable, "-c", begin, str(printed / "part-1.pdf"), at], env=env, cwd=site.BASE_DIR, check=False
    )
    assert done.returncode == -signal.SIGKILL
    there = (printed / "part-1.pdf").exists()
    assert there == (at == "part")
    assert not there or (printed / "part-1.pdf").stat().st_size == 1_000_000


def test_what_ends_while_it_is_made_is_not_in_it(village: Village, decision: Decision) -> None:
    row = jobs.ask(decision, "zip", by=village.signer)
    assert jobs.go_on(row, 1)
    with everyone(WHY):
        gone, stays = Certificate.objects.order_by("pk")
        revoked(gone, village.signer, "Nhầm người")
    while jobs.go_on(row, 1):
        pass
    row.refresh_from_db()
    assert (row.state, row.done, row.total) == ("done", 1, 1)
    with ZipFile(jobs.file_of(row)) as packed:
        assert packed.namelist() == [f"{stays.register_code}.pdf"]
    with everyone(WHY):
        revoked(stays, village.signer, "Nhầm người")
    with pytest.raises(Refused):
        jobs.ask(decision, "zip", by=village.signer)


def test_one_that_broke_goes_on_and_others_are_made_meanwhile(
    village: Village, decision: Decision, monkeypatch
) -> None:
    row, other = jobs.ask(decision, "zip", by=village.signer), jobs.ask(decision, "pdf", by=village.signer)
    with monkeypatch.context() as during:
        during.setattr(jobs, "pdf", lambda *one: 1 / 0)
        assert print_sheets(30) == 2
    for one in (row, other):
        one.refresh_from_db()
    assert (row.state, row.problem, other.state) == ("broken", "ZeroDivisionError", "done")
    page = signed_in(village.signer).get(reverse("recognition:print_job", args=[row.pk]))
    assert "ZeroDivisionError" in page.text
    assert jobs.ask(decision, "zip", by=village.signer) == row
    assert print_sheets(30) == 1
    row.refresh_from_db()
    assert row.state == "done"


def test_the_pages_and_who_opens_them(village: Village, decision: Decision) -> None:
    here, client = reverse("recognition:print_all", args=[decision.pk]), signed_in(village.signer)
    asked = client.post(here, {"kind": "zip"})
    row = PrintJob.objects.get()
    assert asked.url == reverse("recognition:print_job", args=[row.pk])
    waits = client.get(asked.url)
    assert "<progress" in waits.text
    got = reverse("recognition:print_file", args=[row.pk])
    assert client.get(got).status_code == 404
    print_sheets(30)
    assert got in client.get(asked.url).text
    fetched = client.get(got)
    assert b"".join(fetched.streaming_content) == jobs.file_of(row).read_bytes()
    assert "no-store" in fetched["Cache-Control"]
    assert "Đào" not in fetched["Content-Disposition"]
    stranger = signed_in(Village("Hạ Long").signer)
    for address in (here, asked.url, got):
        assert stranger.get(address).status_code == 404
    assert client.post(here, {"kind": "exe"}).status_code == 404


def test_after_a_week_files_and_rows_go(village: Village, decision: Decision) -> None:
    row = jobs.ask(decision, "zip", by=village.signer)
    print_sheets(30)
    assert jobs.forget_old() == 0
    PrintJob.objects.update(ended_at=timezone.now() - jobs.KEPT - timedelta(minutes=1))
    assert jobs.forget_old() == 1
    assert not jobs.file_of(row).parent.exists()
    jobs.file_of(row).parent.mkdir()
    assert jobs.forget_old() == 0
    assert not jobs.file_of(row).parent.exists(), "nor does a folder stay that has no row"
