"""Bringing a backup back."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from portal.audit.public import check
from portal.backup import data_keys
from portal.backup.making import counted
from portal.backup.manifest import DUMP, Manifest, digest, read, roots
from portal.backup.programs import SafekeepingProblem, flush, line, pour
from portal.people.public import note, noted, replay_erasures


def restore(folder: Path, keys: Path, say: Callable[[str], None], *, replace: str = "") -> Manifest:
    """Brings back a backup into an empty database; `replace` is the name of a database whose contents may go.

    `keys` is the file of data keys: the one made with the backup, or a newer one. Who was forgotten since stays forgotten:
    their digests stand in that file, in the list beside the database and in the database that goes.

    Everything that can be checked is checked before anything is changed. The database comes back as a whole, or stays as it
    was: emptying and filling are one transaction. Files come first, so no row names one that is missing. Raises
    SafekeepingProblem.
    """
    found = read(folder)
    say(_("Checking the backup …"))
    _whole(folder, found)
    _fits(found)
    gone, rows = data_keys.read(keys, found.made_at)
    _nobody_else()
    _room(replace)
    note((gone | _forgotten_here()) - noted())
    for name, root in roots().items():
        _files_back(folder, found, name, root)
    say(_("The database …"))
    connection.close()
    words = ["pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", "--file=-", str(folder / DUMP)]
    first = "DROP SCHEMA public CASCADE; CREATE SCHEMA public" if replace else ""
    pour(words, first, data_keys.as_sql(rows))
    _compared(found)
    if replays_now():
        replay_erasures(noted())
    return found


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


def _whole(folder: Path, found: Manifest) -> None:
    for name, mark in found.files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise SafekeepingProblem(
                _("The manifest names %(name)s, which lies outside the backup. Nothing was changed.") % {"name": name}
            )
        if not path.exists():
            raise SafekeepingProblem(_("%(name)s is missing in the backup. Nothing was changed.") % {"name": name})
        if digest(path) != mark:
            raise SafekeepingProblem(
                _("%(name)s is not what was backed up (its SHA-256 differs). Nothing was changed.") % {"name": name}
            )


def _fits(found: Manifest) -> None:
    if found.iri_base != settings.IRI_BASE:
        raise SafekeepingProblem(
            _("The backup is of an installation with IRI_BASE=%(theirs)s, here it is %(ours)s. Set it to theirs.")
            % {"theirs": found.iri_base, "ours": settings.IRI_BASE}
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    newer = [
        name
        for name in found.migrations
        if name not in known and name.split(".")[0] in {k.split(".")[0] for k in known}
    ]
    if newer:
        raise SafekeepingProblem(
            _("The backup is of a newer version of this program (it has %(name)s). Update first.") % {"name": newer[0]}
        )


def _nobody_else() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        (others,) = cursor.fetchone()
    if others:
        raise SafekeepingProblem(
            _("%(number)s other connections use this database. Stop the site first.") % {"number": others}
        )


def _room(replace: str) -> None:
    name = str(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        (tables,) = cursor.fetchone()
    if replace and replace != name:
        raise SafekeepingProblem(
            _("--replace says %(said)s, but the database is called %(name)s. Nothing was changed.")
            % {"said": replace, "name": name}
        )
    if tables and not replace:
        raise SafekeepingProblem(
            _(
                "The database %(name)s is not empty. Restore into a new one, or say --replace %(name)s: "
                "what is in it will be gone."
            )
            % {"name": name}
        )


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


def _compared(found: Manifest) -> None:
    with line(autocommit=True) as reader:
        reader.execute("ANALYZE")
        counts = counted(reader)
    wrong = {name: (number, counts.get(name)) for name, number in found.counts.items() if counts.get(name) != number}
    if wrong:
        name, (was, now) = next(iter(wrong.items()))
        raise SafekeepingProblem(
            _("%(name)s had %(was)s rows in the backup and has %(now)s now. Do not use this database.")
            % {"name": name, "was": was, "now": now}
        )
    broken = check("")
    if broken:
        raise SafekeepingProblem(
            _("The log of acts breaks at entry %(entry)s: it %(reason)s.")
            % {"entry": broken.entry, "reason": broken.reason}
        )
