"""What a file of statements may cost at once, and what it may not do to the files behind it."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.db.models import QuerySet

from learning_records.imports import importer, lines, tasks
from learning_records.imports.authorities import files_authority
from learning_records.imports.models import Intake
from learning_records.imports.uploads import keep, refused
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


def test_a_packed_file_is_read_as_long_as_it_took_to_come_to_its_place(monkeypatch, tmp_path) -> None:
    """It is unpacked from its beginning for each slice: with slices of one length the work would grow with the square."""
    now = [0.0]
    write, skip = importer._batch, lines.Source._skip

    def written(*given) -> Intake:
        now[0] += 10
        return write(*given)

    def skipped(source, offset: int) -> None:
        now[0] += 100 * bool(offset)
        skip(source, offset)

    monkeypatch.setattr(importer, "monotonic", lambda: now[0])
    monkeypatch.setattr(importer, "BATCH", 1)
    monkeypatch.setattr(importer, "_batch", written)
    monkeypatch.setattr(lines.Source, "_skip", skipped)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(json.dumps(make_statement(number)) for number in range(30)).encode()))
    with path.open("rb") as file:
        row = keep(file, files_authority(), name=path.name, by=None)
    assert importer.read_on(row, path, seconds=15) is False
    assert row.line == 2
    assert importer.read_on(row, path, seconds=15) is False
    assert row.line == 13, "a hundred seconds to its place, then more than a hundred of reading"


def test_the_errors_file_holds_few_long_lines_at_a_time(monkeypatch) -> None:
    row, asked = bring(*("x" * 100 for _ in range(30))), []
    tasks.sweep()
    iterator = QuerySet.iterator
    monkeypatch.setattr(
        QuerySet, "iterator", lambda rows, chunk_size: asked.append(chunk_size) or iterator(rows, chunk_size)
    )
    assert len(list(refused(row))) == 30
    assert asked[0] * lines.LONGEST <= 64 * _MB
