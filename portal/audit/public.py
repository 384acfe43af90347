"""The face of the audit log."""

from portal.audit.chain import Break, Head, append, check, head
from portal.audit.models import Entry
from portal.audit.reading import Asked, LogPage, entries_of, read
from portal.audit.stamps import last_entry, stamp
from portal.audit.walking import ChainState, walk
from portal.audit.walking import state as chain_state

__all__ = [
    "Asked",
    "Break",
    "ChainState",
    "Entry",
    "Head",
    "LogPage",
    "append",
    "chain_state",
    "check",
    "entries_of",
    "head",
    "last_entry",
    "read",
    "stamp",
    "walk",
]
