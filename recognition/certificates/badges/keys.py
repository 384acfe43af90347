"""Keys of a body: made when first needed, sealed under NAMES_KEY, changed by an administrator, never used again once changed.

Ed25519 (RFC 8032) for proofs, slips and case files; RSA of 2048 bits for JWT, since verifiers of Open Badges want RS256.
"""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, open_secret, reseal_secret, seal_secret, units_of
from recognition.evidence.badges.keys import ed25519_multibase
from recognition.models import IssuerKey, IssuingBody
from recognition.refusals import NotYours

ED25519, RSA2048 = IssuerKey.Kind.ED25519, IssuerKey.Kind.RSA2048
_Public = Ed25519PublicKey | RSAPublicKey


def in_use(body: IssuingBody, kind: str) -> IssuerKey:
    """The key of this kind that a body signs with now, made when there is none yet."""
    found = IssuerKey.objects.filter(body=body, kind=kind, retired_at=None).first()
    if found is not None:
        return found
    with transaction.atomic():
        IssuingBody.objects.select_for_update().get(pk=body.pk)
        found = IssuerKey.objects.filter(body=body, kind=kind, retired_at=None).first()
        if found is None:
            found = _make(body, kind, None)
            append("issuer_key.made", f"body:{body.pk}", details={"fingerprint": found.fingerprint, "kind": kind})
    return found


def sign(body: IssuingBody, data: bytes, kind: str = ED25519) -> tuple[IssuerKey, bytes]:
    """The signature of these bytes by the body's key in use, and that key.

    Raises `cryptography.fernet.InvalidToken` when NAMES_KEY holds none of the keys that the private half was sealed with.
    """
    return sign_with(in_use(body, kind), data)


def sign_with(key: IssuerKey, data: bytes) -> tuple[IssuerKey, bytes]:
    """The signature by a key that is in use. Raises ValueError for one that is not: its private half is gone."""
    private = load_pem_private_key(open_secret(key.private_sealed).encode("ascii"), None)
    if isinstance(private, Ed25519PrivateKey):
        return key, private.sign(data)
    if isinstance(private, RSAPrivateKey):
        return key, private.sign(data, padding.PKCS1v15(), hashes.SHA256())
    raise ValueError("a kind of key that this portal does not make")


def rotate(body: IssuingBody, *, by: User) -> list[IssuerKey]:
    """Other keys from now on; what the old ones signed goes on being read. Raises NotYours."""
    must_administer(body, by)
    return _anew(body, by, "issuer_key.rotated", {})


def compromised(key: IssuerKey, *, by: User) -> list[IssuerKey]:
    """Others have this key: nothing it signed is to be believed from now on, and all keys of the body are made anew.

    Safe to press twice: then there is nothing to do. Raises NotYours.
    """
    must_administer(key.body, by)
    with transaction.atomic():
        IssuingBody.objects.select_for_update().get(pk=key.body_id)
        row = IssuerKey.objects.select_for_update().get(pk=key.pk)
        if row.compromised_at is not None:
            return []
        now = timezone.now()
        row.compromised_at, row.retired_at, row.private_sealed = now, row.retired_at or now, b""
        row.save(update_fields=["compromised_at", "retired_at", "private_sealed"])
        return _anew(row.body, by, "issuer_key.compromised", {"compromised": row.fingerprint})


def _anew(body: IssuingBody, by: User, act: str, details: dict[str, Any]) -> list[IssuerKey]:
    with transaction.atomic():
        IssuingBody.objects.select_for_update().get(pk=body.pk)
        now = timezone.now()
        for old in IssuerKey.objects.select_for_update().filter(body=body, retired_at=None).order_by("pk"):
            old.retired_at, old.private_sealed = now, b""  # what is gone cannot be stolen
            old.save(update_fields=["retired_at", "private_sealed"])
        made = [_make(body, kind, by) for kind in IssuerKey.Kind.values]
        append(act, f"body:{body.pk}", by=by, details=details | {"fingerprints": [one.fingerprint for one in made]})
    return made


def must_administer(body: IssuingBody, by: User) -> None:
    """Raises NotYours for who does not administer the place of the body."""
    if not units_of(by, "administrator").filter(pk=body.unit_id).exists():
        raise NotYours(_("You can act in your own places only."))


def reseal_all() -> int:
    """Every private half under the installation's first key; returns how many there are. Safe while the site runs."""
    keys = IssuerKey.objects.filter(retired_at=None).values_list("pk", flat=True)
    for pk in keys:
        with transaction.atomic():
            row = IssuerKey.objects.select_for_update().get(pk=pk)
            if row.retired_at is None:
                row.private_sealed = reseal_secret(row.private_sealed)
                row.save(update_fields=["private_sealed"])
    return len(keys)


def multibase(key: IssuerKey) -> str:
    """A public Ed25519 key as `Multikey` writes it."""
    return ed25519_multibase(from_base64url(key.public["x"]))


def _make(body: IssuingBody, kind: str, by: User | None) -> IssuerKey:
    private = Ed25519PrivateKey.generate() if kind == ED25519 else generate_private_key(65537, 2048)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
    public = private.public_key()
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return IssuerKey.objects.create(
        body=body,
        kind=kind,
        fingerprint=hashlib.sha256(spki).hexdigest(),
        public=_jwk(public),
        private_sealed=seal_secret(pem),
        made_by=by,
    )


def _jwk(public: _Public) -> dict[str, str]:
    if isinstance(public, Ed25519PublicKey):
        raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url(raw)}
    numbers = public.public_numbers()
    return {"kty": "RSA", "n": base64url(_big(numbers.n)), "e": base64url(_big(numbers.e))}


def _big(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def base64url(data: bytes) -> str:
    """Base64 for addresses, without its filling (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """The bytes again."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def compact(value: Any) -> bytes:
    """JSON without blanks, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
