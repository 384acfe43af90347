"""Order for consumers: `seq` with shared advisory locks (settled: the engine room).

A writer locks, shared, the number the sequence stood at when it began. A consumer reads the sequence's last value, then the
smallest number still locked in this database, and takes what is not above either. Nothing is missed, nothing is doubled,
and a transaction open in another database of the server hides nothing.
"""

from datetime import datetime

from django.db import connection

_SEQUENCE = "learning_records_statement_seq_seq"
_BASE = 1 << 62
_HIGH = _BASE >> 32


def begin_writing() -> None:
    """First act of every transaction that writes statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pg_advisory_xact_lock_shared((1::bigint << 62) + last_value - (NOT is_called)::int) FROM {_SEQUENCE}"  # noqa: S608 - a constant name
        )


_HOLDERS = f"""
    FROM pg_locks l WHERE locktype = 'advisory' AND objsubid = 1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.pid <> pg_backend_pid()  -- what this transaction wrote itself it can see
      AND classid::bigint >= {_HIGH} AND classid::bigint < {_HIGH * 2}
"""  # noqa: S608 - constants


def horizon() -> int:
    """The highest `seq` below which no transaction is still at work. Each question is a read of its own."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT last_value - (NOT is_called)::int FROM {_SEQUENCE}")  # noqa: S608 - a constant name
        last = cursor.fetchone()[0]
        cursor.execute(f"SELECT min((classid::bigint << 32) + objid::bigint) {_HOLDERS}")
        oldest = cursor.fetchone()[0]
    return last if oldest is None else min(last, oldest - _BASE)


_OLDEST_WRITER = f"SELECT min(a.xact_start) FROM pg_stat_activity a WHERE a.pid IN (SELECT l.pid {_HOLDERS})"  # noqa: S608 - constants


def consistent_through() -> datetime:
    """Everything stored before this moment can be read (X-Experience-API-Consistent-Through)."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT least(clock_timestamp(), ({_OLDEST_WRITER}))")
        return cursor.fetchone()[0]
