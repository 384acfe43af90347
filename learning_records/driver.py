"""The driver's own cursors on Django's connection, and in its transaction.

Django's cursor binds on the client, treats %b as text and prepares nothing: half the speed (measured).
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, DataError, InterfaceError, InternalError, OperationalError, connections
from psycopg.pq import ExecStatus, TransactionStatus

_LOG = logging.getLogger(__name__)
# What is raised when the database is not there, gives up or takes something not: here by the driver, elsewhere by Django.
# Which of these it is, `failure` says.
PROBLEMS = (
    *(psycopg.OperationalError, psycopg.InterfaceError, psycopg.DataError, psycopg.InternalError),
    *(OperationalError, InterfaceError, DataError, InternalError),
)
_TRIES = 4
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Failure:
    """A failure of the database as it is answered: HTTP status, what to do, and after how many seconds (None: never)."""

    status: int
    words: str
    again_after: int | None = None


_AWAY = Failure(503, "the database does not answer at the moment; send the same again in a few seconds", 2)
_LOST = Failure(503, "others wrote the same at this moment; send the same again", 1)
_SLOW = Failure(
    503,
    "the database took too long; ask for less (since, until, agent, verb, a smaller limit) or send less at once",
    30,
)
_FULL = Failure(507, "the store has no room left; whoever runs it has to make some; keep what you wanted to send", 300)
_TOO_LARGE = Failure(413, "the database does not take something as large as that; send less at once")
_REFUSED = Failure(400, "the database cannot keep a value of this")
# By SQLSTATE, or by its class (the first two characters): PostgreSQL, appendix A.
_FAILURES = {
    "08": _AWAY,
    "57": _AWAY,
    "57014": _SLOW,
    "40": _LOST,
    "55P03": _LOST,
    "25006": _AWAY,  # a primary that has become a replica
    "53": _AWAY,
    "53100": _FULL,
    "54": _TOO_LARGE,
    "22": _REFUSED,
}
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


def beside(other: psycopg.Cursor) -> psycopg.Cursor:
    """One more cursor on the connection of this one: finding the connection again takes longer than a short question."""
    return psycopg.Cursor(other.connection)


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


def commit(begun: psycopg.Cursor) -> psycopg.Cursor:
    """Sends COMMIT inside a pipeline in which `begun` sent BEGIN; `committed` looks at the answer once the pipeline has ended."""
    return beside(begun).execute("COMMIT")


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
    """One of PROBLEMS was caught: at the end of the request Django looks whether the connection still works, or drops it.

    It does so by itself for what its own cursors meet, and would go on with a connection that only ours saw break.
    """
    _LOG.error("the database failed: %s", problem)
    connections[_reads.get()].errors_occurred = True


def _state(problem: BaseException) -> str | None:
    """The SQLSTATE, empty when the database said nothing at all; None when this is no failure of the driver."""
    if not isinstance(problem, psycopg.Error):
        problem = problem.__cause__ or problem  # Django's errors have the driver's as their cause
    if isinstance(problem, psycopg.Error):
        return problem.sqlstate or ""
    return "" if isinstance(problem, (OperationalError, InterfaceError)) else None


def failure(problem: BaseException) -> Failure | None:
    """What one of PROBLEMS means for who asked; None for one that nobody foresaw."""
    state = _state(problem)
    if not state:
        return None if state is None else _AWAY
    return _FAILURES.get(state) or _FAILURES.get(state[:2])


def is_down(problem: BaseException) -> bool:
    """Whether nothing else could be stored at this moment either."""
    return failure(problem) in (_AWAY, _FULL)


def took_too_long(problem: BaseException) -> bool:
    """Whether the database gave up the question because of its length: another one would work as long on it."""
    return failure(problem) is _SLOW


def not_taken(problem: BaseException) -> bool:
    """Whether the database will never take what it was given: sending it again is no use."""
    return failure(problem) in (_TOO_LARGE, _REFUSED)


def patiently(transact: Callable[[], _Result]) -> _Result:
    """Runs a transaction, and once more when others won (deadlock, serialization); `_TRIES` times in all.

    Two batches that bring the same ids in different orders may block each other: the loser of the two tries again.
    """
    for left in reversed(range(_TRIES)):
        try:
            return transact()
        except PROBLEMS as problem:
            if not left or failure(problem) is not _LOST:
                raise
    raise AssertionError  # the last try returned or raised


@contextmanager
def pipeline() -> Iterator[psycopg.Pipeline]:
    """Inside, statements are sent without waiting for the answers of those before; reading a cursor waits for its own.

    Only `cursor()` may be used inside: what binds on the client cannot be sent this way. Raises psycopg.OperationalError as
    well where the connection broke and the driver speaks of a wrong use: of what the database said last it may drop the error
    and keep the answers before it, and then finds no records to read.
    """
    line = connections[_reads.get()]
    line.ensure_connection()
    raw = line.connection
    try:
        with raw.pipeline() as opened:
            yield opened
    except psycopg.ProgrammingError as problem:
        if problem.sqlstate is not None or not raw.closed:
            raise
        raise psycopg.OperationalError("the connection broke before all was answered") from problem
