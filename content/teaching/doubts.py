"""What of a message its writer is asked about once before it goes: a citizen's number, a link to a place nobody knows. Pure."""

import re
from collections.abc import Collection

_NUMBER = re.compile(
    r"(?<!\d)(?<!\d[ .-])(?:\d{12}|\d{3}(?:[ .-]\d{3}){3}|\d{4}(?:[ .-]\d{4}){2})(?![ .-]?\d)", re.ASCII
)
_HOST = r"(?:[a-z0-9-]{1,63}\.){1,5}"
_ENDINGS = "vn|com|net|org|info|xyz|top|site|online|shop|club|ly|me|io|cc|gl|gg"
_LINK = re.compile(
    rf"(?<![\w@.-])(?:https?://(?P<full>[^\s/?#\\]+)|(?P<bare>{_HOST}(?:{_ENDINGS}))(?![\w-]))",
    re.ASCII | re.IGNORECASE,
)
_OF_THE_STATE = ".gov.vn"  # given to offices of the state alone


def numbers_in(text: str) -> list[str]:
    """Numbers of twelve figures, as a citizen's identity card has one, each once."""
    return list(dict.fromkeys(_NUMBER.findall(text)))


def unknown_hosts(text: str, own: Collection[str]) -> list[str]:
    """Hosts that links lead to and that are neither of `own` nor an office of the state, each once."""
    found = []
    for match in _LINK.finditer(text):
        host = (match["full"] or match["bare"]).rpartition("@")[2].partition(":")[0].strip(".,;!)").lower()
        if host not in own and not host.endswith(_OF_THE_STATE):
            found.append(host)
    return list(dict.fromkeys(found))
