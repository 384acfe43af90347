"""The wrapped data keys, kept apart from the dump, and the list of who was forgotten.

Apart, because a dump is kept for long and in many places, while a name must be gone everywhere when its person is forgotten:
a dump without the data keys says no name, and one file of keys, the newest, opens every older dump.
"""

import base64
import json
from pathlib import Path
from typing import Any

import psycopg
from django.utils.translation import gettext as _

from portal.backup.programs import SafekeepingProblem
from portal.people.public import DataKey, marks, noted

FORMAT = 1
TABLE = DataKey._meta.db_table
_COLUMNS = ("id", "holder", "wrapped", "wrapped_by", "made_at")
_COPY = f"COPY public.{TABLE} ({', '.join(_COLUMNS)}) FROM stdin"


def beside(folder: Path) -> Path:
    """Where the keys of a backup go unless another place is named."""
    return folder.with_name(folder.name + ".keys")


def write(path: Path, reader: psycopg.Connection, made_at: str) -> int:
    """Writes the data keys as this snapshot shows them, a row a line after a line that says whose they are.

    Returns how many there are. Raises SafekeepingProblem when the file is there already.
    """
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError as problem:
        raise SafekeepingProblem(
            _("%(path)s exists already. Name another file: a backup never overwrites one.") % {"path": path}
        ) from problem
    number = 0
    with open(path, "w", encoding="utf-8") as file, reader.cursor("data_keys") as cursor:
        gone = sorted(noted() | {row[0] for row in reader.execute("SELECT digest FROM people_erasure")})
        file.write(json.dumps({"format": FORMAT, "made_at": made_at, "names_key": marks()[0], "erasures": gone}) + "\n")
        cursor.execute(f"SELECT {', '.join(_COLUMNS)} FROM {TABLE} ORDER BY id")  # noqa: S608 - names of our own
        for key, holder, wrapped, wrapped_by, born in cursor:
            row = [str(key), holder, base64.b64encode(bytes(wrapped)).decode("ascii"), wrapped_by, born.isoformat()]
            file.write(json.dumps(row) + "\n")
            number += 1
    return number


def read(path: Path, made_at: str) -> tuple[set[str], list[list[Any]]]:
    """The digests of who was forgotten, and the rows; raises SafekeepingProblem.

    The keys must be as new as the dump of `made_at`, or newer, and wrapped by keys of NAMES_KEY.
    """
    try:
        first, *rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
        if first["format"] != FORMAT or any(len(row) != len(_COLUMNS) for row in rows):
            raise ValueError(_("another format"))
        older, gone = first["made_at"] < made_at, set(first["erasures"])
        wrapped_by = {first["names_key"], *(row[3] for row in rows)}
    except FileNotFoundError as problem:
        raise SafekeepingProblem(
            _(
                "The data keys are missing: %(path)s. Name their file with --keys FILE; the newest one opens every older backup."
            )
            % {"path": path}
        ) from problem
    except (ValueError, KeyError, TypeError, OSError) as problem:
        raise SafekeepingProblem(
            _("%(path)s cannot be read: %(problem)s") % {"path": path, "problem": problem}
        ) from problem
    if older:
        raise SafekeepingProblem(
            _("The data keys in %(path)s are older than the backup. Take those of this backup, or newer ones.")
            % {"path": path}
        )
    strange = wrapped_by - set(marks())
    if strange:
        raise SafekeepingProblem(
            _(
                "The names in the backup were encrypted with another NAMES_KEY (its mark %(theirs)s, yours %(ours)s). "
                "Set the one the installation had: without it no name can be read."
            )
            % {"theirs": sorted(strange)[0], "ours": marks()[0]}
        )
    return gone, rows


def load(rows: list[list[Any]], writer: psycopg.Connection) -> None:
    """Puts the rows into the database that this connection writes to, and commits them."""
    with writer.transaction(), writer.cursor() as cursor, cursor.copy(_COPY) as copy:
        for key, holder, wrapped, *rest in rows:
            copy.write_row((key, holder, base64.b64decode(wrapped), *rest))


def as_sql(rows: list[list[Any]]) -> str:
    """The rows as a COPY for psql, so that they come back in the transaction of the dump."""
    told = [
        "\t".join((key, holder, f"\\\\x{base64.b64decode(wrapped).hex()}", by, born))
        for key, holder, wrapped, by, born in rows
    ]
    return "\n".join([f"{_COPY};", *told, "\\.", ""])
