"""Rows of every table, counted in several connections side by side."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any

import psycopg
from psycopg import sql

# The largest first: it takes the longest, and the small ones are counted beside it.
_TABLES = (
    "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
    "ORDER BY pg_table_size(c.oid) DESC, c.relname"
)


def counted(address: Mapping[str, Any], jobs: int, snapshot: str = "") -> dict[str, int]:
    """Rows of every table of the database at this address, exactly, `jobs` tables at a time.

    `snapshot` is the name of an exported one that all of them look at; without it nobody may be writing.
    """
    with _reader(address, snapshot) as reader:
        names = [name for (name,) in reader.execute(_TABLES)]
    waiting: SimpleQueue[str] = SimpleQueue()
    for name in names:
        waiting.put(name)
    with ThreadPoolExecutor(jobs) as pool:
        parts = [pool.submit(_counted_by_one, address, snapshot, waiting) for _ in range(min(jobs, len(names)))]
        found = {name: number for part in parts for name, number in part.result().items()}
    return {name: found[name] for name in sorted(names)}


def _counted_by_one(address: Mapping[str, Any], snapshot: str, waiting: "SimpleQueue[str]") -> dict[str, int]:
    found = {}
    with _reader(address, snapshot) as reader:
        while True:
            try:
                name = waiting.get_nowait()
            except Empty:
                return found
            text = sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(name))
            (found[name],) = reader.execute(text).fetchone() or (0,)


@contextmanager
def _reader(address: Mapping[str, Any], snapshot: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(**address) as reader:
        reader.isolation_level, reader.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        if snapshot:
            reader.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot)))
        yield reader
