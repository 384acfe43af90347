"""The face of the audit log."""

from portal.audit.chain import Break, Head, append, check, head
from portal.audit.models import Entry

__all__ = ["Break", "Entry", "Head", "append", "check", "head"]
