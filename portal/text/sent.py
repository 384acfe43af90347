"""Numbers and addresses as forms of ours send them: whatever a client makes of them, no error and no endless work."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

MOST_DIGITS = 18  # of every key that the database counts


def whole(text: str, digits: int = MOST_DIGITS) -> int | None:
    """The number that a text writes with at most so many digits 0 to 9; None for anything else.

    `str.isdigit` takes “²”, which `int` does not; `int` takes “٣”, and refuses what has more than 4,300 digits.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def address_here(request: HttpRequest, url: str, otherwise: str = "") -> str:
    """An address to go back to that lies on this site; `otherwise` for any other.

    A word without a stroke is none: `django.shortcuts.redirect` would take it for the name of a view, and break.
    """
    inside = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if inside and "/" in url else otherwise
