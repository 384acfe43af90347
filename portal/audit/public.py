"""The face of the audit log."""

from portal.audit.blocks import Place, blocks_since, broken_block, place_of, seal
from portal.audit.chain import Break, Head, append, check, head
from portal.audit.models import Block, Entry
from portal.audit.stamps import last_entry, stamp

__all__ = [
    "Block",
    "Break",
    "Entry",
    "Head",
    "Place",
    "append",
    "blocks_since",
    "broken_block",
    "check",
    "head",
    "last_entry",
    "place_of",
    "seal",
    "stamp",
]
