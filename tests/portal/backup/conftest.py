"""A second server for what is brought back."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from portal.running.embedded_postgres import EmbeddedPostgres
from portal.settings.base import database as database_settings
from tests import template_database


@dataclass
class Elsewhere:
    """Another machine: a server of its own, a folder of its own, the keys of the installation."""

    folder: Path
    url: str

    def surroundings(self, **variables: str) -> dict[str, str]:
        """The environment of a command there."""
        return (
            os.environ
            | {
                "VAR_DIR": str(self.folder / "var"),
                "DATABASE_URL": self.url,
                "DJANGO_SETTINGS_MODULE": "portal.settings.test",
                "NAMES_KEY": settings.NAMES_KEY,
                "IRI_BASE": settings.IRI_BASE,
            }
            | variables
        )

    def manage(self, *words: str, fails: bool = False, **variables: str) -> str:
        """Runs a command there; its output, or its complaint when it is to fail."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            env=self.surroundings(**variables), cwd=settings.BASE_DIR, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert bool(done.returncode) == fails, done.stdout + done.stderr
        return done.stderr if fails else done.stdout

    @contextmanager
    def in_this_process(self, **changes: object) -> Iterator[None]:
        """Inside, Django's database and folders are those over there: what runs here runs as if it ran there."""
        var = self.folder / "var"
        places = {"VAR_DIR": var, "PRIVATE_ROOT": var / "private", "MEDIA_ROOT": var / "media"}
        given = connection.settings_dict
        former = dict(given)
        connection.close()
        given.update(database_settings(self.url))
        ContentType.objects.clear_cache()
        try:
            with override_settings(**places | changes):
                yield
        finally:
            connection.close()
            given.clear()
            given.update(former)
            ContentType.objects.clear_cache()

    def call(self, *words: str, fails: bool = False, **changes: object) -> str:
        """Runs a command there without a process of its own; its output, or its complaint when it is to fail.

        `changes` are settings that differ there.
        """
        said = StringIO()
        with self.in_this_process(**changes):
            if fails:
                with pytest.raises(CommandError) as problem:
                    call_command(*words, stdout=said, stderr=said)
                return str(problem.value)
            call_command(*words, stdout=said, stderr=said)
        return said.getvalue()

    def ask(self, sql: str, *values: object) -> list:
        """Rows of its database."""
        with psycopg.connect(self.url, autocommit=True) as line:
            return line.execute(sql, values).fetchall()

    def do(self, sql: str) -> None:
        """Does something in its database."""
        with psycopg.connect(self.url, autocommit=True) as line:
            line.execute(sql)

    def at(self, database: str) -> psycopg.Connection:
        """A connection to another database there, in autocommit."""
        return psycopg.connect(self.url.replace("@/portal?", f"@/{database}?", 1), autocommit=True)

    def databases(self) -> list[str]:
        """Names of those there are, without the server's own."""
        own = ["postgres", "template0", "template1", template_database.NAME]
        with self.at("postgres") as line:  # a connection to its database would be somebody who uses it
            found = line.execute(
                "SELECT datname FROM pg_database WHERE datname <> ALL(%s) ORDER BY 1", (own,)
            ).fetchall()
        return [name for (name,) in found]

    def empty(self, template: str = "template1") -> None:
        """Its database as on the first day, or a copy of another one."""
        with self.at("postgres") as line:
            line.execute("DROP DATABASE IF EXISTS portal WITH (FORCE)")
            line.execute(f"CREATE DATABASE portal TEMPLATE {template}")
        shutil.rmtree(self.folder / "var", ignore_errors=True)

    def migrate(self) -> None:
        """Its database with all tables: a copy of the tests' migrated one, and what was added since."""
        self.empty(template_database.NAME)
        self.call("migrate", "--verbosity=0")


@pytest.fixture(scope="package")
def _server() -> Iterator[Elsewhere]:
    with tempfile.TemporaryDirectory(prefix="portal-elsewhere-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        template_database.lay_in(folder / "postgres")
        server = EmbeddedPostgres(folder / "postgres", durable=False)
        url = server.start()
        try:
            yield Elsewhere(folder, url)
        finally:
            server.stop()


@pytest.fixture
def elsewhere(_server: Elsewhere) -> Elsewhere:
    """A machine with an empty database."""
    _server.empty()
    return _server


@pytest.fixture
def files(settings, tmp_path) -> None:
    """This machine's folders of files."""
    settings.PRIVATE_ROOT, settings.MEDIA_ROOT = tmp_path / "private", tmp_path / "media"
    settings.PRIVATE_ROOT.mkdir()
    settings.MEDIA_ROOT.mkdir()
