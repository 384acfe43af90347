"""The register of certificates: issued, replaced and ended."""

from recognition.certificates.ends import decided_where, end_by, issuing_today, locked_for, must_be_third
from recognition.certificates.issuing import issue, issue_all
from recognition.certificates.superseding import supersede, supersede_with

__all__ = [
    "decided_where",
    "end_by",
    "issue",
    "issue_all",
    "issuing_today",
    "locked_for",
    "must_be_third",
    "supersede",
    "supersede_with",
]
