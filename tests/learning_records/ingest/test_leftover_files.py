"""Tidying goes to its end, also while others take files away under its hands."""

import os
from pathlib import Path

import pytest

from learning_records import tasks
from learning_records.access import rate_limits
from learning_records.ingest import leftover_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(settings, tmp_path) -> Path:
    settings.PRIVATE_ROOT = tmp_path
    for name in ("arriving/tmp1", "arriving/tmp2", "b0/b0aa", "ff/ffaa"):
        path = tmp_path / "xapi" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left")
        os.utime(path, (0, 0))
    return tmp_path / "xapi"


@pytest.mark.parametrize("when", ["before it is looked at", "before it is removed"])
def test_a_file_taken_away_meanwhile_ends_nothing(root, monkeypatch, when: str) -> None:
    stat, gone, looks = Path.stat, root / "arriving" / "tmp1", []

    def taken_away(path: Path, **more):
        if path == gone:
            looks.append(path)
            if len(looks) == (1 if when == "before it is looked at" else 2):
                gone.unlink()
        return stat(path, **more)

    monkeypatch.setattr(Path, "stat", taken_away)
    assert leftover_files.remove() == leftover_files.Removed(3, 12)
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_what_breaks_in_one_place_keeps_no_other_from_being_tidied(monkeypatch, caplog) -> None:
    done: list[str] = []

    def breaks() -> None:
        raise PermissionError("not ours")

    monkeypatch.setattr(leftover_files, "remove", breaks)
    monkeypatch.setattr(tasks.uploads, "remove_unnamed", lambda: done.append("files"))
    monkeypatch.setattr(rate_limits, "remove_full", lambda: done.append("buckets"))
    tasks.tidy()
    assert done == ["files", "buckets"]
    assert "not ours" in caplog.text
