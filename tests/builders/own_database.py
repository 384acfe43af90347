"""Databases of their own for programs that tests start: copies of the migrated one, in the server of this test process."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings as conf

from tests.template_database import NAME as MIGRATED


@contextmanager
def own_database(name: str, template: str = MIGRATED) -> Iterator[str]:
    """The address of a database of this name, as `DATABASE_URL` takes it; it goes away at the end."""
    line = conf.DATABASES["default"]
    where = {"host": line["HOST"], "port": line["PORT"] or None, "user": line["USER"], "password": line["PASSWORD"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    port = f"&port={line['PORT']}" if line["PORT"] else ""
    yield f"postgresql://{line['USER']}:{line['PASSWORD']}@/{name}?host={line['HOST']}{port}"
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
