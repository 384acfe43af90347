"""Signed statements (pure): is the signature a JWS over this very statement? (Data 2.6)

Without a certificate in its header a signature says only that it was made over the statement; with one (x5c) it is verified.
"""

import base64
import binascii

from cryptography import x509
from cryptography.exceptions import InvalidSignature
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


class _Broken(ValueError):
    """Why the signature is none."""


def check_signature(statement: dict, attachment: dict, content: bytes | None, path: str) -> None:
    """Raises InvalidStatement when the attachment is not a signature of the statement."""
    if attachment["contentType"].partition(";")[0].strip() != "application/octet-stream":
        raise InvalidStatement(f"{path}.contentType", "a signature has the type application/octet-stream")
    if content is None:
        raise InvalidStatement(path, "the bytes of a signature must come with the statement")
    try:
        header, payload, signed, signature = _taken_apart(content)
        algorithm = header.get("alg")
        if algorithm not in _HASHES:
            raise _Broken("the algorithm must be RS256, RS384 or RS512")
        _same(statement, payload)
        if "x5c" in header:
            _verify(header["x5c"], _HASHES[algorithm], signed, signature)
    except _Broken as problem:
        raise InvalidStatement(path, str(problem)) from problem


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as problem:
        raise _Broken("the signature is not a compact JWS") from problem


def _taken_apart(content: bytes) -> tuple[dict, dict, bytes, bytes]:
    try:
        first, second, third = content.decode("ascii").strip().split(".")
        header, payload = strict_json.parse(_decoded(first).decode()), strict_json.parse(_decoded(second).decode())
    except (ValueError, UnicodeDecodeError) as problem:
        raise _Broken("the signature is not a compact JWS whose payload is JSON") from problem
    if not isinstance(header, dict) or not isinstance(payload, dict):
        raise _Broken("header and payload of the signature must be JSON objects")
    return header, payload, f"{first}.{second}".encode("ascii"), _decoded(third)


def _unsigned(statement: dict) -> dict:
    kept = [a for a in statement.get("attachments", ()) if a.get("usageType") != SIGNATURE_USAGE]
    return {k: v for k, v in statement.items() if k != "attachments"} | ({"attachments": kept} if kept else {})


def _same(statement: dict, payload: dict) -> None:
    ours, theirs = _unsigned(statement), _unsigned(payload)
    if "timestamp" not in theirs:
        ours.pop("timestamp", None)
    if str(theirs.get("id", "")).lower() not in ("", str(ours.get("id", "")).lower()):
        raise _Broken("the signed statement has another id")
    try:
        equal = fingerprint(ours) == fingerprint(theirs)
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise _Broken("what was signed is not a statement") from problem
    if not equal:
        raise _Broken("what was signed is not this statement")


def _verify(chain: object, algorithm: hashes.HashAlgorithm, signed: bytes, signature: bytes) -> None:
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(chain[0]))  # type: ignore[index]  # any failure is refused below
        key = certificate.public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise _Broken("the certificate of the signature has no RSA key")
        key.verify(signature, signed, padding.PKCS1v15(), algorithm)
    except (InvalidSignature, ValueError, TypeError, IndexError, KeyError) as problem:
        raise _Broken("the signature does not fit its certificate") from problem
