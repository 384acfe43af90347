"""The face of the audit log."""

from portal.audit.chain import Break, Head, append, check, head
from portal.audit.models import Entry
from portal.audit.stamps import last_entry, stamp

__all__ = ["Break", "Entry", "Head", "append", "check", "head", "last_entry", "stamp"]
