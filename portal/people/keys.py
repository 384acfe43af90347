"""Keys: one of its own for whatever may be forgotten, wrapped by the installation's, which lie outside the database.

What belongs to a person is encrypted with the person's data key (`DataKey`); the data keys are wrapped by the keys of
NAMES_KEY (`cryptography.fernet.MultiFernet`: the first wraps, all unwrap). So the installation's key is changed without
touching a name, and a person is forgotten everywhere, in old dumps too, by deleting one row. A token says itself which
data key opens it: the key's id in 16 bytes, then the Fernet token.
"""

import unicodedata
import uuid
from collections.abc import Iterable

from cryptography.fernet import Fernet
from django.db import models, transaction

from portal.people.installation_keys import installation_ring, marks

_ID = 16  # bytes of a data key's id at the beginning of a token
_BATCH = 500  # data keys wrapped anew in one transaction


class DataKey(models.Model):
    """A wrapped data key.

    `holder` says whose it is: `learner:<uuid>`, `user:<uuid>`, `decision:<pk>`, `meeting:<pk>`, `installation:lookup`. Nothing
    points here with a constraint: the rows are backed up apart, and one that is deleted leaves unreadable what it encrypted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.CharField(max_length=60, unique=True)
    wrapped = models.BinaryField()
    wrapped_by = models.CharField(
        max_length=16, db_index=True, help_text="mark of the installation's key that wrapped it"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "people"


_NEW = {
    "wrapped": lambda: installation_ring().encrypt(Fernet.generate_key()),
    "wrapped_by": lambda: marks()[0],
}


def key_of(holder: str) -> DataKey:
    """The data key of a holder such as `learner:<uuid>`, made when there is none yet."""
    return DataKey.objects.get_or_create(holder=holder, defaults=_NEW)[0]


def new_key(holder: str) -> DataKey:
    """A data key for a holder that cannot have one yet; spares the question."""
    return DataKey.objects.create(holder=holder, **{name: make() for name, make in _NEW.items()})


def new_keys(holders: Iterable[str]) -> list[DataKey]:
    """The same for many holders, written at once; in their order."""
    return DataKey.objects.bulk_create(
        [DataKey(holder=holder, **{name: make() for name, make in _NEW.items()}) for holder in holders],
        batch_size=_BATCH,
    )


def secret_of(key: DataKey) -> bytes:
    """The data key itself; raises `cryptography.fernet.InvalidToken` when no key of the installation unwraps it."""
    return installation_ring().decrypt(bytes(key.wrapped))


def encrypt(text: str, key: DataKey) -> bytes:
    """The text, NFC-normalised, as a token under this data key."""
    return encrypt_all([text], key)[0]


def encrypt_all(texts: Iterable[str], key: DataKey) -> list[bytes]:
    """The same for several texts of one holder: the data key is unwrapped once."""
    return encrypt_bytes([unicodedata.normalize("NFC", text).encode("utf-8") for text in texts], key)


def encrypt_bytes(parts: Iterable[bytes], key: DataKey) -> list[bytes]:
    """Bytes as they are, such as a file, as tokens under this data key."""
    secret = Fernet(secret_of(key))
    return [key.pk.bytes + secret.encrypt(part) for part in parts]


def decrypt_bytes(token: bytes | memoryview) -> bytes:
    """The bytes again; empty when the data key is gone."""
    row = bytes(token)
    key = DataKey.objects.filter(pk=uuid.UUID(bytes=row[:_ID])).first()
    return Fernet(secret_of(key)).decrypt(row[_ID:]) if key else b""


def decrypt(token: bytes | memoryview, key: DataKey | None = None) -> str:
    """The text again; empty when its data key is gone, since whoever it belonged to was forgotten.

    `key` spares the question for the data key when it is at hand. Raises `cryptography.fernet.InvalidToken` when the
    installation's keys are other ones.
    """
    return decrypt_all([token], [key] if key else ())[0]


def decrypt_all(tokens: Iterable[bytes | memoryview], known: Iterable[DataKey] = ()) -> list[str]:
    """The same for many, with at most one query; `known` are data keys at hand."""
    rows = [bytes(token) for token in tokens]
    secrets = {key.pk: Fernet(secret_of(key)) for key in known}
    asked = {uuid.UUID(bytes=row[:_ID]) for row in rows} - secrets.keys()
    if asked:
        secrets |= {key.pk: Fernet(secret_of(key)) for key in DataKey.objects.filter(pk__in=asked)}
    found = []
    for row in rows:
        secret = secrets.get(uuid.UUID(bytes=row[:_ID]))
        found.append(secret.decrypt(row[_ID:]).decode("utf-8") if secret else "")
    return found


def reseal(token: bytes | memoryview, holder: str) -> bytes:
    """The same text under another holder's data key: a decision keeps a name for as long as the decision is kept."""
    return encrypt(decrypt(token), key_of(holder))


def seal_all(texts: Iterable[str], holder: str) -> list[bytes]:
    """The same for many, with one question for the key."""
    return encrypt_all(texts, key_of(holder))


def encrypt_for(text: str, holder: str) -> bytes:
    """The text under the data key of a holder such as `decision:<pk>`."""
    return encrypt(text, key_of(holder))


def drop_keys(holders: Iterable[str]) -> int:
    """Deletes these holders' data keys: what they encrypted can be read by nobody any more. Returns how many there were."""
    return DataKey.objects.filter(holder__in=list(holders)).delete()[0]


def rotate(batch: int = _BATCH) -> int:
    """Wraps every data key with the installation's first key; returns how many were wrapped anew.

    In batches of their own transactions, while the site runs: a killed run goes on where it was, since each row says which
    key wrapped it, and a key that is deleted meanwhile stays deleted. Raises `cryptography.fernet.InvalidToken` when a
    data key was wrapped by a key that is no longer in NAMES_KEY.
    """
    ring, first, done = installation_ring(), marks()[0], 0
    while True:
        with transaction.atomic():
            rows = list(DataKey.objects.select_for_update().exclude(wrapped_by=first).order_by("pk")[:batch])
            for row in rows:
                row.wrapped, row.wrapped_by = ring.rotate(bytes(row.wrapped)), first
            DataKey.objects.bulk_update(rows, ["wrapped", "wrapped_by"])
        if not rows:
            return done
        done += len(rows)
