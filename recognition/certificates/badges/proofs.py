"""The two signatures of a credential: eddsa-rdfc-2022 within the JSON, and a JWT by RS256.

Data Integrity EdDSA Cryptosuites 1.0, 3.2; Open Badges 3.0, 8.2. Verifiers of others read one or the other, so each badge
and each list of states is given in both.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from recognition.certificates.badges.canonical import canonical
from recognition.certificates.badges.did import method_of
from recognition.certificates.badges.keys import ED25519, RSA2048, base64url, compact, in_use, sign_with
from recognition.evidence.badges.keys import to_multibase
from recognition.models import IssuerKey, IssuingBody


def written(moment: datetime) -> str:
    """A moment as `xsd:dateTimeStamp`, in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def with_proof(document: dict[str, Any], body: IssuingBody, now: datetime) -> tuple[IssuerKey, str]:
    """The document with its proof, as text, and the key that made it."""
    key = in_use(body, ED25519)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": written(now),
        "verificationMethod": method_of(key),
        "proofPurpose": "assertionMethod",
    }
    config = {"@context": document["@context"], **proof}
    signed = hashlib.sha256(canonical(config)).digest() + hashlib.sha256(canonical(document)).digest()
    signature = sign_with(key, signed)[1]
    return key, compact({**document, "proof": {**proof, "proofValue": to_multibase(signature)}}).decode("utf-8")


def as_jwt(document: dict[str, Any], body: IssuingBody) -> tuple[IssuerKey, str]:
    """The document as a JWT: its words are the claims, beside the registered ones that say the same."""
    key = in_use(body, RSA2048)
    issuer = document["issuer"]
    claims = {
        **document,
        "iss": issuer["id"] if isinstance(issuer, dict) else issuer,
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": _seconds(document["validFrom"]),
    }
    if "validUntil" in document:
        claims["exp"] = _seconds(document["validUntil"])
    header = {"alg": "RS256", "typ": "JWT", "kid": method_of(key)}
    said = f"{base64url(compact(header))}.{base64url(compact(claims))}"
    return key, f"{said}.{base64url(sign_with(key, said.encode('ascii'))[1])}"


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp())
