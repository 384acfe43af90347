"""PostgreSQL's own programs, and the database they are told to work on."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import Any, cast

import psycopg
from django.db import connection
from django.utils.translation import gettext as _

from portal.running.postgres_binaries import PostgresProblem, binaries
from portal.running.supervisor import start_guarded, stop_guarded


class SafekeepingProblem(Exception):
    """A backup or a restore could not be done; the message says why and what to do next."""


def find(name: str) -> str:
    """The program's path: packaged with the embedded database, else on PATH. Raises SafekeepingProblem."""
    with suppress(PostgresProblem):  # none is packaged for this machine
        packaged = binaries() / name
        if packaged.exists():
            return str(packaged)
    found = shutil.which(name)
    if found is None:
        raise SafekeepingProblem(
            _("%(name)s is missing. Install PostgreSQL's client programs (Debian: apt install postgresql-client).")
            % {"name": name}
        )
    return found


_PIECE = 1 << 20
# What leads to the database: the driver's word, and the variable PostgreSQL's programs know it by.
_ADDRESS = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def address(database: str = "") -> dict[str, Any]:
    """What psycopg needs to reach Django's database, or another `database` of the same server."""
    given = connection.get_connection_params() | ({"dbname": database} if database else {})
    return {key: given[key] for key in _ADDRESS if given.get(key)}


def line(database: str = "", *, autocommit: bool = False) -> psycopg.Connection:
    """A plain connection to Django's database, or to another one of its server, apart from Django's own."""
    return psycopg.connect(**address(database), autocommit=autocommit)


def surroundings(database: str = "") -> dict[str, str]:
    """The environment that leads PostgreSQL's programs to that database; no password stands on a command line."""
    return os.environ | {_ADDRESS[key]: str(value) for key, value in address(database).items()}


@contextmanager
def pointed_at(database: str) -> Iterator[None]:
    """Inside, Django works on another database of the same server."""
    former = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = former


def run(name: str, words: Sequence[str], database: str = "") -> None:
    """Runs a program on Django's database, or on another one; raises SafekeepingProblem with its last words when it fails.

    It runs under a guard: when this process is killed, the program ends too, with all that work for it.
    """
    with tempfile.TemporaryFile() as said:
        command = [find(name), *words]
        guard = start_guarded(command, stop_signal="TERM", grace=5, log=said.fileno(), env=surroundings(database))
        try:
            status = guard.wait()
        finally:
            stop_guarded(guard, 5)
        if status:
            said.seek(0)
            raise SafekeepingProblem(_failed(name, said.read().decode(errors="replace")))


def _failed(name: str, said: str) -> str:
    return _("%(name)s failed: %(said)s") % {"name": name, "said": said.strip()[-1500:]}


def pour(source: Sequence[str], first: str = "", last: str = "") -> None:
    """What a program writes goes into the database, between the SQL of `first` and of `last`, in one transaction.

    COMMIT is sent by us, and only when the program ended well: whatever dies half-way, this process included, psql meets
    the end of its input without it, and the database stays as it was. Raises SafekeepingProblem.
    """
    words = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    with tempfile.TemporaryFile() as said:
        surround = surroundings()
        giver = subprocess.Popen(
            [find(source[0]), *source[1:]], env=surround, cwd="/", stdout=subprocess.PIPE, stderr=said
        )
        try:
            taker = subprocess.Popen(
                [find("psql"), *words],
                env=surround,
                cwd="/",
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        except BaseException:
            giver.kill()
            giver.wait()
            raise
        done = False
        try:
            with suppress(BrokenPipeError):
                done = _poured(giver, taker, first, last)
        finally:
            for process in (taker, giver):
                process.kill()
                process.wait()
            with suppress(BrokenPipeError):
                taker.stdin and taker.stdin.close()
            giver.stdout and giver.stdout.close()
        if not done:
            said.seek(0)
            raise SafekeepingProblem(_failed(source[0], said.read().decode(errors="replace")))


def _poured(giver: subprocess.Popen[bytes], taker: subprocess.Popen[bytes], first: str, last: str) -> bool:
    given, taken = cast("BufferedReader", giver.stdout), cast("BufferedWriter", taker.stdin)
    taken.write(f"BEGIN;\n{first};\n".encode())
    taken.flush()
    while piece := given.read1(_PIECE):  # what is there, without waiting for more
        taken.write(piece)
        taken.flush()
    if giver.wait():
        return False
    taken.write(f"\n{last}\nCOMMIT;\n".encode())
    taken.close()
    return taker.wait() == 0


def flush(path: Path) -> None:
    """After this, the file or the folder's list of names outlives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
