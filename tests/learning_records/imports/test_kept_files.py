"""Files sent in are there while a row waits for them, and gone afterwards, whatever was killed in between."""

import json
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError

from learning_records.imports import importer, lines, tasks, uploads
from learning_records.imports.authorities import files_authority
from learning_records.imports.models import Intake
from learning_records.imports.uploads import keep
from learning_records.tasks import tidy
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings) -> Path:
    return Path(settings.PRIVATE_ROOT) / "intake"


LINES = [json.dumps(make_statement(number)) for number in range(3)]


def bring(lines: list[str] | None = None) -> Intake:
    """These lines are sent in, or the ones that all tests know."""
    text = "\n".join(lines or LINES)
    return keep(SimpleUploadedFile("a.jsonl", text.encode()), files_authority(), name="a.jsonl", by=None)


def age(folder: Path) -> None:
    for path in folder.iterdir():
        os.utime(path, (0, 0))


def test_what_a_kill_left_between_the_file_and_its_row_is_removed(folder, monkeypatch) -> None:
    def dies(*_args, **_more) -> None:
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(uploads, "bring", dies)
        with pytest.raises(DatabaseError):
            bring([json.dumps(make_statement(50))])
    row = bring()
    tidy()
    assert len(list(folder.iterdir())) == 2, "young: its row may be about to come"
    age(folder)
    tidy()
    assert [path.name for path in folder.iterdir()] == [row.path]
    assert tasks.sweep() == 1


def test_what_a_kill_left_after_the_last_line_is_removed(folder, monkeypatch) -> None:
    row = bring()
    importer.read_on(row, tasks.path_of(row.path))  # and killed before the path was taken out
    age(folder)
    tidy()
    assert list(folder.iterdir()) == []
    row.refresh_from_db()
    assert (row.state, row.path) == ("done", "")


def test_a_file_that_stopped_is_kept(folder, monkeypatch) -> None:
    row = bring()
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "read_on", lambda *_args, **_more: 1 / 0)
        tasks.sweep()
    age(folder)
    tidy()
    assert [path.name for path in folder.iterdir()] == [row.path]


def test_a_file_that_stopped_goes_on_where_it_stood_when_it_is_sent_again(folder, monkeypatch) -> None:
    monkeypatch.setattr(importer, "BATCH", 1)
    row, batch = bring(), importer._batch

    def breaks(intake, found, source) -> Intake:
        return batch(intake, found, source) if found[0].number < 3 else 1 / 0

    with monkeypatch.context() as broken:
        broken.setattr(importer, "_batch", breaks)
        tasks.sweep()
    row.refresh_from_db()
    assert (row.state, row.line, row.stored) == ("broken", 2, 2)
    again = bring()
    assert (again.pk, again.state, again.line, again.problem) == (row.pk, "waiting", 2, "")
    assert [path.name for path in folder.iterdir()] == [again.path]
    assert tasks.sweep() == 1
    row.refresh_from_db()
    assert (row.state, row.stored, row.already_there) == ("done", 3, 0)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("moment", ["before it is opened", "after its last line"])
def test_sent_again_while_it_is_being_read_nothing_is_left(folder, monkeypatch, moment: str) -> None:
    bring()
    reading = tasks.read_on

    def sent_again(intake, path, **more) -> bool:
        if moment == "before it is opened":
            bring()
            return reading(intake, path, **more)
        finished = reading(intake, path, **more)
        bring()
        return finished

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(tasks, "read_on", sent_again)
        tasks.sweep()
    tasks.sweep()
    row = Intake.objects.get()
    assert (row.state, row.path, row.stored + row.already_there) == ("done", "", 3)
    assert list(folder.iterdir()) == []


def test_a_copy_that_has_no_room_leaves_nothing(folder, monkeypatch) -> None:
    def full(_source, target) -> None:
        target.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads.shutil, "copyfileobj", full)
    with pytest.raises(OSError, match="No space"):
        bring()
    assert list(folder.iterdir()) == []


def test_the_file_is_flushed_before_its_row(folder, monkeypatch) -> None:
    flushed: list[int] = []
    fsync, known = os.fsync, uploads.bring

    def bring_it(*args, **more):
        assert len(flushed) == 2, "the file, and the folder that names it"
        return known(*args, **more)

    monkeypatch.setattr(os, "fsync", lambda handle: flushed.append(handle) or fsync(handle))
    monkeypatch.setattr(uploads, "bring", bring_it)
    bring()


def test_a_disk_that_does_not_read_is_no_broken_file(folder, monkeypatch) -> None:
    """The file stays, and sent in again it goes on where it stood."""
    row = bring()
    known = lines.Source.lines

    def breaks(source, offset=0, number=0):
        yield from list(known(source, offset, number))[:2]
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as failing:
        failing.setattr(lines.Source, "lines", breaks)
        failing.setattr(importer, "BATCH", 1)
        tasks.sweep()
    row.refresh_from_db()
    assert (row.state, row.line) == (Intake.State.BROKEN, 2)
    assert [path.name for path in folder.iterdir()] == [row.path]
    assert bring() == row
    tasks.sweep()
    row.refresh_from_db()
    assert (row.state, row.line, row.stored) == (Intake.State.DONE, 3, 3)


def test_a_file_that_somebody_finished_while_others_were_read_is_left_alone(folder, monkeypatch) -> None:
    first, second = bring(), bring([json.dumps(make_statement(9))])
    read: list[int] = []

    def read_and_finish_the_other(intake, *_path, **_more) -> bool:
        read.append(intake.pk)
        Intake.objects.filter(pk=second.pk).update(state=Intake.State.DONE)
        return False

    monkeypatch.setattr(tasks, "read_on", read_and_finish_the_other)
    tasks.sweep()
    assert read == [first.pk]
