"""Statements with attachments as they travel: multipart/mixed."""

import hashlib
import json
from collections.abc import Iterable

BOUNDARY = "-------abc'()+_,./:=?"
KIND = f'multipart/mixed; boundary="{BOUNDARY}"'


def sha2(content: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def about(content: bytes, **more: object) -> dict:
    """What a statement says of an attachment with these bytes."""
    return {
        "usageType": "http://a.vn/u",
        "display": {"vi": "tệp"},
        "contentType": "text/plain",
        "length": len(content),
        "sha2": sha2(content),
    } | more


def body(statements: object, parts: Iterable[bytes], *, encoding: str = "binary", name: str | None = None) -> bytes:
    """The request: the statements, then a part for each of the bytes; `name` stands for their SHA-2."""
    mark = b"--" + BOUNDARY.encode()
    out = [b"", mark, b"Content-Type: application/json", b"", json.dumps(statements).encode()]
    for content in parts:
        out += [
            mark,
            b"Content-Type: text/plain",
            b"content-transfer-encoding: " + encoding.encode(),
            b"X-Experience-API-Hash: " + (name or sha2(content)).encode(),
            b"",
            content,
        ]
    return b"\r\n".join([*out, mark + b"--", b""])
