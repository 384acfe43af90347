"""Names of persons: encrypted at rest, and the folded key they are sorted by (family, middle, given)."""

import unicodedata
from functools import cache

from cryptography.fernet import Fernet
from django.conf import settings

from portal.text.folding import fold


@cache
def _fernet() -> Fernet:
    return Fernet(settings.NAMES_KEY.encode("ascii"))


def encrypt(text: str) -> bytes:
    """The text, NFC-normalised, as a Fernet token."""
    return _fernet().encrypt(unicodedata.normalize("NFC", text).encode("utf-8"))


def decrypt(token: bytes | memoryview) -> str:
    """The text again; raises `cryptography.fernet.InvalidToken` when the key is another one."""
    return _fernet().decrypt(bytes(token)).decode("utf-8")


def sort_key(full_name: str) -> str:
    """Default key: the folded name in the order written, words parted by one space. People may correct it."""
    return " ".join(fold(full_name).split())
