"""Bringing a backup back."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from portal.audit.public import check
from portal.backup import checking, data_keys
from portal.backup.counting import counted
from portal.backup.manifest import DUMP, Manifest, digest, read, roots
from portal.backup.programs import SafekeepingProblem, address, flush, line, pointed_at, pour, run
from portal.backup.swapping import NotBeside, beside, clear_leftovers
from portal.people.public import note, noted, replay_erasures


def restore(folder: Path, keys: Path, say: Callable[[str], None], *, replace: str = "", jobs: int = 1) -> Manifest:
    """Brings back a backup into an empty database; `replace` is the name of a database whose contents may go.

    `keys` is the file of data keys: the one made with the backup, or a newer one. Who was forgotten since stays forgotten:
    their digests stand in that file, in the list beside the database and in the database that goes.

    Everything that can be checked is checked before anything is changed. The database comes back as a whole, or stays as it
    was. With several `jobs` a second database is filled beside it, by so many processes, proved, and takes its name; with
    one, and where no second one can be made, emptying and filling are one transaction. Files come first, so no row names one
    that is missing. Raises SafekeepingProblem.
    """
    found = read(folder)
    say(_("Checking the backup …"))
    checking.whole(folder, found, jobs)
    checking.fits(found)
    gone, rows = data_keys.read(keys, found.made_at)
    checking.nobody_else()
    checking.has_room(replace)
    clear_leftovers(say)
    note((gone | _forgotten_here()) - noted())
    for name, root in roots().items():
        _files_back(folder, found, name, root)
    say(_("The database …"))
    with ExitStack() as swap:
        fresh = ""
        if jobs > 1:
            try:
                fresh = swap.enter_context(beside(say))
            except NotBeside as reason:
                say(str(reason))
        if fresh:
            _by_many(folder, fresh, rows, jobs)
            swap.enter_context(pointed_at(fresh))
        else:
            _by_one(folder, rows, empty=bool(replace))
        _proved(found, jobs, _("Nothing in the database was changed.") if fresh else _("Do not use this database."))
        if replays_now():
            replay_erasures(noted())
    return found


def _by_one(folder: Path, rows: list[list[Any]], *, empty: bool) -> None:
    connection.close()
    words = ["pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", "--file=-", str(folder / DUMP)]
    first = "DROP SCHEMA public CASCADE; CREATE SCHEMA public" if empty else ""
    pour(words, first, data_keys.as_sql(rows))
    with line(autocommit=True) as writer:
        writer.execute("ANALYZE")


def _by_many(folder: Path, fresh: str, rows: list[list[Any]], jobs: int) -> None:
    side_by_side, target = f"--jobs={jobs}", f"--dbname={make_conninfo(dbname=fresh)}"
    words = ["--exit-on-error", "--no-owner", "--no-privileges", side_by_side, target, str(folder / DUMP)]
    run("pg_restore", words, fresh)
    with line(fresh) as writer:
        data_keys.load(rows, writer)
    run("vacuumdb", ["--analyze-only", "--quiet", side_by_side, target], fresh)


def replays_now() -> bool:
    """Whether the tables are those of this version, so that who was forgotten can be forgotten again at once."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _forgotten_here() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.people_erasure')")
        (there,) = cursor.fetchone()
        if there is None:
            return set()
        cursor.execute("SELECT digest FROM public.people_erasure")
        return {row[0] for row in cursor.fetchall()}


def _files_back(folder: Path, found: Manifest, name: str, root: Path) -> None:
    for kept, mark in found.files.items():
        if not kept.startswith(f"{name}/"):
            continue
        target = root / kept.removeprefix(f"{name}/")
        if target.exists() and digest(target) == mark:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, half = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as copy, open(folder / kept, "rb") as source:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
        Path(half).replace(target)
        flush(target.parent)


def _proved(found: Manifest, jobs: int, otherwise: str) -> None:
    """Raises SafekeepingProblem, ending with `otherwise`, unless the rows are as many as they were and the log of acts is whole."""
    counts = counted(address(), jobs)
    wrong = {name: (number, counts.get(name)) for name, number in found.counts.items() if counts.get(name) != number}
    if wrong:
        name, (was, now) = next(iter(wrong.items()))
        raise SafekeepingProblem(
            _("%(name)s had %(was)s rows in the backup and has %(now)s now. %(otherwise)s")
            % {"name": name, "was": was, "now": now, "otherwise": otherwise}
        )
    broken = check("")
    if broken:
        raise SafekeepingProblem(
            _("The log of acts breaks at entry %(entry)s: it %(reason)s. %(otherwise)s")
            % {"entry": broken.entry, "reason": broken.reason, "otherwise": otherwise}
        )
