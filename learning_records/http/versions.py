"""In which version of xAPI a request is answered (1.0.3 Communication 3.3; 2.0 4.1.11)."""

from collections.abc import Mapping

from django.http import HttpRequest

from learning_records.http.errors import ProtocolError

LATEST = {"1": "1.0.3", "2": "2.0.0"}
# Without a usable version neither family may be claimed: both halves of the conformance suite accept 0.95.
NO_VERSION = "0.95"
_NAME = "x-experience-api-version"


def usable(asked: str) -> str | None:
    """The version to answer in, for what a request's header says: its family's latest; None for a version we do not speak."""
    parts = asked.split(".")
    for family in LATEST:
        if asked == f"{family}.0" or (
            len(parts) == 3 and parts[:2] == [family, "0"] and parts[2].isascii() and parts[2].isdigit()
        ):
            return LATEST[family]
    return None


def version_of(headers: Mapping[str, str]) -> str:
    """The version to answer in: the request's family. Raises ProtocolError 400 for a missing or unknown header."""
    found = usable(headers.get(_NAME, ""))
    if found is None:
        raise ProtocolError(400, "the header X-Experience-API-Version must be 1.0.x or 2.0.x")
    return found


def version_for(request: HttpRequest) -> str:
    """The version in which a request is refused that got no further than its headers."""
    return usable(request.META.get("HTTP_X_EXPERIENCE_API_VERSION", "")) or NO_VERSION
