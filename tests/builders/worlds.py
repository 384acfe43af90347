"""Worlds that many tests begin with: built once in a process, then laid in row by row.

A school is built in three hundred questions of the database, a tenth of a second and more of every test; its rows are laid in with
forty. What a test begins with is the same, row by row, as if it had been built: only its days and keys are those of the first time.
"""

import pickle
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import connection, transaction

World = TypeVar("World")

# What migrations and Django itself lay down about models; it says the same after every test.
KEPT_TABLES = ("django_content_type", "auth_permission", "django_migrations")
# Tables that have pages, so that have rows, or had some. A table that TRUNCATE emptied has none.
TOUCHED = (
    "SELECT c.oid::regclass::text, pg_relation_size(c.oid) FROM pg_class c WHERE c.relkind = 'r' "
    "AND c.relnamespace = 'public'::regnamespace AND pg_relation_size(c.oid) > 0 AND c.relname <> ALL(%s)"
)
_COLUMNS = (
    "SELECT c.oid::regclass::text, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_class c "
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' "
    "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL(%s) GROUP BY c.oid"
)
_NOTHING_WRITTEN = "SELECT pg_current_xact_id_if_assigned() IS NULL"
_begins: dict[str, int] = {}  # rows of the tables that migrations fill, as this process found them first
_kept: dict[tuple, tuple[dict[str, bytes], bytes]] = {}


def laid_in(build: Callable[[], World]) -> World:
    """The world that `build` makes, which must be a function of a module: its rows in the database, and what it returned.

    Where a test has written something before, or the database holds something unexpected, it is simply built.
    """
    state = _state()
    if state is None:
        return build()
    if (build, state) not in _kept:
        world = build()
        _chain_the_log()
        _kept[build, state] = _rows(), pickle.dumps(world)
        return world
    rows, world = _kept[build, state]
    _lay_in(rows)
    return pickle.loads(world)


def _state() -> str | None:
    """What the database holds now: `migrated`, `emptied`, or None for anything else."""
    with connection.cursor() as cursor:
        if not connection.in_atomic_block:
            return None if filled(cursor, touched(cursor)) else "emptied"
        cursor.execute(_NOTHING_WRITTEN)
        if not cursor.fetchone()[0]:
            return None
        if not _begins:
            _begins.update({table: _count(cursor, table) for table in _columns(cursor)})
        laid = [table for table, count in _begins.items() if count] or ["wagtailcore_page"]
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in laid))
        counts = cursor.fetchone()
    if not any(counts):
        return "emptied, in a transaction"
    return "migrated" if list(counts) == [_begins[table] for table in laid] else None


def touched(cursor) -> dict[str, int]:
    """Names of the tables that have pages -> their bytes."""
    cursor.execute(TOUCHED, [list(KEPT_TABLES)])
    return dict(cursor.fetchall())


def filled(cursor, tables: Iterable[str]) -> list[str]:
    """Those of these tables that hold a row."""
    asked = " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in tables)
    if not asked:
        return []
    cursor.execute(asked)
    return [name for (name,) in cursor.fetchall()]


def _chain_the_log() -> None:
    """Entries of the log are chained when their transaction ends; a world's are kept as they will stand then."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS audit_entry_chained IMMEDIATE")
        cursor.execute("SET CONSTRAINTS audit_entry_chained DEFERRED")


def _columns(cursor) -> dict[str, str]:
    cursor.execute(_COLUMNS, [list(KEPT_TABLES)])
    return dict(cursor.fetchall())


def _count(cursor, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return cursor.fetchone()[0]


def _rows() -> dict[str, bytes]:
    """The rows of every table that has some, by table and columns."""
    found = {}
    with connection.cursor() as cursor:
        for table, columns in _columns(cursor).items():
            with cursor.copy(f"COPY (SELECT {columns} FROM {table}) TO STDOUT") as copy:
                if rows := b"".join(copy):
                    found[f"{table} ({columns})"] = rows
    return found


def _lay_in(rows: dict[str, bytes]) -> None:
    """In place of what migrations filled; triggers of append-only tables look away."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in rows:
            name = table.partition(" ")[0]
            if _begins.get(name):
                cursor.execute(f"DELETE FROM {name}")
        for table, data in rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(data)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
