"""Issuers outside whose digital certificates are known: entered by an administrator, ended and never removed."""

import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from portal.audit.public import append
from portal.people.public import User
from recognition.evidence.badges.keys import BadKey, key_of_did
from recognition.models import OutsideIssuer
from recognition.refusals import Incomplete

_KINDS: dict[str, Any] = {"OKP": OKPKey, "EC": ECKey, "RSA": RSAKey}
_CURVES = {"OKP": ("Ed25519",), "EC": ("P-256",)}
MOST_KEY = 4000  # characters
_FEWEST_BITS = 2048


def store(name: str, issuer_id: str, key: str, *, by: User) -> OutsideIssuer:
    """Keeps an issuer with its public key: a JWK, or a did:key. Raises Incomplete (name, issuer_id, key)."""
    name, issuer_id = " ".join(name.split())[:200], issuer_id.strip()
    if not name:
        raise Incomplete(_("Write the name of the issuer."), "name")
    if not issuer_id.startswith(("https://", "did:")) or len(issuer_id) > 300:
        raise Incomplete(
            _("Write how certificates name it: an address that begins with https://, or a DID."), "issuer_id"
        )
    known = public_key(key)
    try:
        with transaction.atomic():
            row = OutsideIssuer.objects.create(name=name, issuer_id=issuer_id, key=known, added_by=by)
            append("badges.issuer_stored", f"issuer:{row.pk}", by=by, details={"issuer": issuer_id})
    except IntegrityError:
        raise Incomplete(
            _("This issuer is here already. End it first, then enter it with another key."), "issuer_id"
        ) from None
    return row


def end(issuer: OutsideIssuer, *, by: User) -> None:
    """From now on its certificates are not known any more; what was checked before stays as it was said. Safe to press twice."""
    with transaction.atomic():
        row = OutsideIssuer.objects.select_for_update().get(pk=issuer.pk)
        if row.ended_on is None:
            row.ended_on = timezone.localdate()
            row.save(update_fields=["ended_on"])
            append("badges.issuer_ended", f"issuer:{row.pk}", by=by)


def public_key(text: str) -> dict[str, Any]:
    """The public parts of a key that was typed. Raises Incomplete (key)."""
    text = text.strip()
    wrong = Incomplete(_("This is no public key. Copy the JWK from the issuer's page, or its did:key."), "key")
    if len(text) > MOST_KEY:
        raise wrong
    try:
        if text.startswith("did:key:"):
            return key_of_did(text.partition("#")[0])
        said = json.loads(text)
        key = _KINDS[said["kty"]].import_key(said)
        found: dict[str, Any] = key.as_dict(private=False)
        if found.get("crv") not in _CURVES.get(found["kty"], (None,)):
            raise wrong
        if found["kty"] == "RSA" and key.raw_value.key_size < _FEWEST_BITS:
            raise wrong
    except (BadKey, JoseError, ValueError, KeyError, TypeError, RecursionError) as problem:
        raise wrong from problem
    return {name: found[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in found}
