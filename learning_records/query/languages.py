"""Which language of a language map a reader gets: the header Accept-Language read as RFC 9110 12.5.4 and RFC 4647 say.

A map always gives one language, also to a reader who wants none of them (1.0.3 Communication 2.1.3, format canonical).
"""

import re
from collections.abc import Mapping
from functools import lru_cache

_MOST = 100  # ranges of one header that are looked at
_RANGE = re.compile(
    r"\s*(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?",
    re.IGNORECASE | re.ASCII,
)


class Wanted:
    """The languages a reader named, by how much each is wanted."""

    def __init__(self, header: str) -> None:
        found: dict[str, float] = {}
        for part in header.split(",")[:_MOST]:
            if shape := _RANGE.fullmatch(part):  # what is no range says nothing
                name, weight = shape[1].lower(), float(shape[2] or 1)
                found[name] = max(weight, found.get(name, 0.0))
        self._weights = found
        self._ranges = sorted((name for name, weight in found.items() if weight), key=lambda name: -found[name])

    def chosen(self, tags: list[str]) -> str:
        """The one of these tags (at least one) that suits best.

        A range finds a tag by lookup, made shorter from its end until it fits (RFC 4647 3.4), or a longer tag that begins with
        it (3.3.1); `*` any other. A tag whose longest fitting range has the weight 0 is taken only when nothing else is left.
        """
        left = [tag for tag in tags if self._weight(tag) != 0] or tags
        for name in self._ranges:
            found = self._any(left) if name == "*" else _fitting(name, left)
            if found:
                return found
        for name in self._ranges:  # another kind of the same language is nearer than another language
            for tag in left:
                if tag.lower().partition("-")[0] == name.partition("-")[0]:
                    return tag
        return _default(left)

    def _weight(self, tag: str) -> float | None:
        """The weight of the longest range that this tag is or begins with; None when no range says anything."""
        name = tag.lower()
        while name:
            if name in self._weights:
                return self._weights[name]
            name = name.rpartition("-")[0]
        return self._weights.get("*")

    def _any(self, tags: list[str]) -> str | None:
        """A tag that no other range speaks of."""
        others = [tag for tag in tags if not any(_fitting(name, [tag]) for name in self._ranges if name != "*")]
        return _default(others) if others else None


def _fitting(name: str, tags: list[str]) -> str | None:
    shorter = name
    while shorter:
        for tag in tags:
            if tag.lower() == shorter:
                return tag
        if shorter == name:
            for tag in tags:
                if tag.lower().startswith(f"{name}-"):
                    return tag
        shorter = shorter.rpartition("-")[0]
        if shorter[-2:-1] == "-":  # a letter alone begins what was cut off (RFC 4647 3.4)
            shorter = shorter[:-2]
    return None


def _default(tags: list[str]) -> str:
    return next((tag for tag in tags if tag.lower() == "und"), tags[0])


@lru_cache(maxsize=256)
def wanted(header: str) -> Wanted:
    """What the header Accept-Language says."""
    return Wanted(header)


def one_language(language_map: Mapping[str, str], reader: Wanted) -> dict[str, str]:
    """The map with the one language that suits the reader best; an empty map stays empty."""
    if len(language_map) < 2:
        return dict(language_map)
    tag = reader.chosen(list(language_map))
    return {tag: language_map[tag]}
