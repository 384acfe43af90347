"""The embedded database, started for the length of a command when no site runs it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from portal import env
from portal.backup.programs import SafekeepingProblem
from portal.running.embedded_postgres import EmbeddedPostgres, PostgresProblem
from portal.settings.base import database


def _answers() -> bool:
    try:
        connection.ensure_connection()
        return True
    except Exception:  # noqa: BLE001 - whatever the reason, it is not there
        return False


@contextmanager
def reachable(say: Callable[[str], None]) -> Iterator[None]:
    """Inside, Django's database answers. Raises SafekeepingProblem when it does not and is not ours to start."""
    if _answers():
        yield
        return
    if env.DATABASE_URL:
        raise SafekeepingProblem(_("The database of DATABASE_URL does not answer. Start it, or correct the address."))
    server = EmbeddedPostgres(Path(settings.VAR_DIR) / "postgres", say=say)
    try:
        url = server.start()
    except (PostgresProblem, psycopg.Error) as problem:
        raise SafekeepingProblem(str(problem)) from problem
    try:
        connection.close()
        connection.settings_dict.update(database(url))
        yield
    finally:
        connection.close()
        server.stop()
