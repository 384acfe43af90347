"""Two versions of a set, word by word: what came, what went, what is another value. Pure; knows the file's words, no language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any

from recognition.criteria.words import Criteria

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
LISTS = ("groups", "indicators", "rules", "manual", "shares", "bands", "levels", "subject_groups", "sources")
_OF_THE_SET = ("version", "title", "confidence", "notice", "scoring", "issuer", "documents", "valid_from", "valid_to",
               "authorities", "total_points", "marks", "floor", "conflict", "successor", "group_forms", "known")  # fmt: skip


@dataclass(frozen=True)
class Value:
    """One word whose value differs; an empty side: the word does not stand there."""

    word: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """An entry that came, went or changed. `part`: the list it stands in, or "set" for the words of the set itself."""

    kind: str
    part: str
    name: str
    values: tuple[Value, ...]


def differences(old: Criteria, new: Criteria) -> tuple[list[Difference], int]:
    """All differences, in the order of the file; and how many entries are the same in both."""
    found, same = [], 0
    whole = _values(_flat_set(old), _flat_set(new))
    if whole:
        found.append(Difference(CHANGED, "set", "", whole))
    for part in LISTS:
        before, after = (_by_name(getattr(one, part) or ()) for one in (old, new))
        for name in dict.fromkeys((*before, *after)):
            values = _values(before.get(name, {}), after.get(name, {}))
            if name not in before:
                found.append(Difference(ADDED, part, name, values))
            elif name not in after:
                found.append(Difference(REMOVED, part, name, values))
            elif values:
                found.append(Difference(CHANGED, part, name, values))
            else:
                same += 1
    return found, same


def _values(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Value, ...]:
    words = dict.fromkeys((*before, *after))
    return tuple(
        Value(word, before.get(word, ""), after.get(word, "")) for word in words if before.get(word) != after.get(word)
    )


def _flat_set(one: Criteria) -> dict[str, str]:
    return {word: text for name in _OF_THE_SET for word, text in _flat(name, getattr(one, name))}


def _by_name(entries: Sequence[Any]) -> dict[str, dict[str, str]]:
    """The entries of a list by what tells them apart, each as words with texts."""
    found = {}
    for one in entries:
        own = next(word for word in ("id", "code", "level") if hasattr(one, word))
        texts = (_flat(field.name, getattr(one, field.name)) for field in fields(one) if field.name != own)
        found[str(getattr(one, own))] = {word: text for pairs in texts for word, text in pairs}
    return found


def _flat(word: str, value: Any) -> Iterator[tuple[str, str]]:
    """A value as words with texts; nothing for what is empty."""
    if value is None or value in ("", ()):
        return
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _flat(f"{word} {key}", one)
    elif is_dataclass(value):
        for field in fields(value):
            inner = word if field.name == "value" else f"{word} {field.name}"
            yield from _flat(inner, getattr(value, field.name))
    elif isinstance(value, tuple) and any(map(is_dataclass, value)):
        for place, one in enumerate(value, 1):
            yield from _flat(f"{word} {getattr(one, 'level', place)}", one)
    elif isinstance(value, tuple):
        yield word, ", ".join(map(_text, value))
    else:
        yield word, _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
