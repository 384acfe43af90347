"""The chain in blocks: a part of the log is shown to be of the whole without showing the millions of entries around it.

A block is a Merkle tree over the hashes of so many entries; its root is kept with that of the block before. An entry with its
path to the root, and the roots, are enough for anybody to check that it lies in the log and that nothing was put in later.
"""

import hashlib
from dataclasses import dataclass

from django.db import connection, transaction

from portal.audit.models import Block, Entry

SIZE = 4096  # entries of a block: a power of two, so that every path has the same length
_NONE = "0" * 64
_LOCK = 1096107081  # "AUDI": that of the trigger which chains entries


@dataclass(frozen=True)
class Place:
    """Where an entry lies: its block, and what stands on the left or right on the way to the root."""

    block: int
    path: tuple[tuple[str, str], ...]


def seal(most: int = 100) -> int:
    """Makes blocks of the entries that fill one; returns how many were made. Safe to run twice at once."""
    made = 0
    while made < most and _seal_next():
        made += 1
    return made


def _seal_next() -> bool:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = Block.objects.order_by("-number").first()
        first = last.last + 1 if last else 1
        hashes = _hashes(first)
        if len(hashes) < SIZE:
            return False
        Block.objects.create(
            number=last.number + 1 if last else 1,
            first=first,
            last=first + SIZE - 1,
            root=_levels(hashes)[-1][0].hex(),
            previous_root=last.root if last else _NONE,
        )
    return True


def place_of(entry: Entry) -> Place | None:
    """The way from an entry to the root of its block; None while the block is not full."""
    block = Block.objects.filter(first__lte=entry.position, last__gte=entry.position).first()
    if block is None or entry.position is None:
        return None
    at, path = entry.position - block.first, []
    for level in _levels(_hashes(block.first, block.last - block.first + 1))[:-1]:
        other = at ^ 1
        path.append(("left" if other < at else "right", level[other].hex()))
        at //= 2
    return Place(block.number, tuple(path))


def blocks_since(number: int) -> list[Block]:
    """The blocks from this one on, in order."""
    return list(Block.objects.filter(number__gte=number).order_by("number"))


def broken_block() -> int | None:
    """The first block whose entries do not give its root, or that does not follow the one before; None when all do."""
    before = _NONE
    for number, block in enumerate(Block.objects.order_by("number").iterator(), 1):
        hashes = _hashes(block.first, block.last - block.first + 1)
        right = block.number == number and block.previous_root == before and len(hashes) == block.last - block.first + 1
        if not right or _levels(hashes)[-1][0].hex() != block.root:
            return block.number
        before = block.root
    return None


def _hashes(first: int, count: int = 0) -> list[bytes]:
    count = count or SIZE
    rows = Entry.objects.filter(position__gte=first, position__lt=first + count).order_by("position")
    return [bytes.fromhex(one) for one in rows.values_list("hash", flat=True) if one]


def _levels(leaves: list[bytes]) -> list[list[bytes]]:
    """All rows of the tree, from the leaves to the root."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        row = levels[-1]
        pairs = zip(row[::2], row[1::2], strict=True)
        levels.append([hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs])
    return levels
