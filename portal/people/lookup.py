"""Finding what lies encrypted: a keyed digest of it, under a key that lies wrapped among the data keys.

The key is made once and never changes: changing NAMES_KEY wraps it anew. Without it a digest of a telephone number, of
which there are only so many, could be turned back by trying them all.
"""

import hmac
import re
import unicodedata

from portal.people.keys import key_of, secret_of

HOLDER = "installation:lookup"
_BETWEEN = re.compile(r"[\s.\-()]+")
_PHONE = re.compile(r"(?:\+84|0084|84|0)([1-9]\d{8,9})")


def lookup_key() -> bytes:
    """The installation's key for digests. Asked for each time: kept in memory it could outlive a transaction that failed."""
    return secret_of(key_of(HOLDER))


def phone_of(text: str) -> str:
    """The telephone number in the form +84912345678, or empty when the text is none."""
    found = _PHONE.fullmatch(_BETWEEN.sub("", text))
    return f"+84{found[1]}" if found else ""


def as_dialled(text: str) -> str:
    """A telephone number as people here write it, 0912345678; any other name as it is."""
    phone = phone_of(text)
    return f"0{phone[3:]}" if phone else text


def plain(text: str) -> str:
    """What is compared: a telephone number in one form, any other name in NFC and small letters, without outer blanks."""
    return phone_of(text) or unicodedata.normalize("NFC", text.strip()).lower()


def lookup(text: str, secret: bytes | None = None) -> str:
    """The digest by which a name for signing in is found: equal for all ways to write it.

    `secret` (`lookup_key`) at hand spares its question, for who looks many up.
    """
    return hmac.new(secret or lookup_key(), b"sign-in:" + plain(text).encode("utf-8"), "sha256").hexdigest()
