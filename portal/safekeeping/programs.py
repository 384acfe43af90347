"""PostgreSQL's own programs, and the database they are told to work on."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.db import connection

from portal.postgres_binaries import PostgresProblem, binaries


class SafekeepingProblem(Exception):
    """A backup or a restore could not be done; the message says why and what to do next."""


def find(name: str) -> str:
    """The program's path: packaged with the embedded database, else on PATH. Raises SafekeepingProblem."""
    try:
        packaged = binaries() / name
        if packaged.exists():
            return str(packaged)
    except PostgresProblem:
        pass
    found = shutil.which(name)
    if found is None:
        raise SafekeepingProblem(
            f"{name} is missing. Install PostgreSQL's client programs (Debian: apt install postgresql-client)."
        )
    return found


def surroundings() -> dict[str, str]:
    """The environment that leads PostgreSQL's programs to Django's database; no password stands on a command line."""
    given = connection.get_connection_params()
    names = {
        "PGHOST": "host",
        "PGPORT": "port",
        "PGUSER": "user",
        "PGPASSWORD": "password",
        "PGDATABASE": "dbname",
        "PGSSLMODE": "sslmode",
        "PGSSLROOTCERT": "sslrootcert",
    }
    return os.environ | {name: str(given[key]) for name, key in names.items() if given.get(key)}


def run(name: str, words: Sequence[str]) -> None:
    """Runs a program on Django's database; raises SafekeepingProblem with its last words when it fails."""
    done = subprocess.run(
        [find(name), *words], env=surroundings(), cwd="/", check=False, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        raise SafekeepingProblem(f"{name} failed: {done.stderr.strip()[-1500:]}")


def flush(path: Path) -> None:
    """After this, the file or the folder's list of names outlives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
