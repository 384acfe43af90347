"""Strict reading of JSON (pure): duplicate keys refused, the exact text of each statement kept.

What is stored is cut from the text received, so number spelling and order survive (settled: xAPI parsing).
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from json.decoder import scanstring
from typing import Any

import orjson

from learning_records.spec.limits import DEPTH, VALUES

_SPACE = " \t\n\r"
LRS_SET = ("stored", "authority", "version")
_SUSPECT = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)
_INFINITE = (float("inf"), float("-inf"))
_PLAIN = (str, bool, int, type(None))
_NOTHING = object()
_TRIED = 8


class NotJson(ValueError):
    """The text is not JSON as xAPI wants it; the message says where and why."""


class TooMany(NotJson):
    """The JSON has more members and items than are read for one request."""


def _too_deep() -> NotJson:
    return NotJson(f"the JSON is nested more than {DEPTH} deep")


def _constant(name: str) -> Any:
    raise NotJson(f"{name} is not JSON")


# Without hooks for objects and numbers the decoder stays in C: six times as fast. What the hooks would catch, `_checked` finds.
_DECODER = json.JSONDecoder(parse_constant=_constant)
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?', re.DOTALL)


# A string to its end, or to the end of the text: never tried again from within.
_QUOTED = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)


def count_values(text: str) -> None:
    """Raises TooMany for a text with more than VALUES members and items. It is looked at, not read: that would cost too much."""
    if _separators(text) > VALUES and _separators(_QUOTED.sub("", text)) > VALUES:  # commas in strings separate nothing
        raise TooMany(f"the JSON has more than {VALUES} members and items")


def _separators(text: str) -> int:
    return text.count(",") + text.count("[") + text.count("{")


def _decode(text: str, at: int) -> tuple[Any, int]:
    """The value that starts here and where it ends, not yet checked; raises NotJson."""
    try:
        return _DECODER.raw_decode(text, at)
    except NotJson:
        raise
    except RecursionError as problem:
        raise _too_deep() from problem
    except json.JSONDecodeError as problem:
        raise NotJson(str(problem)) from problem
    except ValueError as problem:
        raise NotJson("a number has too many digits") from problem


def _plainly_right(values: list, texts: list[str]) -> bool:
    """Whether a quick comparison of the texts already shows that there is nothing to refuse; False says nothing.

    Written anew, the values have as many `":` as the texts unless a member stood twice: nothing in a text may hide one (an
    escaped character, a space before a colon). As many `null`: no number became infinite. Few brackets: not nested deep.
    """
    whole = ",".join(texts)
    if "\\u" in whole or '" ' in whole or '"\n' in whole or '"\r' in whole or '"\t' in whole or "\x00" in whole:
        return False
    if any(text.count("{") + text.count("[") > DEPTH for text in texts):
        return False
    try:
        again = orjson.dumps(values)
    except orjson.JSONEncodeError:
        return False
    return whole.count('":') == again.count(b'":') and whole.count("null") == again.count(b"null")


def _checked(value: Any, text: str) -> None:
    written = sum(map(bool, _STRING.findall(text)))
    if written != _members(value, 1):
        raise NotJson(f"the property “{_name_of_duplicate(text)}” stands twice in one object")
    if "\x00" in text or _SUSPECT.search(text):
        _storable(value)


def _members(value: Any, level: int) -> int:
    """How many members all objects inside have; raises NotJson when nested too deep or not a finite number.

    `level`: how many objects and lists stand around the members of this value, itself counted.
    """
    kind = type(value)
    if kind is dict:
        found, inside = len(value), value.values()
    elif kind is list:
        found, inside = 0, value
    elif kind is float and value in _INFINITE:
        raise NotJson("a number is too large")
    else:
        return 0
    if level > DEPTH:
        raise _too_deep()
    for inner in inside:
        if type(inner) not in _PLAIN:
            found += _members(inner, level + 1)
    return found


def _name_of_duplicate(text: str) -> str:
    name = "?"

    def look(pairs: list[tuple[str, Any]]) -> dict:
        nonlocal name
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                name = key
            found[key] = value
        return found

    json.loads(text, object_pairs_hook=look)
    return name


def _likely(text: str) -> Any:
    """What the text most probably says: a quick reading that does not see everything. `_written` makes it certain."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return _NOTHING


def _writer(text: str) -> Callable[[Any], str]:
    """What writes JSON as the writer of this text seems to: with or without spaces, other letters escaped or as they are."""
    spaced, escaped = text.startswith('": ', text.find('":')), "\\u" in text and text.isascii()
    if not spaced and not escaped:
        return _compact
    return json.JSONEncoder(ensure_ascii=escaped, separators=(", ", ": ") if spaced else (",", ":")).encode


def _compact(value: Any) -> str:
    return orjson.dumps(value).decode()


def _written(value: Any, write: Callable[[Any], str]) -> str:
    """The value written anew; empty when that says nothing about a text that reads the same.

    A text that is this, letter for letter, has no member twice, no number too large, nothing escaped that cannot be stored.
    """
    try:
        again = write(value)
    except (orjson.JSONEncodeError, RecursionError):
        return ""
    return "" if again.count("{") + again.count("[") > DEPTH or "\\u0000" in again else again


def parse(text: str) -> Any:
    """The value of the text; raises NotJson."""
    count_values(text)
    likely = _likely(text)
    if likely is not _NOTHING and _written(likely, _writer(text)) == text.strip(_SPACE):
        return likely
    value, end = _decode(text, _skip(text, 0))
    if _skip(text, end) != len(text):
        raise NotJson(f"unexpected text after the value, at character {end}")
    if not _plainly_right([value], [text]):
        _checked(value, text)
    return value


def _storable(value: Any) -> None:
    """PostgreSQL keeps no U+0000, UTF-8 no half of a surrogate pair."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise NotJson("the character U+0000 and unpaired surrogates cannot be stored")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _storable(key)
            _storable(inner)
    elif isinstance(value, list):
        for inner in value:
            _storable(inner)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def statements(text: str) -> list[tuple[Any, str]]:
    """Statements of a POST body: one object or an array, each with its own text as received; raises NotJson."""
    at = _skip(text, 0)
    if not text.startswith("[", at):
        return [(parse(text), text.strip(_SPACE))]
    count_values(text)
    likely, write = _likely(text), _writer(text)
    guesses = iter(likely if isinstance(likely, list) else ())
    found: list[tuple[Any, str]] = []
    doubtful: list[tuple[Any, str]] = []
    at = _skip(text, at + 1)
    while not text.startswith("]", at) or found:
        value = next(guesses, _NOTHING)
        part = "" if value is _NOTHING else _written(value, write)
        end = at + len(part)
        if not (part and text.startswith(part, at) and text.startswith((",", "]"), end)):
            value, end = _decode(text, at)
            part = text[at:end]
            doubtful.append((value, part))
            if len(doubtful) > _TRIED and 2 * len(doubtful) > len(found):
                guesses = iter(())  # who wrote this has ways of their own
        found.append((value, part))
        at = _skip(text, end)
        if text.startswith("]", at):
            break
        if not text.startswith(",", at):
            raise NotJson(f"a comma or ] is missing at character {at}")
        at = _skip(text, at + 1)
    if _skip(text, at + 1) != len(text):
        raise NotJson(f"unexpected text after the list, at character {at + 1}")
    if doubtful and not _plainly_right([value for value, _text in doubtful], [part for _value, part in doubtful]):
        for value, part in doubtful:
            _checked(value, part)
    return found


@dataclass(frozen=True)
class Member:
    """One member of an object's text: its key, where it starts, where its value starts and ends."""

    key: str
    start: int
    value: int
    end: int


def members(text: str) -> list[Member]:
    """The top-level members of an object's text, in order; the text must be valid."""
    at, found = text.index("{") + 1, []
    while True:
        at = _skip(text, at)
        if text[at] == "}":
            return found
        start = at
        key, at = scanstring(text, at + 1, True)
        value = _skip(text, _skip(text, at) + 1)
        _value, end = _DECODER.raw_decode(text, value)
        found.append(Member(key, start, value, end))
        at = _skip(text, end)
        if text[at] == ",":
            at += 1


def without(text: str, names: tuple[str, ...]) -> str:
    """The object's text without these top-level members (those the store sets itself)."""
    return "{" + ",".join(text[m.start : m.end] for m in members(text) if m.key not in names) + "}"


def with_value(text: str, key: str, change: Callable[[str], str]) -> str:
    """The object's text with the value of this member changed; unchanged if it has no such member."""
    for member in members(text):
        if member.key == key:
            return text[: member.value] + change(text[member.value : member.end]) + text[member.end :]
    return text


def with_members(text: str, added: dict[str, str]) -> str:
    """The object's text with these members (JSON texts) added at its end; they must not be there yet."""
    if not added:
        return text
    return with_more(text, ",".join(f'"{key}":{value}' for key, value in added.items()))


def with_more(text: str, more: str) -> str:
    """The object's text with `more`, written members with commas between, added at its end."""
    body = text.rstrip(_SPACE)[:-1].rstrip(_SPACE)
    return f"{body}{'' if body.endswith('{') else ','}{more}}}"


def _list_of_one(text: str) -> str:
    for member in reversed(members(text)):
        if text[member.value] == "{":
            text = f"{text[: member.value]}[{text[member.value : member.end]}]{text[member.end :]}"
    return text


def with_activity_lists(text: str) -> str:
    """The statement's text with every single activity of contextActivities as a list of one (Data 2.4.6.2)."""

    def inside(context: str) -> str:
        return with_value(context, "contextActivities", _list_of_one)

    text = with_value(text, "context", inside)
    return with_value(text, "object", lambda thing: with_value(thing, "context", inside))
