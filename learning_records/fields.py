"""Column types of our own."""

from typing import Any

from django.db import models


class JsonText(models.TextField):
    """JSON kept as text: order of members and spelling of numbers survive, which `jsonb` would lose.

    Python sees a str. It is read as `column::text`, for the driver would otherwise parse every row.
    """

    def db_type(self, connection: Any) -> str:
        return "json"

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        return f"({sql})::text", params


class Identifier(models.CharField):
    """A text that is looked up whole.

    Django gives every unique text a second index, for LIKE (it does so by the name `varchar`); nobody asks for that here, and
    the texts of a store's identifiers are its largest index. Without `max_length` it has no bound of its own.
    """

    def db_type(self, connection: Any) -> str:
        return super().db_type(connection).replace("varchar", "character varying")
