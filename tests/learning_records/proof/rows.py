"""Whether a refusal left anything behind."""

from django.db import connection

_TABLES = (
    "agent", "verb", "activity", "statement", "statementagent", "statementactivity", "statementreference",
    "referencechain", "voiding", "blob", "attachment", "document",
)  # fmt: skip
_QUESTION = " UNION ALL ".join(
    f"SELECT '{name}', count(*), coalesce(sum(hashtext(t::text)::bigint), 0) FROM learning_records_{name} t"
    for name in _TABLES
)


def contents() -> list[tuple]:
    """Rows of every table of the store, and a sum over what stands in them."""
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION)
        return cursor.fetchall()
