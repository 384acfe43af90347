"""Names of persons: encrypted at rest, sorted by a folded key, found by a blind index."""

import hmac
import re
from typing import Any

from portal.people.keys import DataKey, decrypt, encrypt_all, key_of
from portal.people.lookup import lookup_key
from portal.people.models import PersonalRecord
from portal.text.folding import fold

_SHORTEST = 2  # letters of the shortest beginning that is found
_LONGEST = 12  # letters after which nothing is gained: no Vietnamese word is longer than seven
_YEAR = re.compile(r"(?:19|20)\d\d")


def sort_key(full_name: str) -> str:
    """Default key: the folded name in the order written, words parted by one space. People may correct it."""
    return " ".join(fold(full_name).split())


def full_name(record: PersonalRecord) -> str:
    """The name in a record, with no query when `key` was selected with it; empty for somebody forgotten."""
    try:
        return decrypt(record.full_name_encrypted, record.key)
    except DataKey.DoesNotExist:
        return ""


def name_fields(
    learner_id: object, name: str, key: DataKey | None = None, secret: bytes | None = None
) -> dict[str, Any]:
    """The fields of a `PersonalRecord` that say this name, under the learner's data key.

    `secret` (`lookup_key`) at hand spares its question, for who writes many names.
    """
    key = key or key_of(f"learner:{learner_id}")
    written, sorted_by = encrypt_all([name, sort_key(name)], key)
    return {
        "key": key,
        "full_name_encrypted": written,
        "sort_key_encrypted": sorted_by,
        "name_tokens": name_tokens(name, secret),
    }


def _token(secret: bytes, word: str) -> int:
    """Eight bytes of a keyed digest as PostgreSQL's bigint: without the key a token says nothing of its word."""
    return int.from_bytes(hmac.digest(secret, b"name:" + word.encode("utf-8"), "sha256")[:8], signed=True)


def name_tokens(name: str, secret: bytes | None = None) -> list[int]:
    """What a name is found by: its folded words, whole and by their beginnings from two letters."""
    secret, parts = secret or lookup_key(), set()
    for word in fold(name).split():
        parts.add(word)
        parts.update(word[:length] for length in range(_SHORTEST, min(len(word), _LONGEST) + 1))
    return sorted(_token(secret, part) for part in parts)


def asked_tokens(text: str) -> tuple[list[int], int | None]:
    """The tokens that a name must all have to answer the text, and the year of birth that stands in it, or None."""
    words = fold(text).split()
    years = [int(word) for word in words if _YEAR.fullmatch(word)]
    parts = {word[:_LONGEST] for word in words if not _YEAR.fullmatch(word)}
    secret = lookup_key() if parts else b""
    return sorted(_token(secret, part) for part in parts), years[0] if years else None
