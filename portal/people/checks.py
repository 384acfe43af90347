"""What must be right with the keys before the site starts, said with the command that makes it right."""

from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

from portal.people.installation_keys import MAKE_ONE, installation_keys, marks
from portal.people.keys import DataKey


@register(Tags.security)
def names_key(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Whether every key of NAMES_KEY is a Fernet key. No message shows a key."""
    keys = installation_keys()
    if not keys:
        return [Error("NAMES_KEY is empty: names of persons cannot be encrypted.", hint=_make(), id="people.E001")]
    found: list[CheckMessage] = []
    for number, key in enumerate(keys, 1):
        try:
            Fernet(key.encode("ascii"))
        except ValueError:
            said = f"Key {number} of {len(keys)} in NAMES_KEY is no Fernet key (32 bytes in URL-safe base64)."
            found.append(Error(said, hint=_make(), id="people.E002"))
    return found


def _make() -> str:
    return (
        f"Make one with: {MAKE_ONE}. Several keys are parted by commas; the first one encrypts. See docs/operations.md."
    )


@register(Tags.database)
def names_key_fits(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Whether the data keys in the database were wrapped by keys of NAMES_KEY."""
    if "default" not in (databases or ()) or names_key():
        return []
    try:
        with connections["default"].cursor() as cursor:
            if DataKey._meta.db_table not in connections["default"].introspection.table_names(cursor):
                return []
        strange = DataKey.objects.exclude(wrapped_by__in=marks()).values_list("wrapped_by", flat=True).distinct()
        missing = sorted(strange[:5])
    except DatabaseError:
        return []  # a database that does not answer says so itself
    if not missing:
        return []
    said = f"Names in this database were encrypted with other keys than NAMES_KEY holds (marks {', '.join(missing)})."
    hint = "Set NAMES_KEY to the key the installation had, or add it after a comma; a new key cannot read them."
    return [Error(said, hint=hint, id="people.E003")]
