"""Order for consumers: `seq` with shared advisory locks (settled: the engine room).

A writer locks, shared, the number the sequence stood at when it began. A consumer reads the sequence's last value, then the
smallest number still locked in this database, and takes what is not above either. Nothing is missed, nothing is doubled,
and a transaction open in another database of the server hides nothing.
"""

import time
from datetime import datetime
from typing import cast

from django.db import connection

from learning_records.driver import cursor
from learning_records.spec.statement import iso

_MOMENT = 0.05  # seconds
_lately: dict[str, tuple[float, str]] = {}

_SEQUENCE = "learning_records_statement_seq_seq"
_BASE = 1 << 62
_HIGH = _BASE >> 32
_LAST = "last_value - (NOT is_called)::int"

# The locks of writers at work in this database. What this transaction wrote itself it can see, so its own lock is left out.
_HOLDERS = f"""
    FROM pg_locks l WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.pid <> pg_backend_pid()
      AND l.classid::bigint >= {_HIGH} AND l.classid::bigint < {_HIGH * 2}
"""  # noqa: S608 - all texts of this module are put together from its own constants


# First act of every transaction that writes statements, as a row of any question: '' (takes the shared lock until the
# transaction ends), the time its statements are stored at (microseconds since 1970), the store's base IRI (NULL: none yet).
# The lock is taken before the clock is read (a select list is evaluated from left to right): nobody who saw no lock can
# have seen a later time.
BEGINNING = (
    f"pg_advisory_xact_lock_shared((1::bigint << 62) + {_LAST})::text, "  # noqa: S608 - as above
    "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint, "
    f"(SELECT iri_base FROM learning_records_installation) FROM {_SEQUENCE}"
)
_READ_LAST = f"SELECT {_LAST} FROM {_SEQUENCE}"  # noqa: S608 - as above
_READ_OLDEST = f"SELECT min((l.classid::bigint << 32) + l.objid::bigint) {_HOLDERS}"
# Asked per holder: the view pg_stat_activity would be put together for every connection of the server, on every answer.
_READ_THROUGH = (
    "SELECT least(statement_timestamp(), (SELECT min(a.xact_start) "  # noqa: S608 - as above
    f"FROM (SELECT DISTINCT l.pid {_HOLDERS}) AS h, LATERAL pg_stat_get_activity(h.pid) AS a))"
)


def horizon() -> int:
    """The highest `seq` below which no transaction is still at work. Each question is a read of its own, in this order."""
    with connection.cursor() as look:
        look.execute(_READ_LAST)
        last = look.fetchone()[0]
    oldest = oldest_writer()
    return last if oldest is None else min(last, oldest)


def oldest_writer() -> int | None:
    """The number the sequence stood at when the oldest of the other writers at work began; None when there is none."""
    with connection.cursor() as look:
        look.execute(_READ_OLDEST)
        oldest = look.fetchone()[0]
    return None if oldest is None else oldest - _BASE


def take_number() -> int:
    """A number of the sequence that no statement gets: writers that begin from now on stand at it or above."""
    with connection.cursor() as look:
        look.execute("SELECT nextval(%s)", [_SEQUENCE])
        return look.fetchone()[0]


def consistent_through() -> datetime:
    """Everything stored before this moment can be read (X-Experience-API-Consistent-Through); ask before reading."""
    (through,) = cast("tuple[datetime]", cursor().execute(_READ_THROUGH).fetchone())
    return through


def lately_consistent_through() -> str:
    """The same as the header has it, asked at most a moment ago by any request of this process: what was true then stays true."""
    database, now = str(connection.settings_dict["NAME"]), time.monotonic()
    asked_at, through = _lately.get(database, (0.0, ""))
    if now - asked_at > _MOMENT:
        through = iso(consistent_through())
        _lately[database] = (now, through)
    return through


def last_known_through() -> str:
    """The same without asking, for when the database cannot be asked: what this process heard last, or an empty text."""
    return _lately.get(str(connection.settings_dict["NAME"]), (0.0, ""))[1]
