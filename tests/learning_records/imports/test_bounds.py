"""What a file of statements may cost at once, and what it may not do to the files behind it."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from learning_records.imports import importer, lines, tasks
from learning_records.imports.authorities import files_authority
from learning_records.imports.models import Intake
from learning_records.imports.uploads import keep
from tests.builders.statements import make_statement

pytestmark = pytest.mark.django_db
_MB = 1024 * 1024


def bring(*texts: str) -> Intake:
    """A file sent in with these lines."""
    file = SimpleUploadedFile("a.jsonl", "\n".join(texts).encode())
    return keep(file, files_authority(), name="a.jsonl", by=None)


def test_a_batch_ends_after_so_many_bytes_and_keeps_every_refused_line(monkeypatch) -> None:
    taken: list[int] = []
    batch = importer._batch

    def seen(intake, found, source):
        taken.append(sum(len(line.text) for line in found))
        return batch(intake, found, source)

    monkeypatch.setattr(importer, "_batch", seen)
    row = bring(*(f"{number}" + "x" * 3 * _MB for number in range(10)), json.dumps(make_statement(1)))
    tasks.sweep()
    row.refresh_from_db()
    assert (row.state, row.refused, row.stored) == ("done", 10, 1)
    assert len(taken) > 1
    assert max(taken) < importer.BATCH_BYTES + lines.LONGEST
    found = list(row.refused_lines.order_by("line").values_list("line", "text"))
    assert [(line, len(text)) for line, text in found] == [(n + 1, 3 * _MB + 1) for n in range(10)]


@pytest.mark.django_db(transaction=True)
def test_a_file_at_which_the_line_to_the_database_drops_goes_behind_the_others(monkeypatch) -> None:
    first, second = bring(json.dumps(make_statement(1))), bring(json.dumps(make_statement(2)))
    reading = tasks.read_on

    def drops(intake, *args, **more) -> bool:
        if intake.pk == first.pk:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return reading(intake, *args, **more)

    monkeypatch.setattr(tasks, "read_on", drops)
    for _ in range(2):
        with pytest.raises(OperationalError):
            tasks.sweep()
        connection.close()  # as the worker does after each task
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("waiting", "done")
    assert Path(tasks.path_of(first.path)).exists()


def test_a_file_that_breaks_while_another_reader_moves_it_stops_no_other(monkeypatch) -> None:
    first, second = bring(json.dumps(make_statement(1))), bring(json.dumps(make_statement(2)))
    reading = tasks.read_on

    def moved_and_breaks(intake, *args, **more) -> bool:
        if intake.pk == first.pk:
            Intake.objects.filter(pk=first.pk).update(line=7)
            raise ZeroDivisionError
        return reading(intake, *args, **more)

    monkeypatch.setattr(tasks, "read_on", moved_and_breaks)
    assert tasks.sweep() == 1
    second.refresh_from_db()
    assert second.state == "done"
