"""How long PostgreSQL works on one question of a web process: somebody waits for it, and others wait behind him."""

from typing import Any


def bound_questions(databases: dict[str, dict[str, Any]], seconds: int) -> None:
    """Has connections that are opened from now on give up a question after so many seconds; 0 bounds nothing.

    `databases` are Django's settings. Behind a pooler by transaction (no prepared statements) the connection is not this
    process's own, and poolers refuse such a wish: there it is set for the role (docs/operations.md).
    """
    for settings in databases.values():
        options = settings["OPTIONS"]
        if seconds and options.get("prepare_threshold") is not None:
            options["options"] = f"{options.get('options', '')} -c statement_timeout={seconds}s".strip()
