"""A question of a web process has an end and one plan; those of commands and the worker take their time."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from portal.limits.questions import bound_questions, plan_once

_SHOW = """
from django.db import connection
connection.ensure_connection()
names = ('statement_timeout', 'plan_cache_mode', 'enable_memoize')
print(*(connection.connection.execute('SHOW ' + name).fetchone()[0] for name in names))
"""


@pytest.mark.django_db
def test_connections_give_up_after_the_time() -> None:
    given = {"default": {"OPTIONS": {"prepare_threshold": 5, "options": "-c lock_timeout=9s"}}}
    bound_questions(given, 1)
    params = connection.get_connection_params()
    known = {key: params[key] for key in ("host", "port", "user", "password", "dbname") if params.get(key)}
    with psycopg.connect(**known, options=given["default"]["OPTIONS"]["options"]) as line:
        assert line.execute("SHOW lock_timeout").fetchone() == ("9s",)
        with pytest.raises(psycopg.errors.QueryCanceled):
            line.execute("SELECT pg_sleep(60)")


@pytest.mark.parametrize(("threshold", "seconds"), [(5, 0), (None, 60)])
def test_nothing_is_wished_for_where_it_is_not_wanted_or_not_possible(threshold: int | None, seconds: int) -> None:
    given = {"default": {"OPTIONS": {"prepare_threshold": threshold}}}
    bound_questions(given, seconds)
    if threshold is None:
        plan_once(given)
    assert given == {"default": {"OPTIONS": {"prepare_threshold": threshold}}}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("begin", "shown"),
    [("import portal.wsgi", "7s force_generic_plan off"), ("import django; django.setup()", "0 auto on")],
    ids=["web", "command"],
)
def test_only_web_processes_hurry(begin: str, shown: str) -> None:
    place = connection.settings_dict
    address = (
        f"postgresql://{place['USER']}:{place['PASSWORD']}@/{place['NAME']}?host={place['HOST']}&port={place['PORT']}"
    )
    told = subprocess.run(
        [sys.executable, "-c", f"{begin}\n{_SHOW}"],
        env=os.environ | {"DATABASE_URL": address, "STATEMENT_TIMEOUT": "7"},
        cwd=settings.BASE_DIR, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stdout.strip() == shown
