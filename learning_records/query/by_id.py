"""One statement by its id, as the endpoint gives it back."""

from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID

from learning_records import driver
from learning_records.query.paging import Found

_ONE = (
    "SELECT seq, stored, version, payload::text FROM learning_records_statement "
    "WHERE statement_id = {}::uuid AND voided = {}::bool AND authority_id = coalesce({}::bigint, authority_id)"
)
_ONE_QUICKLY, _ONE = _ONE.format("$1", "$2", "$3"), _ONE.format("%b", "%b", "%b")
_2000 = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL counts microseconds from here


def find(statement_id: UUID, *, voided: bool, mine: int | None) -> Found | None:
    """The statement, among the voided or among the others; `mine` is the number of the authority it must be of."""
    by = None if mine is None else mine.to_bytes(8)
    quick = driver.quickly("one_statement", _ONE_QUICKLY, [statement_id.bytes, bytes([voided]), by])
    if quick is None:
        row = driver.cursor().execute(_ONE, [statement_id, voided, mine], binary=True).fetchone()
        return Found(*row) if row else None
    if not quick:
        return None
    seq, stored, version, text = cast("list[bytes]", quick)
    moment = _2000 + timedelta(microseconds=int.from_bytes(stored, signed=True))
    return Found(int.from_bytes(seq), moment, version.decode(), text.decode())
