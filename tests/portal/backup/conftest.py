"""A second server for what is brought back."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from portal.running.embedded_postgres import EmbeddedPostgres


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

    def ask(self, sql: str, *values: object) -> list:
        """Rows of its database."""
        with psycopg.connect(self.url, autocommit=True) as line:
            return line.execute(sql, values).fetchall()

    def do(self, sql: str) -> None:
        """Does something in its database."""
        with psycopg.connect(self.url, autocommit=True) as line:
            line.execute(sql)

    def empty(self) -> None:
        """Its database as on the first day."""
        with psycopg.connect(self.url, autocommit=True) as line:
            line.execute("DROP SCHEMA public CASCADE")
            line.execute("CREATE SCHEMA public")


@pytest.fixture(scope="module")
def _server() -> Iterator[Elsewhere]:
    with tempfile.TemporaryDirectory(prefix="portal-elsewhere-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
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
