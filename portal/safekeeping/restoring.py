"""Bringing a backup back."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from portal.audit.public import check
from portal.safekeeping.backing_up import counted
from portal.safekeeping.manifest import DUMP, Manifest, digest, names_key_mark, read, roots
from portal.safekeeping.programs import SafekeepingProblem, flush, run


def restore(folder: Path, say: Callable[[str], None], *, replace: str = "") -> Manifest:
    """Brings back a backup into an empty database; `replace` is the name of a database whose contents may go.

    Everything that can be checked is checked before anything is changed. The database comes back as a whole or not at
    all; files come first, so no row names one that is missing. Raises SafekeepingProblem.
    """
    found = read(folder)
    say("Checking the backup …")
    _whole(folder, found)
    _fits(found)
    _nobody_else()
    _room(replace)
    for name, root in roots().items():
        _files_back(folder, found, name, root)
    say("The database …")
    if replace:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.close()
    words = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    run("pg_restore", [*words, f"--dbname={connection.settings_dict['NAME']}", str(folder / DUMP)])
    _compared(found)
    return found


def _whole(folder: Path, found: Manifest) -> None:
    for name, mark in found.files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise SafekeepingProblem(f"The manifest names {name}, which lies outside the backup.")
        if not path.exists():
            raise SafekeepingProblem(f"{name} is missing in the backup. Nothing was changed.")
        if digest(path) != mark:
            raise SafekeepingProblem(f"{name} is not what was backed up (its SHA-256 differs). Nothing was changed.")


def _fits(found: Manifest) -> None:
    if found.iri_base != settings.IRI_BASE:
        raise SafekeepingProblem(
            f"The backup is of an installation with IRI_BASE={found.iri_base}, here it is {settings.IRI_BASE}. Set it to theirs."
        )
    if found.names_key != names_key_mark():
        raise SafekeepingProblem(
            f"The names in the backup were encrypted with another NAMES_KEY (mark {found.names_key}; yours is {names_key_mark()}). "
            "Set the one the installation had: without it no name can be read."
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    newer = [
        name
        for name in found.migrations
        if name not in known and name.split(".")[0] in {k.split(".")[0] for k in known}
    ]
    if newer:
        raise SafekeepingProblem(f"The backup is of a newer version of this program (it has {newer[0]}). Update first.")


def _nobody_else() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        (others,) = cursor.fetchone()
    if others:
        raise SafekeepingProblem(f"{others} other connections use this database. Stop the site first.")


def _room(replace: str) -> None:
    name = str(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        (tables,) = cursor.fetchone()
    if replace and replace != name:
        raise SafekeepingProblem(f"--replace says {replace}, but the database is called {name}. Nothing was changed.")
    if tables and not replace:
        raise SafekeepingProblem(
            f"The database {name} is not empty. Restore into a new one, or say --replace {name}: what is in it will be gone."
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
    given = connection.get_connection_params()
    wanted = {key: given[key] for key in ("host", "port", "user", "password", "dbname", "sslmode") if given.get(key)}
    with psycopg.connect(**wanted, autocommit=True) as line:
        line.execute("ANALYZE")
        counts = counted(line)
    wrong = {name: (number, counts.get(name)) for name, number in found.counts.items() if counts.get(name) != number}
    if wrong:
        name, (was, now) = next(iter(wrong.items()))
        raise SafekeepingProblem(f"{name} had {was} rows in the backup and has {now} now. Do not use this database.")
    broken = check("")
    if broken:
        raise SafekeepingProblem(f"The log of acts breaks at entry {broken.entry}: it {broken.reason}.")
