"""A backup that cannot be written says so before the work, and one that was broken off says what to do."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.backup import making

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files")]


@pytest.fixture
def dumps(monkeypatch) -> list[str]:
    """The programs that were started."""
    started: list[str] = []
    run = making.run
    monkeypatch.setattr(making, "run", lambda name, *rest: started.append(name) or run(name, *rest))
    return started


def backup(tmp_path: Path, *words: str) -> None:
    call_command("backup", str(tmp_path / "sao-luu"), *words, verbosity=0)


def test_the_folder_of_the_keys_is_made(tmp_path) -> None:
    backup(tmp_path, "--keys", str(tmp_path / "xa" / "hon" / "khoa"))
    assert (tmp_path / "xa" / "hon" / "khoa").stat().st_mode & 0o077 == 0
    assert (tmp_path / "xa" / "hon").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("which", ["keys", "folder"])
def test_a_place_that_cannot_be_written_is_said_before_the_dump(tmp_path, dumps, which: str) -> None:
    (tmp_path / "tep").write_text("a file, no folder")
    wrong = str(tmp_path / "tep" / "khoa")
    words = [str(tmp_path / "sao-luu"), "--keys", wrong] if which == "keys" else [wrong]
    with pytest.raises(CommandError, match="tep"):
        call_command("backup", *words, verbosity=0)
    assert dumps == []
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("private", "media")] == ["tep"]


def _dies_between_the_names(monkeypatch, problem: BaseException) -> None:
    rename = Path.rename

    def dies(path: Path, target: Path) -> Path:
        if path.is_dir():
            raise problem
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", dies)


def test_an_error_between_the_two_names_leaves_neither(tmp_path, monkeypatch) -> None:
    with monkeypatch.context() as broken:
        _dies_between_the_names(broken, OSError(28, "No space left on device"))
        with pytest.raises(CommandError, match="No space"):
            backup(tmp_path)
    assert list(tmp_path.glob("sao-luu*")) == []
    backup(tmp_path)


def test_a_kill_between_the_two_names_is_told_in_words(tmp_path, monkeypatch, dumps) -> None:
    class Killed(BaseException):
        """What no program hears of: nothing is tidied."""

    with monkeypatch.context() as broken:
        broken.setattr(making, "_clear", lambda *_paths: None)
        _dies_between_the_names(broken, Killed())
        with pytest.raises(Killed):
            backup(tmp_path)
    dumps.clear()
    with pytest.raises(CommandError) as told:
        backup(tmp_path)
    assert f"mv {tmp_path}/sao-luu.part {tmp_path}/sao-luu" in str(told.value)
    assert dumps == []
    (tmp_path / "sao-luu.part").rename(tmp_path / "sao-luu")
    assert (tmp_path / "sao-luu" / "manifest.json").exists()
