"""Making a backup while the site runs."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.backup import data_keys
from portal.backup.counting import counted
from portal.backup.manifest import DUMP, FORMAT, Manifest, digests, files_of, names_key_mark, read, roots
from portal.backup.programs import SafekeepingProblem, address, flush, line, run

_PIECE = 1 << 20


def make(folder: Path, keys: Path, say: Callable[[str], None], *, jobs: int = 1) -> Manifest:
    """Writes a backup to a folder that does not exist yet; it gets its name only when it is complete.

    The data keys go to `keys`, a file apart, which does not exist yet either; its folder is made.

    The database is read in one snapshot, `jobs` tables at a time. Files are copied afterwards: a file is always there before
    the row that names it, so none that the snapshot names is missing. Raises SafekeepingProblem.
    """
    half, half_keys = folder.with_name(folder.name + ".part"), keys.with_name(keys.name + ".part")
    _refuse_what_is_there(folder, keys, half)
    with _told():
        _make_places(half, half_keys)
        ours = [half_keys]
        try:
            found = _fill(half, half_keys, say, jobs)
            found.write(half)
            for path in half.rglob("*"):
                flush(path)
            flush(half_keys)
            half_keys.rename(keys)
            ours.append(keys)
            flush(keys.parent)
            half.rename(folder)
        except BaseException:
            _clear(half, ours)
            raise
        flush(folder.parent)
    return found


@contextmanager
def _told() -> Iterator[None]:
    """What the system refuses inside (no room, no right, no such place) is told in words."""
    try:
        yield
    except OSError as problem:
        raise SafekeepingProblem(
            _("The backup broke off: %(problem)s. Make room or name another place, and try again.")
            % {"problem": problem}
        ) from problem


def _refuse_what_is_there(folder: Path, keys: Path, half: Path) -> None:
    if folder.exists():
        raise SafekeepingProblem(
            _("%(folder)s exists already. Name a folder that does not: a backup never overwrites one.")
            % {"folder": folder}
        )
    if _lacks_its_name(half, keys):
        raise SafekeepingProblem(
            _(
                "A backup was broken off at its last step: %(half)s is whole, and %(keys)s has its keys. Give it its name "
                "(mv %(half)s %(folder)s), or remove both and try again."
            )
            % {"half": half, "keys": keys, "folder": folder}
        )
    if keys.exists():
        raise SafekeepingProblem(
            _("%(path)s exists already. Name another file: a backup never overwrites one.") % {"path": keys}
        )
    if half.exists():
        raise SafekeepingProblem(
            _("%(folder)s exists: a backup is being made, or was broken off. Remove it and try again.")
            % {"folder": half}
        )


def _make_places(half: Path, half_keys: Path) -> None:
    """Both places can be written to: known now, not after an hour's work. Raises OSError."""
    half_keys.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half_keys.unlink(missing_ok=True)
    half_keys.touch(mode=0o600, exist_ok=False)
    half_keys.unlink()
    half.mkdir(parents=True, mode=0o700)


def _lacks_its_name(half: Path, keys: Path) -> bool:
    """Whether a backup ended between its two names: the keys have theirs, and are those of the half, which is whole by then."""
    try:
        with open(keys, encoding="utf-8") as file:
            return json.loads(file.readline())["made_at"] == read(half).made_at
    except (OSError, ValueError, KeyError, TypeError, SafekeepingProblem):
        return False


def _clear(half: Path, keys: list[Path]) -> None:
    shutil.rmtree(half, ignore_errors=True)
    for path in keys:
        path.unlink(missing_ok=True)


def _fill(half: Path, keys: Path, say: Callable[[str], None], jobs: int) -> Manifest:
    with line() as reader:
        reader.isolation_level, reader.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        (snapshot,) = reader.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        made_at = timezone.now().isoformat()
        say(_("The database …"))
        run(
            "pg_dump",
            [
                "--format=directory",
                f"--jobs={jobs}",
                "--no-owner",
                "--no-privileges",
                f"--exclude-table-data={data_keys.TABLE}",
                f"--snapshot={snapshot}",
                f"--file={half / DUMP}",
            ],
        )
        data_keys.write(keys, reader, made_at)
        counts = counted(address(), jobs, snapshot)
        del counts[data_keys.TABLE]  # not in it
        migrations = [
            ".".join(row) for row in reader.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        ]
        server = reader.info.server_version
    dumped = list(files_of(half / DUMP))
    for path in dumped:
        path.chmod(0o600)
    names = [path.relative_to(half).as_posix() for path in dumped]
    files = dict(zip(names, digests(dumped, jobs), strict=True))
    for name, root in roots().items():
        say(_("The files of %(folder)s …") % {"folder": root})
        for path in files_of(root):
            kept = f"{name}/{path.relative_to(root).as_posix()}"
            mark = _copied(path, half / kept)
            if mark:
                files[kept] = mark
    return Manifest(FORMAT, made_at, server, settings.IRI_BASE, names_key_mark(), migrations, counts, files)


def _copied(path: Path, target: Path) -> str:
    """Copies a file; its SHA-256, or nothing when it was removed just now."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark = hashlib.sha256()
    try:
        source = open(path, "rb")  # noqa: SIM115 - entered below
    except FileNotFoundError:
        return ""
    with source, open(target, "wb") as copy:
        while piece := source.read(_PIECE):
            mark.update(piece)
            copy.write(piece)
    target.chmod(0o600)
    return mark.hexdigest()
