"""Public keys that are their own name (did:key), and the keys of issuers that an administrator stored.

https://w3c-ccg.github.io/did-key-spec/: multibase base58btc, then the kind of key as a varint, then its bytes.
"""

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LONGEST = 200  # characters of a multibase text; a key has about fifty, a signature ninety
_ED25519, _P256 = b"\xed\x01", b"\x80\x24"


class BadKey(ValueError):
    """The text names no key that we can read."""


def from_multibase(text: str) -> bytes:
    """The bytes of a base58btc text with its `z`. Raises BadKey."""
    if not text.startswith("z") or len(text) > _LONGEST:
        raise BadKey("not base58btc")
    number, body = 0, text[1:]
    for letter in body:
        place = _LETTERS.find(letter)
        if place < 0:
            raise BadKey("not base58btc")
        number = number * 58 + place
    zeros = len(body) - len(body.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def to_multibase(data: bytes) -> str:
    """The bytes as a base58btc text with its `z`."""
    number, letters = int.from_bytes(data, "big"), ""
    while number:
        number, place = divmod(number, 58)
        letters = _LETTERS[place] + letters
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + letters


def ed25519_multibase(raw: bytes) -> str:
    """A public Ed25519 key as `Multikey` and did:key write it."""
    return to_multibase(_ED25519 + raw)


def key_of_did(did: str) -> dict[str, Any]:
    """The key behind a `did:key:…` (without fragment) as a JWK: Ed25519 or P-256. Raises BadKey."""
    if not did.startswith("did:key:"):
        raise BadKey("not a did:key")
    data = from_multibase(did.removeprefix("did:key:"))
    if data[:2] == _ED25519 and len(data) == 34:
        return {"kty": "OKP", "crv": "Ed25519", "x": _text(data[2:])}
    if data[:2] == _P256 and len(data) == 35:
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data[2:]).public_numbers()
        except ValueError as problem:
            raise BadKey("no point of the curve") from problem
        return {
            "kty": "EC",
            "crv": "P-256",
            "x": _text(point.x.to_bytes(32, "big")),
            "y": _text(point.y.to_bytes(32, "big")),
        }
    raise BadKey("a kind of key that is not read here")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
