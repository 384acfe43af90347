"""Secrets of other systems at rest: encrypted with the key that lies outside the database (NAMES_KEY), like names of persons."""

from cryptography.fernet import Fernet
from django.conf import settings


def _fernet() -> Fernet:
    return Fernet(settings.NAMES_KEY.encode("ascii"))


def sealed(text: str) -> bytes:
    """The secret as a Fernet token."""
    return _fernet().encrypt(text.encode("utf-8"))


def opened(token: bytes | memoryview) -> str:
    """The secret again; raises `cryptography.fernet.InvalidToken` when the key is another one."""
    return _fernet().decrypt(bytes(token)).decode("utf-8")
