"""What all tests share."""

from collections.abc import Iterator

import hypothesis
import pytest
from django.core.cache import cache
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


# Machines are shared: how long an example takes says nothing about what is tested.
hypothesis.settings.register_profile(
    "steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("steady")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a test before left in the cache (Wagtail keeps where its sites begin) belongs to rows that are gone."""
    cache.clear()
