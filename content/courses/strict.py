"""YAML read strictly: a key that nobody knows, that comes twice or has no value, and a value of another kind are refused by
name and place. Pure.
"""

from collections.abc import Hashable
from typing import Any

import yaml


class CourseFileError(ValueError):
    """A course file says something that it cannot say: where, and what."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """As SafeLoader, but a key that comes twice is an error: YAML would keep the last one and say nothing."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key in (self.construct_object(key, deep=True) for key, _value in node.value):
            if not isinstance(key, Hashable):
                break  # which the loader itself refuses
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"“{key}” stands here twice", node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(text: str, where: str) -> Any:
    """The text as data. Raises CourseFileError."""
    try:
        return whole(yaml.load(text, Loader=_Loader), where)  # noqa: S506 - one of the safe kind
    except yaml.YAMLError as problem:
        raise CourseFileError(f"{where}: {problem}") from problem


def whole(found: Any, where: str) -> Any:
    """The same, when every key has a value. A text with a comma and without quotes, inside {braces}, is cut there by YAML.

    Raises CourseFileError naming the place and the half sentence that became a key.
    """
    inside = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, value in inside:
        if value is None:
            raise CourseFileError(f"{where}: “{key}” has no value. A text with a comma needs quotes around it.")
        whole(value, f"{where}, {key}")
    return found


class Entry:
    """A mapping that is read key by key. `end` refuses what nobody read."""

    def __init__(self, found: Any, where: str) -> None:
        if not isinstance(found, dict):
            raise CourseFileError(f"{where}: keys with values are needed here, not {found!r}")
        self.where, self._left = where, dict(found)

    def wrong(self, why: str) -> CourseFileError:
        """The error to raise about this place."""
        return CourseFileError(f"{self.where}: {why}")

    def has(self, key: str) -> bool:
        """Whether the key is there and was not read yet."""
        return key in self._left

    def _take(self, key: str, kind: type, words: str) -> Any:
        if key not in self._left:
            raise self.wrong(f"“{key}” is missing")
        value = self._left.pop(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.wrong(f"“{key}” must be {words}, not {value!r}")
        return value

    def text(self, key: str, most: int = 300, default: str | None = None) -> str:
        """A text that is not empty; `default` where the key may be left out."""
        if default is not None and key not in self._left:
            return default
        value = self._take(key, str, "a text (put it in quotes)").strip()
        if not value or len(value) > most:
            raise self.wrong(f"“{key}” must have from 1 to {most} characters, not {len(value)}")
        return value

    def texts(self, key: str, least: int = 1, most: int = 20) -> tuple[str, ...]:
        """A list of texts, none twice."""
        found = self._take(key, list, "a list")
        if not all(isinstance(one, str) and one.strip() for one in found):
            raise self.wrong(f"“{key}” holds texts only (put numbers in quotes): {found!r}")
        if not least <= len(found) <= most or len(set(found)) < len(found):
            raise self.wrong(f"“{key}” must have from {least} to {most} entries, none twice")
        return tuple(one.strip() for one in found)

    def number(self, key: str, least: int, most: int) -> int:
        """A whole number within bounds."""
        value = self._take(key, int, "a whole number")
        if not least <= value <= most:
            raise self.wrong(f"“{key}” must lie between {least} and {most}, not be {value}")
        return int(value)

    def figure(self, key: str, default: str | None = None) -> str:
        """A number as it is written, with or without a fraction."""
        if default is not None and key not in self._left:
            return default
        value = self._left.pop(key, None)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(f"“{key}” must be a number, not {value!r}")
        return str(value)

    def truth(self, key: str, default: bool | None = None) -> bool:
        """true or false."""
        if default is not None and key not in self._left:
            return default
        return bool(self._take(key, bool, "true or false"))

    def value(self, key: str) -> Any:
        """Whatever stands there; whoever asks looks at it by itself."""
        return self._take(key, object, "a value")

    def entry(self, key: str) -> "Entry":
        """A mapping below this one."""
        return Entry(self._take(key, dict, "keys with values"), f"{self.where}, {key}")

    def entries(self, key: str, least: int, most: int) -> list["Entry"]:
        """A list of mappings below this one."""
        found = self._take(key, list, "a list")
        if not least <= len(found) <= most:
            raise self.wrong(f"“{key}” must have from {least} to {most} entries, not {len(found)}")
        return [Entry(one, f"{self.where}, {key} {number}") for number, one in enumerate(found, 1)]

    def end(self) -> None:
        """Raises CourseFileError for what nobody read."""
        if self._left:
            raise self.wrong(f"nobody knows “{'”, “'.join(map(str, self._left))}” here")
