"""Strict reading of JSON (pure): duplicate keys refused, the exact text of each statement kept.

What is stored is cut from the text received, so number spelling and order survive (settled: xAPI parsing).
"""

import json
from json.decoder import scanstring
from typing import Any

_SPACE = " \t\n\r"
LRS_SET = ("stored", "authority", "version")


class NotJson(ValueError):
    """The text is not JSON as xAPI wants it; the message says where and why."""


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _value in pairs:
            if key in seen:
                raise NotJson(f"the property “{key}” stands twice in one object")
            seen.add(key)
    return found


def _constant(name: str) -> Any:
    raise NotJson(f"{name} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_no_duplicates, parse_constant=_constant)


def parse(text: str) -> Any:
    """The value of the text; raises NotJson."""
    try:
        value, end = _DECODER.raw_decode(text, _skip(text, 0))
    except (json.JSONDecodeError, RecursionError) as problem:
        raise NotJson(str(problem)) from problem
    if _skip(text, end) != len(text):
        raise NotJson(f"unexpected text after the value, at character {end}")
    return value


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def statements(text: str) -> list[tuple[Any, str]]:
    """Statements of a POST body: one object or an array, each with its own text as received; raises NotJson."""
    value = parse(text)
    if not isinstance(value, list):
        return [(value, text.strip())]
    found, at = [], text.index("[") + 1
    for item in value:
        start = _skip(text, at)
        _again, end = _DECODER.raw_decode(text, start)
        found.append((item, text[start:end]))
        at = _skip(text, end) + 1
    return found


def without(text: str, names: tuple[str, ...]) -> str:
    """The object's text without these top-level members (those the store sets itself)."""
    at, kept = text.index("{") + 1, []
    while True:
        at = _skip(text, at)
        if text[at] == "}":
            return "{" + ",".join(kept) + "}"
        start = at
        key, at = scanstring(text, at + 1, True)
        _value, at = _DECODER.raw_decode(text, _skip(text, _skip(text, at) + 1))
        if key not in names:
            kept.append(text[start:at])
        at = _skip(text, at)
        if text[at] == ",":
            at += 1


def with_members(text: str, members: dict[str, str]) -> str:
    """The object's text with these members (JSON texts) added at its end; they must not be there yet."""
    body = text.rstrip()[:-1].rstrip()
    added = ",".join(f"{json.dumps(key)}:{value}" for key, value in members.items())
    if not added:
        return text
    return f"{body}{'' if body.endswith('{') else ','}{added}}}"
