"""Making and withdrawing keys: one act, one transaction, one entry in the audit log. The log never has a secret."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning_records.access.credentials import OWN_KEYS, make_credential
from learning_records.models import Credential
from portal.audit.public import append

LONGEST_REASON = 300


class MadeAlready(Exception):
    """There is a key of this name: the form was sent twice."""


def make_key(
    label: str, scopes: list[str], *, expires_at: datetime | None = None, key: str | None = None, by=None
) -> tuple[Credential, str]:
    """A key for another system, with its secret, which is kept nowhere. `by` is the administrator; None: the command.

    Raises ValueError for a scope that xAPI does not know, MadeAlready for a key that exists.
    """
    try:
        with transaction.atomic():
            row, secret = make_credential(label, scopes, key=key, expires_at=expires_at)
            until = expires_at.isoformat() if expires_at else None
            append("key.made", f"key:{row.key}", by=by, details={"label": label, "scopes": scopes, "until": until})
    except IntegrityError as problem:
        raise MadeAlready(key) from problem
    return row, secret


def revoke_key(key: str, reason: str, *, by=None) -> bool:
    """Withdraws a key for good; what it wrote stays. Returns whether it was in force until now.

    Raises ValidationError for the portal's own keys and when no reason is given, Credential.DoesNotExist.
    """
    why = " ".join(reason.split())[:LONGEST_REASON]
    if not why:
        raise ValidationError(_("Write why the key is withdrawn."))
    if key in OWN_KEYS:
        raise ValidationError(_("The portal needs this key itself; it cannot be withdrawn."))
    with transaction.atomic():
        row = Credential.objects.select_for_update().get(key=key)
        if row.revoked_at is not None:
            return False
        row.revoked_at, row.revoked_reason = timezone.now(), why
        row.save(update_fields=["revoked_at", "revoked_reason"])
        append("key.revoked", f"key:{row.key}", by=by, details={"reason": why})
    return True
