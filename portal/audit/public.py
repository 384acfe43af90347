"""The face of the audit log."""

from portal.audit.blocks import Place, blocks_since, broken_block, place_of, seal
from portal.audit.chain import Break, Head, append, check, head
from portal.audit.models import Block, Entry
from portal.audit.reading import Asked, LogPage, entries_of, read
from portal.audit.stamps import last_entry, stamp
from portal.audit.walking import ChainState, walk
from portal.audit.walking import state as chain_state

__all__ = [
    "Asked",
    "Block",
    "Break",
    "ChainState",
    "Entry",
    "Head",
    "LogPage",
    "Place",
    "append",
    "blocks_since",
    "broken_block",
    "chain_state",
    "check",
    "entries_of",
    "head",
    "last_entry",
    "place_of",
    "read",
    "seal",
    "stamp",
    "walk",
]
