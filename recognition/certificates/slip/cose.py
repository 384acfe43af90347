"""COSE_Sign1 with EdDSA (pure; RFC 9052, 4.2): a payload, signed, with eight bytes that say by which key."""

from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recognition.certificates.slip import cbor

_TAG, _ALGORITHM, _KID, _EDDSA = 18, 1, 4, -8
_PROTECTED = cbor.encode({_ALGORITHM: _EDDSA})


class BadSlip(ValueError):
    """It is no slip, or its signature does not fit."""


def signed(payload: bytes, kid: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """The message; `sign` makes the signature of what is signed."""
    signature = sign(_to_sign(payload))
    return cbor.encode(cbor.Tagged((_TAG, [_PROTECTED, {_KID: kid}, payload, signature])))


def kid_of(message: bytes) -> bytes:
    """Which key a message names; nothing is proven yet. Raises BadSlip."""
    return _parts(message)[0]


def opened(message: bytes, key: Ed25519PublicKey) -> bytes:
    """The payload, once its signature fits the key. Raises BadSlip."""
    _kid, payload, signature = _parts(message)
    try:
        key.verify(signature, _to_sign(payload))
    except InvalidSignature as problem:
        raise BadSlip("the signature does not fit") from problem
    return payload


def _to_sign(payload: bytes) -> bytes:
    return cbor.encode(["Signature1", _PROTECTED, b"", payload])


def _parts(message: bytes) -> tuple[bytes, bytes, bytes]:
    try:
        value = cbor.decode(message)
        tag, (protected, around, payload, signature) = value
        kid = around[_KID]
    except (cbor.BadCbor, ValueError, TypeError, KeyError) as problem:
        raise BadSlip("no signed message") from problem
    right = isinstance(value, cbor.Tagged) and tag == _TAG and protected == _PROTECTED and len(around) == 1
    if not right or not all(isinstance(one, bytes) for one in (kid, payload, signature)):
        raise BadSlip("no signed message of ours")
    return kid, payload, signature
