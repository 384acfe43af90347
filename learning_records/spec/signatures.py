"""Signed statements (pure): is the signature a JWS over this very statement? (Data 2.6)

Without a certificate in its header a signature says only that it was made over the statement; with one (x5c) it is verified.
One signature may be named by many attachments and statements: it is read once, and each statement is compared with what it says.
"""

import base64
import binascii
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from learning_records.spec import strict_json
from learning_records.spec.comparison import fingerprint
from learning_records.spec.validation import InvalidStatement
from learning_records.vocabulary import SIGNATURE_USAGE

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "RS256": hashes.SHA256(),
    "RS384": hashes.SHA384(),
    "RS512": hashes.SHA512(),
}


class BrokenSignature(ValueError):
    """Why the signature is none."""


@dataclass(frozen=True)
class Signature:
    """What was signed: its id in lower case (empty: none), whether it has a time, and the fingerprint of what it says."""

    statement_id: str
    has_time: bool
    fingerprint: bytes


class Unsigned:
    """A statement without its signatures, to be compared with what these say, however many there are."""

    def __init__(self, statement: dict) -> None:
        self._statement = statement
        self._fingerprints: dict[bool, bytes] = {}

    def check(self, signature: Signature) -> None:
        """Raises BrokenSignature when the signature was made over something else."""
        if signature.statement_id not in ("", str(self._statement.get("id", "")).lower()):
            raise BrokenSignature("the signed statement has another id")
        if self._fingerprint(signature.has_time) != signature.fingerprint:
            raise BrokenSignature("what was signed is not this statement")

    def _fingerprint(self, with_time: bool) -> bytes:
        if with_time not in self._fingerprints:
            ours = _unsigned(self._statement)
            if not with_time:
                ours.pop("timestamp", None)
            self._fingerprints[with_time] = fingerprint(ours)
        return self._fingerprints[with_time]


def check_type(attachment: dict, path: str) -> None:
    """Raises InvalidStatement when the attachment that is to be a signature has another type than signatures have."""
    if attachment["contentType"].partition(";")[0].strip() != "application/octet-stream":
        raise InvalidStatement(f"{path}.contentType", "a signature has the type application/octet-stream")


def read(content: bytes) -> Signature:
    """What these bytes say, verified by the certificate that came with them, if one did. Raises BrokenSignature."""
    header, payload, signed, signature = _taken_apart(content)
    name = header.get("alg")
    algorithm = _HASHES.get(name) if isinstance(name, str) else None
    if algorithm is None:
        raise BrokenSignature("the algorithm must be RS256, RS384 or RS512")
    try:
        found = Signature(str(payload.get("id", "")).lower(), "timestamp" in payload, fingerprint(_unsigned(payload)))
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise BrokenSignature("what was signed is not a statement") from problem
    if "x5c" in header:
        _verify(_key(header["x5c"]), algorithm, signed, signature)
    return found


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as problem:
        raise BrokenSignature("the signature is not a compact JWS") from problem


def _taken_apart(content: bytes) -> tuple[dict, dict, bytes, bytes]:
    try:
        first, second, third = content.decode("ascii").strip().split(".", 3)
        header, payload = strict_json.parse(_decoded(first).decode()), strict_json.parse(_decoded(second).decode())
    except (ValueError, UnicodeDecodeError) as problem:
        raise BrokenSignature("the signature is not a compact JWS whose payload is JSON") from problem
    if not isinstance(header, dict) or not isinstance(payload, dict):
        raise BrokenSignature("header and payload of the signature must be JSON objects")
    return header, payload, f"{first}.{second}".encode("ascii"), _decoded(third)


def _unsigned(statement: dict) -> dict:
    kept = [a for a in statement.get("attachments", ()) if a.get("usageType") != SIGNATURE_USAGE]
    return {k: v for k, v in statement.items() if k != "attachments"} | ({"attachments": kept} if kept else {})


def _key(chain: object) -> rsa.RSAPublicKey:
    """The key of the first certificate; whatever stands in its place is refused in words."""
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(chain[0]))  # type: ignore[index]  # caught below
    except (x509.InvalidVersion, UnsupportedAlgorithm, ValueError, TypeError, IndexError, KeyError) as problem:
        raise BrokenSignature(
            "the certificate of the signature cannot be read; x5c is a list of such in base64"
        ) from problem
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError) as problem:  # of a kind, or on a curve, that nobody here knows
        raise BrokenSignature("the certificate of the signature has no RSA key") from problem
    if not isinstance(key, rsa.RSAPublicKey):
        raise BrokenSignature("the certificate of the signature has no RSA key")
    return key


def _verify(key: rsa.RSAPublicKey, algorithm: hashes.HashAlgorithm, signed: bytes, signature: bytes) -> None:
    try:
        key.verify(signature, signed, padding.PKCS1v15(), algorithm)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError) as problem:
        raise BrokenSignature("the signature does not fit its certificate") from problem
