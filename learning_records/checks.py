"""A check at start: the base IRI is the one this store began with."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connection

_TABLE = "learning_records_installation"


def base_iri_is_fixed(app_configs: Any = None, databases: Any = None, **more: Any) -> list[CheckMessage]:
    """An error when IRI_BASE was changed; nothing when the database or its tables are not there yet.

    It asks in SQL, so that `apps.py` can import it before the models are loaded.
    """
    if not databases or "default" not in databases:
        return []
    try:
        with connection.cursor() as cursor:
            if _TABLE not in connection.introspection.table_names(cursor):
                return []
            cursor.execute(f"SELECT iri_base FROM {_TABLE}")  # noqa: S608 - a constant name
            found = cursor.fetchone()
    except DatabaseError:
        return []
    if found is None or found[0] == settings.IRI_BASE:
        return []
    return [
        Error(
            f"IRI_BASE is {settings.IRI_BASE}, but this store began with {found[0]}.",
            hint="Set IRI_BASE back: every learner and activity is known by an identifier that begins with it.",
            id="learning_records.E001",
        )
    ]
