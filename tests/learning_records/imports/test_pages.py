"""Sending a file in through the page; the worker reads it; the page says how far and what was put aside."""

import json
import random
import threading
from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from learning_records.imports import tasks
from learning_records.imports.models import Intake
from learning_records.models import Statement
from learning_records.public import make_credential
from portal.audit.models import Entry
from tests.builders.people import make_admin, make_commune
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db
PAGE = "/quan-ly/nhap-ban-ghi/"


@pytest.fixture
def admin(db) -> Client:
    client = Client()
    client.force_login(make_admin())
    return client


def send(client: Client, lines: list, authority: str = "", name: str = "cũ.jsonl"):
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
    return client.post(PAGE, {"file": SimpleUploadedFile(name, text.encode()), "authority": authority})


def kept_files(settings) -> list[Path]:
    return list((Path(settings.PRIVATE_ROOT) / "intake").iterdir())


def test_a_file_is_kept_read_and_gone(admin, settings) -> None:
    made = [make_statement(number) for number in range(20)]
    assert send(admin, [*made, "hỏng"]).status_code == 302
    page = admin.get(PAGE).text
    assert "Đang chờ đến lượt" in page
    assert "data-moving" in page
    assert Statement.objects.count() == 0
    (path,) = kept_files(settings)
    assert Path(settings.MEDIA_ROOT) not in path.parents
    assert tasks.sweep() == 1
    row = Intake.objects.get()
    assert (row.stored, row.refused, row.state, row.path) == (20, 1, "done", "")
    assert kept_files(settings) == []
    page = admin.get(PAGE).text
    assert "Đã xong" in page
    assert "Intake of files" not in page
    assert "data-moving" not in page
    answer = admin.get(reverse("learning_records:intake_errors", args=[row.pk]))
    (told,) = map(json.loads, b"".join(answer.streaming_content).decode().splitlines())
    assert (told["line"], told["text"]) == (21, "hỏng")
    assert "attachment" in answer["Content-Disposition"]
    assert list(Entry.objects.filter(act__startswith="intake.").values_list("act", flat=True)) == [
        "intake.brought",
        "intake.done",
    ]
    assert tasks.sweep() == 0


def test_the_same_file_again_adds_nothing(admin, settings) -> None:
    lines = [{k: v for k, v in make_statement(number).items() if k != "id"} for number in range(5)]
    for _ in range(2):
        send(admin, lines)
        tasks.sweep()
    row = Intake.objects.get()
    assert (row.stored, row.already_there, Statement.objects.count()) == (0, 5, 5)
    assert kept_files(settings) == []


def test_a_long_file_is_read_in_slices_and_shows_how_far(admin) -> None:
    send(admin, [make_statement(number) for number in range(1200)])
    assert tasks.sweep(0) == 0
    row = Intake.objects.get()
    assert (row.line, row.state) == (500, "reading")
    shown = admin.get(PAGE).context["rows"][0]
    assert 0 < shown.percent <= 100
    assert "<progress" in admin.get(PAGE).text
    assert (tasks.sweep(0), tasks.sweep(0)) == (0, 0)
    assert tasks.sweep(0) == 1
    assert Statement.objects.count() == 1200


def test_sent_again_while_it_is_read_it_goes_on(admin, settings) -> None:
    lines = [make_statement(number) for number in range(700)]
    send(admin, lines)
    tasks.sweep(0)
    send(admin, lines)
    assert Intake.objects.get().line == 500
    assert len(kept_files(settings)) == 1
    tasks.sweep()
    row = Intake.objects.get()
    assert (row.stored, row.already_there, row.line) == (700, 0, 700)


def test_two_readers_of_one_file_do_not_double_it(admin) -> None:
    send(admin, [make_statement(number) for number in range(600)])
    row = Intake.objects.get()
    other = Intake.objects.get()
    tasks.sweep(0)
    assert tasks._slice(other, 0) is False
    assert Intake.objects.get().stored == 500
    assert row.line == 0


def test_a_broken_file_is_said(admin, settings) -> None:
    admin.post(PAGE, {"file": SimpleUploadedFile("x.gz", b"\x1f\x8bkhong phai gzip"), "authority": ""})
    tasks.sweep()
    row = Intake.objects.get()
    assert row.state == "broken"
    assert "Không đọc được" in admin.get(PAGE).text
    assert kept_files(settings) == []


def test_the_key_is_chosen_and_never_the_portal_s(admin) -> None:
    writer, _secret = make_credential("Hệ thống cũ", ["statements/write"])
    make_credential("Chỉ đọc", ["statements/read"])
    page = admin.get(PAGE).text
    assert "Hệ thống cũ" in page
    assert "Chỉ đọc" not in page
    assert send(admin, [make_statement()], authority="portal").status_code == 422
    send(admin, [make_statement()], authority=writer.authority.name)
    tasks.sweep()
    assert Statement.objects.get().authority.ifi.endswith(f"key:{writer.key}")


def test_nothing_chosen_or_nothing_in_it(admin) -> None:
    assert "Hãy chọn một tệp." in admin.post(PAGE, {"authority": ""}).text
    assert "Tệp không có gì bên trong." in send(admin, [""]).text


def test_a_unit_s_administrator_fetches_no_lines(admin) -> None:
    send(admin, ["hỏng"])
    tasks.sweep()
    client = Client()
    client.force_login(make_admin(make_commune()))
    address = reverse("learning_records:intake_errors", args=[Intake.objects.get().pk])
    assert client.get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_a_line_that_the_database_does_not_take_is_refused_alone(admin, monkeypatch) -> None:
    """As if a length had been forgotten in the rules: no index holds this verb, and the database says so at the insert."""
    monkeypatch.setattr("learning_records.ingest.record.check_lengths", lambda *_: None)
    noise = "".join(chr(0x4E00 + random.Random(number).randrange(20_000)) for number in range(4000))
    bad = make_statement(2, verb={"id": f"https://example.vn/{noise}"})
    send(admin, [make_statement(1), bad, make_statement(3)])
    assert tasks.sweep() == 1
    row = Intake.objects.get()
    assert (row.state, row.stored, row.refused) == ("done", 2, 1)
    assert row.refused_lines.get().line == 2
    assert noise not in row.refused_lines.get().reason


def test_a_file_that_breaks_stops_only_itself(admin, settings, monkeypatch) -> None:
    send(admin, [make_statement(1)])
    send(admin, [make_statement(2)])
    first = Intake.objects.order_by("moved_at").first()
    reading = tasks.read_on

    def breaks(intake, *args, **more) -> bool:
        if intake.pk == first.pk:
            raise ZeroDivisionError("secret words of the line")
        return reading(intake, *args, **more)

    monkeypatch.setattr(tasks, "read_on", breaks)
    assert tasks.sweep() == 1
    first.refresh_from_db()
    assert (first.state, first.problem) == ("broken", "line 1 or after: ZeroDivisionError")
    assert Intake.objects.exclude(pk=first.pk).get().state == "done"
    assert kept_files(settings) != [], "the file is kept: sent in again it goes on"
    assert tasks.sweep() == 0


def test_a_file_that_is_too_slow_goes_behind_the_others(admin, monkeypatch) -> None:
    send(admin, [make_statement(1)])
    send(admin, [make_statement(2)])
    first = Intake.objects.order_by("moved_at").first()
    reading = tasks.read_on

    def slow(intake, *args, **more) -> bool:
        if intake.pk == first.pk:
            raise OperationalError from psycopg.errors.QueryCanceled()
        return reading(intake, *args, **more)

    monkeypatch.setattr(tasks, "read_on", slow)
    assert tasks.sweep() == 1
    assert Intake.objects.get(pk=first.pk).state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_one_worker_reads_at_a_time(admin) -> None:
    send(admin, [make_statement(1)])
    told: list[int] = []

    def sweep() -> None:
        try:
            told.append(tasks.sweep())
        finally:
            connection.close()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [tasks._LOCK])
    other = threading.Thread(target=sweep)
    other.start()
    other.join(30)
    assert told == [0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [tasks._LOCK])
    assert tasks.sweep() == 1
