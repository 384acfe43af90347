"""The driver's own cursors on Django's connection, and in its transaction.

Django's cursor binds on the client, treats %b as text and prepares nothing: half the speed (measured).
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from psycopg.pq import ExecStatus, TransactionStatus

_LOG = logging.getLogger(__name__)
# What is raised when the database is not there, cuts the connection or gives up: here by the driver, elsewhere by Django.
AWAY = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)
_prepared: WeakKeyDictionary[psycopg.Connection, set[str]] = WeakKeyDictionary()
_reads: ContextVar[str] = ContextVar("reads", default=DEFAULT_DB_ALIAS)


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    """Inside, what reads statements reads them from this database; what writes must not be called."""
    before = _reads.set(alias)
    try:
        yield
    finally:
        _reads.reset(before)


def alias() -> str:
    """The database that reads go to at this moment."""
    return _reads.get()


def plain(values: Iterable[object]) -> str:
    """The text of an array of numbers, times or UUIDs (None: NULL): a third of the time of the driver's binary form.

    For nothing else: values with commas, quotes or braces would need escaping.
    """
    return "{" + ",".join(map(str, values)).replace("None", "NULL") + "}"


def ready() -> None:
    """Before a transaction begins: a connection that died meanwhile is replaced. Inside of one it is too late for that."""
    line = connections[_reads.get()]
    line.close_if_health_check_failed()
    line.ensure_connection()


def cursor() -> psycopg.Cursor:
    """A cursor that binds on the server; statements used often are prepared."""
    line = connections[_reads.get()]
    if not line.in_atomic_block:
        line.close_if_health_check_failed()  # as before a cursor of Django's: once a request, if it is to be asked at all
    line.ensure_connection()
    return psycopg.Cursor(line.connection)


def quickly(name: str, question: str, values: Sequence[bytes | None]) -> list[bytes | None] | None:
    """The first row of the answer to a prepared question, in PostgreSQL's binary form; [] when there is none.

    For what is asked for thousands of times a second and is short: a cursor costs three times what libpq itself does. `values`
    are in binary form as well, `question` has $1, $2, …. None: it cannot be asked this way here, or went wrong: ask with a
    cursor, which prepares nothing where it must not, and raises what there is to raise.
    """
    line = connections[_reads.get()]
    if line.in_atomic_block:
        return None  # what went wrong would spoil the caller's transaction
    line.close_if_health_check_failed()
    line.ensure_connection()
    raw = line.connection
    if raw.prepare_threshold is None or raw.pgconn.transaction_status != TransactionStatus.IDLE:
        return None
    known = _prepared.get(raw)
    if known is None:
        known = _prepared[raw] = set()
    if name not in known:
        if raw.pgconn.prepare(name.encode(), question.encode()).status != ExecStatus.COMMAND_OK:
            return None
        known.add(name)
    answer = raw.pgconn.exec_prepared(name.encode(), values, [1] * len(values), 1)
    if answer.status != ExecStatus.TUPLES_OK:
        known.discard(name)  # gone with DISCARD, or its table has changed
        return None
    return [answer.get_value(0, column) for column in range(answer.nfields)] if answer.ntuples else []


def alone() -> bool:
    """Whether no transaction is open: neither one of Django's nor one that its connection would begin by itself."""
    line = connections[DEFAULT_DB_ALIAS]
    return not line.in_atomic_block and line.get_autocommit()


def commit() -> psycopg.Cursor:
    """Sends COMMIT inside a pipeline that began with BEGIN; `committed` looks at the answer once the pipeline has ended."""
    return cursor().execute("COMMIT")


def committed(answer: psycopg.Cursor) -> None:
    """Raises psycopg.OperationalError when the database rolled back instead, which it does without calling it an error."""
    if answer.statusmessage != "COMMIT":
        raise psycopg.OperationalError(f"COMMIT was answered with {answer.statusmessage}")


def roll_back() -> None:
    """Ends what BEGIN began, after an error; a connection that cannot even do that is given up."""
    line = connections[DEFAULT_DB_ALIAS]
    try:
        if line.connection is not None:
            line.connection.rollback()
    except psycopg.Error:
        line.close()


def broken(problem: Exception) -> None:
    """One of AWAY was caught: at the end of the request Django looks whether the connection still works, or drops it.

    It does so by itself for what its own cursors meet, and would go on with a connection that only ours saw break.
    """
    _LOG.error("the database failed: %s", problem)
    connections[_reads.get()].errors_occurred = True


def pipeline() -> AbstractContextManager[psycopg.Pipeline]:
    """Inside, statements are sent without waiting for the answers of those before; reading a cursor waits for its own.

    Only `cursor()` may be used inside: what binds on the client cannot be sent this way.
    """
    line = connections[_reads.get()]
    line.ensure_connection()
    return line.connection.pipeline()
