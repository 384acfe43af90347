"""How many rows the database walks for a question: what a page costs at 100,000 shows in its plan at 600."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def questions_of() -> Iterator[list[tuple[str, Any]]]:
    """The questions that are asked inside, with their parameters."""
    found: list[tuple[str, Any]] = []

    def note(execute, sql: str, params: Any, many: bool, context: dict) -> Any:
        if sql.startswith("SELECT"):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def visited(sql: str, params: Any) -> int:
    """Rows of tables and indexes that are looked at, kept or not, when an index is taken wherever there is one for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql, params)
        plan = cursor.fetchone()[0][0]["Plan"]
        cursor.execute("SET LOCAL enable_seqscan = on")
    return round(_rows(plan))


def _rows(node: dict[str, Any]) -> float:
    here = 0.0
    if "Relation Name" in node or "Index Name" in node:
        removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
        here = (node["Actual Rows"] + sum(node.get(name, 0) for name in removed)) * node["Actual Loops"]
    return here + sum(_rows(one) for one in node.get("Plans", ()))
