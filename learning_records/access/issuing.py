"""Making, changing and withdrawing keys: one act, one transaction, one entry in the audit log. The log never has a secret."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning_records.access.credentials import make_credential
from learning_records.access.origins import checked
from learning_records.models import Authority, Credential
from portal.audit.public import append

LONGEST_REASON = 300


class MadeAlready(Exception):
    """There is a key of this name: the form was sent twice."""


def make_key(
    label: str,
    scopes: list[str],
    *,
    expires_at: datetime | None = None,
    key: str | None = None,
    authority: Authority | None = None,
    by=None,
) -> tuple[Credential, str]:
    """A key for another system, with its secret, which is kept nowhere. `by` is the administrator; None: the command.

    `authority`: the system has keys already, and this is a further one of it; otherwise it is a new system of this label.
    Raises ValueError for a scope that is not known, MadeAlready for a key that exists, ValidationError for an authority of
    the portal's own.
    """
    if authority is not None and authority.own:
        raise ValidationError(_("The portal alone speaks with this name; it gets no further key."))
    try:
        with transaction.atomic():
            row, secret = make_credential(label, scopes, key=key, expires_at=expires_at, authority=authority)
            until = expires_at.isoformat() if expires_at else None
            details = {"label": label, "scopes": scopes, "until": until, "authority": row.authority.name}
            append("key.made", f"key:{row.key}", by=by, details=details)
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
    with transaction.atomic():
        row = Credential.objects.select_for_update(of=["self"]).get(key=key)
        if row.authority.own:
            raise ValidationError(_("The portal needs this key itself; it cannot be withdrawn."))
        if row.revoked_at is not None:
            return False
        row.revoked_at, row.revoked_reason = timezone.now(), why
        row.save(update_fields=["revoked_at", "revoked_reason"])
        append("key.revoked", f"key:{row.key}", by=by, details={"reason": why})
    return True


def allow_origins(key: str, origins: Sequence[str], *, by=None) -> list[str]:
    """Says from which pages scripts may use a key (CORS), instead of those said before; returns them as they are kept.

    Raises ValidationError for one that is no origin, or too many; Credential.DoesNotExist.
    """
    found = checked(origins)
    with transaction.atomic():
        row = Credential.objects.select_for_update(of=["self"]).get(key=key)
        if row.origins != found:
            row.origins = found
            row.save(update_fields=["origins"])
            append("key.origins", f"key:{row.key}", by=by, details={"origins": found})
    return found
