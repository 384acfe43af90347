"""“State of the system”: each part said good or not from what is there, with the next step where somebody is needed."""

import os
import shutil
import time
from collections import namedtuple
from contextlib import nullcontext
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from learning_records.public import horizon
from portal.backup.management.commands import backup
from portal.installation.models import Note
from portal.installation.public import BACKUP, CLOCK, note, worker_of
from portal.pages import system_status
from portal.pages.system_status import Part, parts
from portal.people.models import User
from recognition.models import Parked
from search.models import SearchDocument
from search.public import catch_up, not_indexed
from tests.builders.pages import lesson, published, site_with_courses
from tests.builders.people import make_admin, make_commune, make_staff
from tests.builders.recognition import small_set

pytestmark = pytest.mark.django_db
NAMES = {"worker", "clock", "queue", "disk", "backup", "parked", "forwarding", "search"}


@pytest.fixture(autouse=True)
def queue(settings, tmp_path: Path) -> Path:
    """A queue of files of this test's own, and a disk with room."""
    settings.CELERY_BROKER_URL = "filesystem://localhost"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path)}
    return tmp_path


@pytest.fixture(autouse=True)
def roomy(monkeypatch) -> None:
    monkeypatch.setattr(system_status.shutil, "disk_usage", lambda _path: _usage(100 * 1024**3, 50 * 1024**3))


def _usage(total: int, free: int):
    return namedtuple("usage", "total used free")(total, total - free, free)


def part(name: str) -> Part:
    """The part as the page shows it."""
    return next(one for one in parts() if one.name == name)


def aged(name: str, age: timedelta) -> None:
    note(name, "somewhere")
    Note.objects.filter(name=name).update(at=timezone.now() - age)


def all_good() -> None:
    for name in ("portal", "portal-long"):
        note(worker_of(name), "tho@may")
    note(CLOCK)
    note(BACKUP, "/backup/2026-11-28")


def test_everything_in_order_is_said_so() -> None:
    all_good()
    page = _page(make_admin())
    assert {one.name for one in page.context["parts"]} == NAMES
    assert page.context["wrong"] == 0
    assert all(not one.step or one.good for one in page.context["parts"])


def _page(user: User):
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("pages:status"))
    assert answer.status_code == 200
    return answer


def test_what_is_wrong_stands_first_with_the_next_step_in_words() -> None:
    all_good()
    Note.objects.filter(name=BACKUP).delete()
    page = _page(make_admin())
    first = page.context["parts"][0]
    assert (first.name, first.good, page.context["wrong"]) == ("backup", False, 1)
    assert "manage.py backup" in page.text
    assert first.step in page.text


@pytest.mark.parametrize("silent", ["portal", "portal-long"])
def test_a_worker_of_either_queue_that_falls_silent_is_red(silent: str) -> None:
    assert not part("worker").good, "none has ever been there"
    all_good()
    assert part("worker").good
    aged(worker_of(silent), timedelta(minutes=3))
    assert not part("worker").good
    assert silent in part("worker").found


def test_a_clock_that_stands_still_is_red() -> None:
    all_good()
    aged(CLOCK, timedelta(minutes=4))
    assert part("clock").good
    aged(CLOCK, timedelta(minutes=6))
    assert not part("clock").good


def test_a_queue_is_red_when_its_oldest_message_waits_long_or_it_does_not_answer(queue: Path) -> None:
    assert part("queue").good
    message = queue / "1_a.portal.msg"
    message.write_text("{}", encoding="utf-8")
    assert part("queue").good
    assert part("queue").found.startswith("1 ")
    os.utime(message, (time.time() - 700, time.time() - 700))
    assert not part("queue").good
    shutil.rmtree(queue)
    assert not part("queue").good
    assert "FileNotFoundError" in part("queue").found


@pytest.mark.parametrize(
    ("total", "free", "good"), [(100, 50, True), (100, 3, False), (10, 1, False), (10, 2, True), (4000, 150, False)]
)
def test_a_full_disk_is_red(total: int, free: int, good: bool, monkeypatch) -> None:
    gib = 1024**3
    monkeypatch.setattr(system_status.shutil, "disk_usage", lambda _path: _usage(total * gib, free * gib))
    assert part("disk").good is good


def test_a_backup_of_two_days_ago_is_too_old_and_any_kind_can_be_noted() -> None:
    assert not part("backup").good
    call_command("note_backup", "pg_basebackup 2026-11-28", stdout=StringIO())
    assert part("backup").good
    assert "pg_basebackup 2026-11-28" in part("backup").found
    aged(BACKUP, timedelta(hours=49))
    assert not part("backup").good


def test_records_that_were_put_aside_are_counted() -> None:
    assert part("parked").good
    assert horizon() >= 0
    Parked.objects.create(criteria_set=small_set(), statement_id="0" * 32, seq=1, error="hỏng")
    assert not part("parked").good
    assert part("parked").found.startswith("1 ")
    assert part("parked").url == reverse("pages:records")


def test_a_page_that_the_index_missed_is_red_once_the_sweep_should_have_passed() -> None:
    index = site_with_courses()
    page = published(index, lesson("Bài mới"))
    assert not_indexed() == 0, "the sweep has not passed yet"
    type(page).objects.update(last_published_at=timezone.now() - timedelta(minutes=11))
    assert not_indexed() == 1
    assert not part("search").good
    catch_up()
    assert part("search").good
    SearchDocument.objects.update(indexed_at=timezone.now() - timedelta(hours=1))
    assert not_indexed() == 1, "published again since"


def test_only_administrators_of_everything_see_it() -> None:
    unit = make_commune()
    for user in (make_admin(unit), make_staff(unit)):
        client = Client()
        client.force_login(user)
        assert client.get(reverse("pages:status")).status_code == 403
    assert Client().get(reverse("pages:status")).status_code == 302


def test_the_page_asks_little() -> None:
    all_good()
    client = Client()
    client.force_login(make_admin())
    client.get(reverse("pages:status"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("pages:status"))
    assert len(queries) <= 22


def test_a_backup_notes_itself_and_one_that_broke_off_does_not(monkeypatch, tmp_path: Path) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise backup.SafekeepingProblem("no room")

    monkeypatch.setattr(backup, "reachable", lambda _say: nullcontext())
    monkeypatch.setattr(backup, "make", broken)
    with pytest.raises(CommandError):
        call_command("backup", str(tmp_path / "one"), stdout=StringIO())
    assert not part("backup").good
    made = SimpleNamespace(counts={}, kept_files=0, names_key="mark")
    monkeypatch.setattr(backup, "make", lambda *_args, **_options: made)
    call_command("backup", str(tmp_path / "two"), stdout=StringIO())
    assert part("backup").good
    assert str(tmp_path / "two") in part("backup").found
