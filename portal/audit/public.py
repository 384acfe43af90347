"""The face of the audit log."""

from portal.audit.chain import Break, Head, append, check, head

__all__ = ["Break", "Head", "append", "check", "head"]
