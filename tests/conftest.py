"""What all tests share."""

from collections.abc import Iterator

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(autouse=True, scope="session")
def emptying_passes_the_guards() -> Iterator[None]:
    """Lets the test runner empty tables whose triggers refuse TRUNCATE (the append-only ones) between tests."""
    original = DatabaseOperations.execute_sql_flush

    def flush(self, sql_list):
        return original(
            self, ["SET session_replication_role = replica", *sql_list, "SET session_replication_role = DEFAULT"]
        )

    DatabaseOperations.execute_sql_flush = flush
    yield
    DatabaseOperations.execute_sql_flush = original
