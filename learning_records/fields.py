"""A column type of our own: PostgreSQL's `json`, which keeps a text exactly as it was written."""

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
