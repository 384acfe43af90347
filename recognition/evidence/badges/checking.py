"""Is a digital certificate what it says? By the key in its issuer's own name, or by that of an issuer stored here.

Nothing is fetched: what only its place in the web could answer is “not checked”, with the reason. A signature that does not
fit is no certificate and is refused. Open Badges 3.0, 8.2 (JWT) and 8.3 (data integrity, eddsa-jcs-2022).
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone
from django.utils.translation import gettext as _
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from recognition.evidence.badges.keys import BadKey, from_multibase, key_of_did
from recognition.models import OutsideIssuer
from recognition.refusals import Incomplete

KNOWN, SIGNED, UNCHECKED = "known", "signed", "unchecked"
HOSTED, NO_PROOF, PROOF_KIND, ISSUER, DIFFERS = "hosted", "no_proof", "proof_kind", "issuer", "differs"
_KEYS: dict[str, Any] = {"EC": ECKey, "RSA": RSAKey}
_ALGORITHMS = {"EC": ["ES256"], "RSA": ["RS256"]}
_ED25519 = ("EdDSA", "Ed25519")  # RFC 8037 and its younger name, RFC 9864
_LONGEST = 300
_DEEPEST = 50  # lists and words within each other; a credential has about six
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # what no database keeps: the sign of end, and halves of a sign
_AROUND = ("proof", "vc", "iss", "sub", "aud", "jti", "iat", "nbf", "exp")  # says how it was wrapped


class _NotChecked(Exception):
    """It cannot be checked here; its word is the reason."""


def judged(text: bytes) -> dict[str, Any]:
    """What the credential says, and what its check found, as plain values to keep.

    `state`: known (signature right, issuer stored here), signed (right by the key in the issuer's own name, which anybody
    can make), unchecked (with `reason`). Raises Incomplete (field `file`): unreadable, or the signature does not fit.
    """
    token = None if text.startswith(b"{") else text.decode("ascii")
    said = _claims(token) if token else _json(text)
    if _deeper(said, _DEEPEST):
        raise _broken()
    issuer = said.get("issuer")
    issuer = issuer if isinstance(issuer, Mapping) else {"id": issuer}
    found = {
        "name": _name_of(said),
        "issuer": _short(issuer.get("name")),
        "issuer_id": _short(issuer.get("id")),
        "from": _day(said.get("validFrom") or said.get("issuanceDate") or said.get("issuedOn")),
        "to": _day(said.get("validUntil") or said.get("expirationDate") or said.get("expires")),
        "sha256": hashlib.sha256(text).hexdigest(),
        "identity": _identity(said, _short(issuer.get("id"))),
    }
    try:
        stored = _by_jwt(token, found["issuer_id"]) if token else _by_proof(said, found["issuer_id"])
    except _NotChecked as why:
        return {**found, "state": UNCHECKED, "reason": str(why)}
    return {**found, "state": KNOWN if stored else SIGNED, "reason": ""}


def told(credential: Mapping[str, Any]) -> str:
    """What the check found, as a sentence for people."""
    words = {"issuer": credential.get("issuer") or credential.get("issuer_id") or _("somebody without a name")}
    if credential["state"] == KNOWN:
        return _("The digital signature is right. It comes from %(issuer)s, which is known here.") % words
    if credential["state"] == SIGNED:
        return _("The digital signature is right; that the issuer is %(issuer)s only the file itself says.") % words
    reasons = {
        HOSTED: _("it can only be checked on the page of its issuer, which the portal does not ask"),
        NO_PROOF: _("it carries no digital signature"),
        PROOF_KIND: _("it is signed in a way that the portal does not read"),
        ISSUER: _("its issuer is not among those known here"),
        DIFFERS: _("it is signed by somebody else than the issuer it names"),
    }
    return _("Not checked yet: %(why)s.") % {"why": reasons.get(credential["reason"], reasons[NO_PROOF])}


def _broken() -> Incomplete:
    return Incomplete(
        _("This digital certificate cannot be read. Download it anew, or photograph the certificate instead."), "file"
    )


def _wrong() -> Incomplete:
    return Incomplete(
        _(
            "The digital signature does not fit: the file was changed or is damaged. Download it anew where it was given."
        ),
        "file",
    )


def _identity(said: Mapping[str, Any], issuer: str) -> str:
    """The same for one certificate however it is written (with other blanks, as JWT, in a picture), as a digest.

    By its own name in the web, else by its number with its issuer, else by all it says, its proof aside.
    """
    own = said.get("id") or said.get("jti")
    if isinstance(own, str) and own.strip():
        text = own.strip() if ":" in own else f"{issuer} {own.strip()}"
    else:
        text = json.dumps({name: value for name, value in said.items() if name not in _AROUND}, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _json(text: bytes) -> dict[str, Any]:
    try:
        said = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as problem:
        raise _broken() from problem
    if not isinstance(said, dict):
        raise _broken()
    return said


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that stands twice is read in two ways by two programs (RFC 8785, 3.1). Raises ValueError."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _part(token: str, place: int) -> dict[str, Any]:
    try:
        part = token.split(".")[place]
        return _json(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, IndexError) as problem:
        raise _broken() from problem


def _claims(token: str) -> dict[str, Any]:
    """The credential in a JWT: the payload itself, or its `vc` (VC Data Model 1.1)."""
    payload = _part(token, 1)
    inner = payload.get("vc")
    said = {**payload, **inner} if isinstance(inner, dict) else payload
    return said if said.get("issuer") else {**said, "issuer": payload.get("iss")}


def _by_jwt(token: str, issuer: str) -> bool:
    header = _part(token, 0)
    name = str(header.get("kid") or issuer)
    key, stored = _key(name, issuer)
    try:
        if key["kty"] == "OKP":
            _ed25519_fits(token, str(header.get("alg")), key)
        else:
            jws.deserialize_compact(token, _KEYS[key["kty"]].import_key(key), algorithms=_ALGORITHMS[key["kty"]])
    except (JoseError, InvalidSignature, ValueError, KeyError, TypeError) as problem:
        raise _wrong() from problem
    return stored


def _ed25519_fits(token: str, algorithm: str, key: Mapping[str, str]) -> None:
    """Raises InvalidSignature, ValueError."""
    if algorithm not in _ED25519:
        raise ValueError("not the algorithm of the key")
    signed, _dot, sign = token.rpartition(".")
    _public(key).verify(base64.urlsafe_b64decode(sign + "=" * (-len(sign) % 4)), signed.encode())


def _public(key: Mapping[str, str]) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key["x"] + "="))


def _key(name: str, issuer: str) -> tuple[dict[str, Any], bool]:
    """The key that a signature names, and whether its issuer is stored here. Raises _NotChecked."""
    row = OutsideIssuer.objects.filter(issuer_id=issuer, ended_on=None).first()
    if row is not None:
        return row.key, True
    did = name.partition("#")[0]
    if not did.startswith("did:key:"):
        raise _NotChecked(ISSUER)
    if did != issuer.partition("#")[0]:
        raise _NotChecked(DIFFERS)
    try:
        return key_of_did(did), False
    except BadKey as problem:
        raise _NotChecked(PROOF_KIND) from problem


def _by_proof(said: dict[str, Any], issuer: str) -> bool:
    """Data integrity: the proof's own words and the document, each put in order and hashed, then signed (VC-DI-EDDSA 3.3)."""
    proof = said.get("proof")
    proof = proof[0] if isinstance(proof, list) and len(proof) == 1 else proof
    if not isinstance(proof, dict):
        hosted = said.get("verification") or said.get("verify") or said.get("type") == "Assertion"
        raise _NotChecked(HOSTED if hosted else NO_PROOF)
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != "eddsa-jcs-2022":
        raise _NotChecked(PROOF_KIND)
    key, stored = _key(str(proof.get("verificationMethod", "")), issuer)
    if key.get("crv") != "Ed25519":
        raise _NotChecked(PROOF_KIND)
    document = {name: value for name, value in said.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        signed = hashlib.sha256(_in_order(options)).digest() + hashlib.sha256(_in_order(document)).digest()
        _public(key).verify(from_multibase(str(proof.get("proofValue", ""))), signed)
    except (InvalidSignature, BadKey, ValueError) as problem:
        raise _wrong() from problem
    return stored


def _in_order(value: Any) -> bytes:
    """JSON as RFC 8785 orders it. Raises _NotChecked for a number with a fraction, whose writing differs between programs."""
    if _has_fraction(value):
        raise _NotChecked(PROOF_KIND)
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":")).encode()


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value, key=lambda name: name.encode("utf-16-be"))}
    return [_sorted(one) for one in value] if isinstance(value, list) else value


def _has_fraction(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_fraction(one) for one in value.values())
    if isinstance(value, list):
        return any(_has_fraction(one) for one in value)
    return isinstance(value, float)


def _name_of(said: Mapping[str, Any]) -> str:
    subject = said.get("credentialSubject")
    subject = subject[0] if isinstance(subject, list) and subject else subject
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else said.get("badge")
    inner = achievement.get("name") if isinstance(achievement, Mapping) else ""
    return _short(inner) or _short(said.get("name"))


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("vi") or next(iter(value.values()), "")
    return _NO_TEXT.sub("", value)[:_LONGEST] if isinstance(value, str) else ""


def _day(value: object) -> str:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return ""
    try:
        return str(timezone.localdate(moment) if timezone.is_aware(moment) else moment.date())
    except OverflowError:  # “for ever” is written as the last moment of the year 9999, which is past here already
        return str(moment.date())


def _deeper(value: Any, levels: int) -> bool:
    """Whether more is held within each other than these levels."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels == 0 or any(_deeper(one, levels - 1) for one in inner)
