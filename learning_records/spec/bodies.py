"""What came as JSON, before it is read (pure): the text of the bytes, or the real cause why they are none.

JSON that travels is UTF-8 without a byte order mark (RFC 8259 section 8.1).
"""

import json
import re
from typing import Any

from learning_records.spec.strict_json import NotJson, count_values

_BEGINNINGS = (
    (b"\xef\xbb\xbf", "it begins with a byte order mark (BOM); save or send it as UTF-8 without BOM"),
    (b"\xff\xfe", "it is in UTF-16 or UTF-32; send it in UTF-8"),
    (b"\xfe\xff", "it is in UTF-16; send it in UTF-8"),
    (b"\x00\x00\xfe\xff", "it is in UTF-32; send it in UTF-8"),
    (b"\x1f\x8b", "it is packed with gzip; send it as it is"),
    (b"PK\x03\x04", "it is a zip file; send what is in it"),
)
_SPACE = b" \t\r\n"
_FORM = re.compile(r"[^\s{}\[\]\"<>=&]{1,200}=")
_INSTEAD = (
    ("--", "it has several parts (multipart), but the Content-Type does not say so"),
    ("<", "it is XML or HTML"),
)


def text_of(body: bytes) -> str:
    """The text of what is to be JSON; raises NotJson with the cause when it cannot be."""
    for beginning, cause in _BEGINNINGS:
        if body.startswith(beginning):
            raise NotJson(cause)
    if b"\x00" in body[:4]:
        raise NotJson("it is in UTF-16 or UTF-32, or no text at all; send JSON in UTF-8")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise NotJson(f"byte {problem.start + 1} is not UTF-8; it was written in another encoding") from problem
    start = text[:1000].lstrip(" \t\r\n")
    if not start and not body.strip(_SPACE):
        raise NotJson("it is empty")
    if start[:1] not in ("{", "[", '"'):
        for mark, cause in _INSTEAD:
            if start.startswith(mark):
                raise NotJson(cause)
        if _FORM.match(start):
            raise NotJson("it is a form (name=value); send the JSON itself")
    return text


def _constant(name: str) -> Any:
    raise NotJson(f"{name} is not JSON")


# Numbers are looked at and not made: how many digits one has does not matter here.
_GRAMMAR = json.JSONDecoder(parse_constant=_constant, parse_int=len, parse_float=len)


def check(body: bytes) -> None:
    """Raises NotJson unless this is JSON by its grammar (RFC 8259), whatever it says; a member may stand twice."""
    text = text_of(body)
    count_values(text)
    try:
        _GRAMMAR.decode(text)
    except NotJson:
        raise
    except RecursionError as problem:
        raise NotJson("it is nested too deep") from problem
    except ValueError as problem:
        raise NotJson(str(problem)) from problem
