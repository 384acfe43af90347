"""Secrets of other systems at rest: under the keys that lie outside the database (NAMES_KEY), like the keys of persons."""

from django.db import transaction

from learning_records.forwarding.models import ForwardingTarget
from portal.people.public import open_secret, reseal_secret, seal_secret


def sealed(text: str) -> bytes:
    """The secret as a Fernet token under the installation's first key."""
    return seal_secret(text)


def opened(token: bytes | memoryview) -> str:
    """The secret again; raises `cryptography.fernet.InvalidToken` when the keys are other ones."""
    return open_secret(token)


def reseal_all() -> int:
    """Every target's secret under the installation's first key; returns how many there are. Safe while the site runs."""
    keys = ForwardingTarget.objects.values_list("pk", flat=True)
    for pk in keys:
        with transaction.atomic():
            row = ForwardingTarget.objects.select_for_update().get(pk=pk)
            row.secret_encrypted = reseal_secret(row.secret_encrypted)
            row.save(update_fields=["secret_encrypted"])
    return len(keys)
