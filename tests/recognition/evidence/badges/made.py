"""Digital certificates as other places give them, made and signed here with keys of the test's own."""

import base64
import hashlib
import json
import struct
import zlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey

from tests.recognition.evidence.safe.photos import png

LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
CURVE = ec.derive_private_key(7, ec.SECP256R1())


def base58(data: bytes) -> str:
    number, said = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        said = LETTERS[rest] + said
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + said


DID = "did:key:" + base58(b"\xed\x01" + PUBLIC)
CURVE_DID = "did:key:" + base58(
    b"\x80\x24" + CURVE.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
)


def credential(issuer: str = DID, **changes: Any) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Trường nghề Bờ Sông"},
        "validFrom": "2026-04-01T00:00:00Z",
        "credentialSubject": {"type": ["AchievementSubject"], "achievement": {"name": "Sửa máy nổ", "id": "urn:uuid:1"}},
        **changes,
    }  # fmt: skip


def key(curve: bool = False) -> dict[str, str]:
    """The public key as an administrator stores it."""
    return ECKey.import_key(CURVE).as_dict(private=False) if curve else OKPKey.import_key(KEY).as_dict(private=False)


def token(said: dict[str, Any] | None = None, *, kid: str = DID + "#0", curve: bool = False) -> bytes:
    """As a JWT (Open Badges 3.0, 8.2)."""
    body = json.dumps(said or credential()).encode()
    if curve:
        return jws.serialize_compact({"alg": "ES256", "kid": kid}, body, ECKey.import_key(CURVE), ["ES256"]).encode()
    signed = b".".join(_text(part) for part in (json.dumps({"alg": "EdDSA", "kid": kid}).encode(), body))
    return signed + b"." + _text(KEY.sign(signed))


def _text(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _in_order(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def proved(said: dict[str, Any] | None = None, *, method: str = DID + "#0", suite: str = "eddsa-jcs-2022") -> bytes:
    """With a proof inside (Open Badges 3.0, 8.3)."""
    said = said or credential()
    proof = {
        "type": "DataIntegrityProof", "cryptosuite": suite, "verificationMethod": method,
        "proofPurpose": "assertionMethod", "created": "2026-04-01T00:00:00Z", "@context": said["@context"],
    }  # fmt: skip
    signed = hashlib.sha256(_in_order(proof)).digest() + hashlib.sha256(_in_order(said)).digest()
    return json.dumps({**said, "proof": {**proof, "proofValue": base58(KEY.sign(signed))}}, ensure_ascii=False).encode()


def baked(text: bytes, *, packed: bool = False, keyword: bytes = b"openbadgecredential") -> bytes:
    """In a picture (iTXt)."""
    body = keyword + b"\0" + (b"\x01\0" if packed else b"\0\0") + b"\0\0" + (zlib.compress(text) if packed else text)
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", zlib.crc32(b"iTXt" + body))
    picture = png(20, 20)
    return picture[:33] + chunk + picture[33:]


def changed(data: bytes) -> bytes:
    """The same with another name of what was learnt, under the old signature."""
    if data.startswith(b"{"):
        return data.replace("Sửa máy nổ".encode(), "Lái máy bay".encode())
    head, body, sign = data.split(b".")
    text = base64.urlsafe_b64decode(body + b"==").decode()
    said = json.loads(text)
    said["credentialSubject"]["achievement"]["name"] = "Lái máy bay"
    return b".".join([head, base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"="), sign])


HOSTED = json.dumps(
    {"type": "Assertion", "badge": {"name": "Tin học"}, "verification": {"type": "hosted"}, "issuedOn": "2024-01-02"}
).encode()
