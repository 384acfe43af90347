"""Attachments: bytes that belong to statements, kept once under their SHA-2 (Data 2.4.11).

Bytes go to a file as they arrive, never through memory as a whole. The file is flushed before the row that names it is
committed: a file without a row is rubbish, a row without a file would be a loss.
"""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType

import psycopg
from django.conf import settings

from learning_records import driver
from learning_records.ingest.insert_sql import Row
from learning_records.models import Attachment
from learning_records.spec import signatures
from learning_records.spec.limits import SIGNATURE
from learning_records.spec.validation import InvalidStatement
from learning_records.vocabulary import SIGNATURE_USAGE

_PIECE = 256 * 1024  # bytes
_ABANDONED = 24 * 3600  # seconds
LOCK = 0x46494C45  # “FILE”: shared by who names files, held alone by who removes those that nobody names
_ALGORITHMS = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}


@dataclass(frozen=True)
class Arrived:
    """Bytes that came with a request: where they lie for the moment, and how many they are."""

    path: Path
    size: int

    def read(self) -> bytes:
        """All of them."""
        return self.path.read_bytes()

    @cached_property
    def signature(self) -> signatures.Signature:
        """What they say as a signature, read once for all who name it; raises BrokenSignature."""
        return signatures.read(self.read())


class WrongHash(ValueError):
    """The bytes are not those of the SHA-2 they came with."""


class Arriving:
    """Takes the bytes of one attachment; `done()` says whether they are those of the SHA-2 they came with."""

    def __init__(self, folder: Path, sha2: str) -> None:
        algorithm = _ALGORITHMS.get(len(sha2))
        if algorithm is None:
            raise WrongHash(sha2)
        self.sha2, self.size, self._digest = sha2, 0, hashlib.new(algorithm)
        handle, name = tempfile.mkstemp(dir=folder)
        self.path, self._file = Path(name), os.fdopen(handle, "wb")

    def write(self, piece: bytes) -> None:
        """The next bytes."""
        self.size += len(piece)
        self._digest.update(piece)
        self._file.write(piece)

    def close(self) -> None:
        """There are no more bytes; they will outlive a power cut."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def done(self) -> Arrived:
        """Raises WrongHash."""
        self.close()
        if self._digest.hexdigest() != self.sha2:
            raise WrongHash(self.sha2)
        return Arrived(self.path, self.size)

    def drop(self) -> None:
        """Whatever was not kept is removed."""
        with contextlib.suppress(OSError):  # on a full disk even closing fails: what the buffer held has no place
            self._file.close()
        self.path.unlink(missing_ok=True)


@dataclass
class Inbox:
    """The attachments of one request while it is being worked on."""

    arriving: list[Arriving] = field(default_factory=list)

    def open(self, sha2: str) -> Arriving:
        """A place for the bytes with this SHA-2 (lower case); raises WrongHash for what is no SHA-2."""
        folder = Path(settings.PRIVATE_ROOT) / "xapi" / "arriving"
        if not self.arriving:
            folder.mkdir(parents=True, exist_ok=True)
            _tidy(folder)
        else:
            self.arriving[-1].close()  # parts come one after the other: one file is open, however many there are
        self.arriving.append(Arriving(folder, sha2))
        return self.arriving[-1]

    def put(self, content: bytes) -> str:
        """Takes bytes that are here already; returns their SHA-256."""
        place = self.open(hashlib.sha256(content).hexdigest())
        place.write(content)
        return place.sha2

    def parts(self) -> dict[str, Arrived]:
        """What arrived, by SHA-2; raises WrongHash."""
        return {one.sha2: one.done() for one in self.arriving}

    def __enter__(self) -> "Inbox":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for one in self.arriving:
            one.drop()


def _tidy(folder: Path) -> None:
    """What a process left here when it was killed, and nobody can be writing any more."""
    for old in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > _ABANDONED:
                old.unlink()


def _of(statement: dict, path: str) -> Iterator[tuple[dict, str]]:
    for number, attachment in enumerate(statement.get("attachments", ())):
        yield attachment, f"{path}.attachments[{number}]"
    if statement["object"].get("objectType") == "SubStatement":
        yield from _of(statement["object"], f"{path}.object")


def check(statement: dict, parts: Mapping[str, Arrived], path: str) -> list[str]:
    """The SHA-2 of the statement's attachments whose bytes came along.

    Raises InvalidStatement for one that has neither bytes nor a fileUrl, and for a broken signature.
    """
    if "attachments" not in statement and statement["object"].get("objectType") != "SubStatement":
        return []
    found, unsigned = [], signatures.Unsigned(statement)
    for attachment, place in _of(statement, path):
        sha2 = attachment["sha2"].lower()
        content = parts.get(sha2)
        if attachment["usageType"] == SIGNATURE_USAGE:
            _check_signature(unsigned, attachment, content, place)
        if content is not None:
            found.append(sha2)  # the hash is the proof; `length` is only told, and clients count characters
        elif "fileUrl" not in attachment:
            raise InvalidStatement(place, f"has neither a fileUrl nor a part with the hash {sha2}")
    return found


def _check_signature(unsigned: signatures.Unsigned, attachment: dict, content: Arrived | None, path: str) -> None:
    signatures.check_type(attachment, path)
    if content is None:
        raise InvalidStatement(path, "the bytes of a signature must come with the statement")
    if content.size > SIGNATURE:
        raise InvalidStatement(path, f"a signature is no longer than {SIGNATURE} bytes")
    try:
        unsigned.check(content.signature)
    except signatures.BrokenSignature as problem:
        raise InvalidStatement(path, str(problem)) from problem


def nothing_left_over(rows: Sequence[Row], parts: Mapping[str, Arrived]) -> None:
    """Raises InvalidStatement for bytes that no statement names."""
    named = {sha2 for row in rows for sha2 in row.hashes}
    for sha2 in parts:
        if sha2 not in named:
            raise InvalidStatement("attachments", f"no statement names the part with the hash {sha2}")


def path_of(sha2: str) -> Path:
    """Where the bytes with this SHA-2 lie."""
    return Path(settings.PRIVATE_ROOT) / "xapi" / sha2[:2] / sha2


def size_of(sha2: str) -> int | None:
    """How many bytes lie there; None when the file is lost."""
    try:
        return path_of(sha2).stat().st_size
    except FileNotFoundError:
        return None


def _keep_files(parts: Mapping[str, Arrived]) -> None:
    """Gives the bytes that are not there yet their final names; they were flushed before."""
    for sha2, content in parts.items():
        target = path_of(sha2)
        if target.exists():
            continue  # also in the second try after a deadlock
        target.parent.mkdir(parents=True, exist_ok=True)
        content.path.rename(target)
        _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    """After this, a name in the folder outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def connect(cursor: psycopg.Cursor, stored: list[Row], new: dict[str, int], parts: Mapping[str, Arrived]) -> None:
    """The files, and the rows that say which statement names which bytes. All that could be refused has been by now.

    Whoever is here holds the lock of `leftover_files` until the transaction ends: no file that is found there is removed.
    """
    found = sorted({(new[row.statement_id], sha2) for row in stored for sha2 in row.hashes})
    if not found:
        return
    seqs, hashes = (list(part) for part in zip(*found, strict=True))
    kept = sorted(set(hashes))
    cursor.execute(f"SELECT pg_advisory_xact_lock_shared({LOCK})")
    cursor.fetchone()
    _keep_files({sha2: parts[sha2] for sha2 in kept})
    cursor.execute(
        "INSERT INTO learning_records_blob (sha2, size, stored_at) "
        "SELECT s, n, now() FROM unnest(%b::text[], %b::bigint[]) AS u(s, n) ON CONFLICT DO NOTHING",
        [kept, [parts[sha2].size for sha2 in kept]],
    )
    cursor.execute(
        "INSERT INTO learning_records_attachment (statement_id, sha2) SELECT * FROM unnest(%b::bigint[], %b::text[])",
        [seqs, hashes],
    )


def hashes_of(seqs: Iterable[int]) -> list[str]:
    """The SHA-2 of all attachments of these statements whose bytes are here, each once."""
    rows = Attachment.objects.using(driver.alias()).filter(statement_id__in=list(seqs)).values_list("sha2", flat=True)
    return list(rows.distinct().order_by("sha2"))


def content_of(sha2: str) -> Iterator[bytes]:
    """The bytes, piece by piece."""
    with open(path_of(sha2), "rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def listed(statement: dict) -> list[dict]:
    """The attachments a statement names, those of its SubStatement included."""
    return [attachment for attachment, _path in _of(statement, "statement")]
