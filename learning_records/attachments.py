"""Attachments: bytes that belong to statements, kept once under their SHA-2 (Data 2.4.11).

The file is written and flushed before the row that names it is committed: a file without a row is rubbish, a row without a
file would be a loss.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

import psycopg
from django.conf import settings

from learning_records.models import Attachment
from learning_records.signatures import check_signature
from learning_records.validation import InvalidStatement
from learning_records.vocabulary import SIGNATURE_USAGE
from learning_records.writing import Row

_ALGORITHMS = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}


def digest_of(content: bytes, like: str) -> str | None:
    """The SHA-2 of the bytes, of the same length as this one; None if no SHA-2 has that length."""
    algorithm = _ALGORITHMS.get(len(like))
    return hashlib.new(algorithm, content).hexdigest() if algorithm else None


def _of(statement: dict, path: str) -> Iterator[tuple[dict, str]]:
    for number, attachment in enumerate(statement.get("attachments", ())):
        yield attachment, f"{path}.attachments[{number}]"
    if statement["object"].get("objectType") == "SubStatement":
        yield from _of(statement["object"], f"{path}.object")


def check(statement: dict, parts: Mapping[str, bytes], path: str) -> list[str]:
    """The SHA-2 of the statement's attachments whose bytes came along.

    Raises InvalidStatement for one that has neither bytes nor a fileUrl, and for a broken signature.
    """
    if "attachments" not in statement and statement["object"].get("objectType") != "SubStatement":
        return []
    found = []
    for attachment, place in _of(statement, path):
        sha2 = attachment["sha2"].lower()
        content = parts.get(sha2)
        if attachment["usageType"] == SIGNATURE_USAGE:
            check_signature(statement, attachment, content, place)
        if content is not None:
            found.append(sha2)  # the hash is the proof; `length` is only told, and clients count characters
        elif "fileUrl" not in attachment:
            raise InvalidStatement(place, f"has neither a fileUrl nor a part with the hash {sha2}")
    return found


def nothing_left_over(rows: Sequence[Row], parts: Mapping[str, bytes]) -> None:
    """Raises InvalidStatement for bytes that no statement names."""
    named = {sha2 for row in rows for sha2 in row.hashes}
    for sha2 in parts:
        if sha2 not in named:
            raise InvalidStatement("attachments", f"no statement names the part with the hash {sha2}")


def path_of(sha2: str) -> Path:
    """Where the bytes with this SHA-2 lie."""
    return Path(settings.PRIVATE_ROOT) / "xapi" / sha2[:2] / sha2


def keep_files(parts: Mapping[str, bytes]) -> None:
    """Writes the bytes that are not there yet, each under its final name only when it is complete."""
    for sha2, content in parts.items():
        target = path_of(sha2)
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as half:
            half.write(content)
            half.flush()
            os.fsync(half.fileno())
        Path(half.name).rename(target)


def connect(cursor: psycopg.Cursor, stored: list[Row], new: dict[UUID, int], parts: Mapping[str, bytes]) -> None:
    """The rows that say which statement names which bytes."""
    found = sorted({(new[row.statement_id], sha2) for row in stored for sha2 in row.hashes})
    if not found:
        return
    seqs, hashes = (list(part) for part in zip(*found, strict=True))
    kept = sorted(set(hashes))
    cursor.execute(
        "INSERT INTO learning_records_blob (sha2, size, stored_at) "
        "SELECT s, n, now() FROM unnest(%b::text[], %b::bigint[]) AS u(s, n) ON CONFLICT DO NOTHING",
        [kept, [len(parts[sha2]) for sha2 in kept]],
    )
    cursor.execute(
        "INSERT INTO learning_records_attachment (statement_id, sha2) SELECT * FROM unnest(%b::bigint[], %b::text[])",
        [seqs, hashes],
    )


def bytes_of(seqs: Iterable[int]) -> dict[str, bytes]:
    """The bytes of all attachments of these statements, each once."""
    hashes = (
        Attachment.objects.filter(statement_id__in=list(seqs))
        .values_list("sha2", flat=True)
        .distinct()
        .order_by("sha2")
    )
    return {sha2: path_of(sha2).read_bytes() for sha2 in hashes}


def listed(statement: dict) -> list[dict]:
    """The attachments a statement names, those of its SubStatement included."""
    return [attachment for attachment, _path in _of(statement, "statement")]
