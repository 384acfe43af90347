"""What other connections do."""

import threading
from collections.abc import Callable

from django.db import connection, transaction

from portal.people.public import everyone

_WHY = "two acts at the same moment"


def somebody_waits() -> bool:
    """Whether a connection to this database waits for a row or table that another one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # inside a transaction the first look would stand for all
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def beside(first: Callable[[], object], second: Callable[[], object], *kinds: type[Exception]) -> Exception | None:
    """`first` is done but not committed when `second` begins in another connection; what the second one was refused with."""
    refused: list[Exception] = []

    def other() -> None:
        try:
            with everyone(_WHY):
                second()
        except kinds as problem:
            refused.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic(), everyone(_WHY):
        first()
        thread.start()
        for _try in range(100):
            thread.join(0.05)
            if not thread.is_alive() or somebody_waits():
                break
    thread.join(20)
    assert not thread.is_alive()
    return refused[0] if refused else None
