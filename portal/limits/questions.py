"""How PostgreSQL works on the questions of a web process: how long, for somebody waits for it, and by which plans."""

from typing import Any


def bound_questions(databases: dict[str, dict[str, Any]], seconds: int) -> None:
    """Has connections that are opened from now on give up a question after so many seconds; 0 bounds nothing.

    `databases` are Django's settings. Behind a pooler by transaction (no prepared statements) the connection is not this
    process's own, and poolers refuse such a wish: there it is set for the role (docs/operations.md).
    """
    if seconds:
        _wish(databases, f"statement_timeout={seconds}s")


def plan_once(databases: dict[str, dict[str, Any]]) -> None:
    """Has the same connections plan a prepared question once, and never keep in memory what a join finds row by row.

    Only pages of statements and what the record store writes are prepared, and their texts leave the planner no choice that
    hangs on the values. Left to itself it plans many of them anew each time, and has every statement of a page copied into a
    cache that is never asked, for it believes that some come twice: together a quarter of the database's time for such a page.
    """
    _wish(databases, "plan_cache_mode=force_generic_plan")
    _wish(databases, "enable_memoize=off")


def _wish(databases: dict[str, dict[str, Any]], setting: str) -> None:
    for settings in databases.values():
        options = settings["OPTIONS"]
        if options.get("prepare_threshold") is not None:
            options["options"] = f"{options.get('options', '')} -c {setting}".strip()
