"""The keys of the installation, which lie outside the database (NAMES_KEY): the first one wraps, all of them unwrap."""

import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

MAKE_ONE = ".venv/bin/python -m portal.new_keys"


def installation_keys() -> list[str]:
    """The keys of NAMES_KEY in order, as written: parted by commas or blanks."""
    return settings.NAMES_KEY.replace(",", " ").split()


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key.encode("ascii")) for key in keys])


def installation_ring() -> MultiFernet:
    """The keys together; raises ValueError when one of them is no Fernet key, or there is none."""
    return _ring(tuple(installation_keys()))


def mark(key: str) -> str:
    """Tells one key from another, and does not give it away."""
    return hashlib.sha256(b"names-key:" + key.encode()).hexdigest()[:16]


def marks() -> list[str]:
    """The marks of the keys, that of the wrapping one first."""
    return [mark(key) for key in installation_keys()]


def seal_secret(text: str) -> bytes:
    """A secret of the installation's own, such as another system's password, under the first key."""
    return installation_ring().encrypt(text.encode("utf-8"))


def open_secret(token: bytes | memoryview) -> str:
    """The secret again; raises `cryptography.fernet.InvalidToken` when the keys are other ones."""
    return installation_ring().decrypt(bytes(token)).decode("utf-8")


def reseal_secret(token: bytes | memoryview) -> bytes:
    """The same secret under the first key; raises `cryptography.fernet.InvalidToken` when the keys are other ones."""
    return installation_ring().rotate(bytes(token))
