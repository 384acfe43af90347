"""Lines of plain and packed files, from any position."""

import gzip
from pathlib import Path

import pytest

from learning_records.imports import lines
from learning_records.imports.lines import Line, Source, Unreadable

TEXT = "một\n\nhai ba\r\nbốn".encode()


@pytest.fixture(params=["plain", "packed"])
def path(request, tmp_path: Path) -> Path:
    found = tmp_path / request.param
    found.write_bytes(TEXT if request.param == "plain" else gzip.compress(TEXT))
    return found


def read(path: Path, *begin: int) -> list[Line]:
    with Source(path) as source:
        return list(source.lines(*begin))


def test_lines_with_their_numbers_and_ends(path: Path) -> None:
    found = read(path)
    assert [(one.number, one.text.decode()) for one in found] == [(1, "một"), (2, ""), (3, "hai ba"), (4, "bốn")]
    assert found[-1].end == len(TEXT)


def test_from_any_line_on_the_rest_is_the_same(path: Path) -> None:
    found = read(path)
    for number, line in enumerate(found):
        assert read(path, line.end, line.number) == found[number + 1 :]


def test_a_line_without_end_does_not_fill_the_memory(path: Path, monkeypatch) -> None:
    monkeypatch.setattr(lines, "LONGEST", 4)
    monkeypatch.setattr(lines, "KEPT", 3)
    found = read(path)
    assert [one.too_long for one in found] == [True, False, True, True]
    assert (found[2].text, found[2].number, found[-1].end) == (b"hai", 3, len(TEXT))


def test_a_packed_file_that_was_cut_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"abc\n" * 1000)[:-10])
    with pytest.raises(Unreadable):
        read(path)


def test_what_only_begins_like_a_packed_file_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(b"\x1f\x8bnothing of the kind")
    with pytest.raises(Unreadable):
        read(path)
