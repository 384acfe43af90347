"""What all tests share."""

import gc
import os
from collections.abc import Iterator
from unittest import mock

import hypothesis
import psycopg
import pytest
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.signals import user_logged_in
from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

from tests.builders.worlds import filled, touched

_LARGE = 256 * 1024  # bytes of a table that is emptied whole: what was deleted stays in its pages until then
_HOLDERS = (
    "SELECT DISTINCT a.pid, a.state, a.query FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
    "JOIN pg_class c ON c.oid = l.relation WHERE c.relnamespace = 'public'::regnamespace AND l.granted "
    "AND a.datname = current_database() AND a.pid <> pg_backend_pid() ORDER BY a.pid"
)


def _empty_what_is_filled(self, sql_list: list[str]) -> None:
    """In place of a TRUNCATE of two hundred tables: the rows of those that have some. Triggers of append-only tables look away.

    TRUNCATE makes new files for every table and index: a few rows are deleted seven times as fast.

    A connection that a test left inside a transaction holds its tables for ever: after 20 s the error says which one.
    """
    with self.connection.cursor() as cursor:
        sizes = touched(cursor)
        if not sizes:
            return
        try:
            with transaction.atomic(using=self.connection.alias):
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute("SET LOCAL lock_timeout = '20s'")
                cursor.execute(f"LOCK TABLE {', '.join(sizes)} IN ACCESS EXCLUSIVE MODE")
                having = filled(cursor, sizes)
                large = [name for name in having if sizes[name] > _LARGE]
                if large:
                    cursor.execute(f"TRUNCATE {', '.join(large)} CASCADE")
                if small := set(having) - set(large):
                    cursor.execute("; ".join(f"DELETE FROM {name}" for name in sorted(small)))
        except OperationalError as problem:
            if not isinstance(problem.__cause__, psycopg.errors.LockNotAvailable):
                raise
            cursor.execute(_HOLDERS)
            held = "; ".join(f"process {pid} ({state}): {query}" for pid, state, query in cursor.fetchall())
            pytest.fail(f"Tables cannot be emptied, a connection holds them: {held or 'gone by now'}")


@pytest.fixture(autouse=True, scope="session")
def emptying_is_quick() -> Iterator[None]:
    """Tests that commit are cleaned up after; without asking Django for permissions and content types, which stay."""
    with (
        mock.patch.object(DatabaseOperations, "execute_sql_flush", _empty_what_is_filled),
        mock.patch("django.core.management.commands.flush.emit_post_migrate_signal"),
    ):
        yield


@pytest.fixture(autouse=True, scope="session")
def locks_stand_in_transactions_of_their_own() -> Iterator[None]:
    """A row is locked inside a transaction that the code opened. The one that a test runs in would hide that none was."""
    execute = SQLCompiler.execute_sql

    def executed(self, *args, **kwargs):
        if self.query.select_for_update and self.using == DEFAULT_DB_ALIAS:
            opened = connections[self.using].atomic_blocks
            if opened and all(block._from_testcase for block in opened):
                raise TransactionManagementError(
                    "select_for_update outside of a transaction: only the test has one open"
                )
        return execute(self, *args, **kwargs)

    with mock.patch.object(SQLCompiler, "execute_sql", executed):
        yield


@pytest.fixture(autouse=True, scope="session")
def what_stays_is_not_looked_through() -> None:
    """Thousands of classes and functions are there for ever: Python need not look for garbage among them, a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


# Machines are shared: how long an example takes says nothing about what is tested.
# The same examples at every run, so that a red test is red again; `make soak` looks for new ones.
hypothesis.settings.register_profile(
    "steady",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    print_blob=True,
    derandomize="SOAK" not in os.environ,
)
hypothesis.settings.load_profile("steady")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a test before left in the cache (Wagtail keeps where its sites begin) belongs to rows that are gone."""
    for name in caches:
        caches[name].clear()


def _with_a_second_factor(sender, request, user, **kwargs) -> None:
    if request.method is None:  # the test client's own request: signing in by a page has a method
        record_authentication(request, user, "mfa", type="totp")


@pytest.fixture(autouse=True, scope="session")
def signed_in_by_the_client_is_signed_in_whole() -> Iterator[None]:
    """`force_login` gives a session of the highest level; who signs in by the page has to show what the page asks for."""
    user_logged_in.connect(_with_a_second_factor)
    yield
    user_logged_in.disconnect(_with_a_second_factor)
