"""Which language of a language map a reader gets: the header Accept-Language read as RFC 9110 12.5.4 and RFC 4647 say.

A map always gives one language, also to a reader who wants none of them (1.0.3 Communication 2.1.3, format canonical).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

_MOST = 100  # ranges of one header that are looked at
_PARTS = 8  # of a range: longer than any language is called; a longer one says nothing
_RANGE = re.compile(
    r"\s*(\*|[a-z]{1,8}(?:-[a-z0-9]{1,8}){0,7})\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?",
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
        self.usual = len(header) <= _HEADER
        self._weights = found
        self._refuses = 0.0 in found.values()
        ranges = sorted((name for name, weight in found.items() if weight), key=lambda name: -found[name])
        self._ranges = [(name, tuple(_shorter(name))) for name in ranges]
        self._named = frozenset(ranges) - {"*"}
        self._looked_up = self._named.union(*(shorter for name, shorter in self._ranges if name != "*"))

    def chosen(self, tags: Sequence[str]) -> str:
        """The one of these tags (at least one) that suits best.

        A range finds a tag by lookup, made shorter from its end until it fits (RFC 4647 3.4), or a longer tag that begins with
        it (3.3.1); `*` any other. A tag whose longest fitting range has the weight 0 is taken only when nothing else is left.
        """
        left = tags
        if self._refuses:
            left = [tag for tag in tags if self._weight(tag) != 0] or tags
        there = _Tags(left)
        for name, shorter in self._ranges:
            found = self._any(left) if name == "*" else there.fitting(name, shorter)
            if found:
                return found
        for name, _cut in self._ranges:  # another kind of the same language is nearer than another language
            if found := there.kin(name):
                return found
        return _default(left)

    def _weight(self, tag: str) -> float | None:
        """The weight of the longest range that this tag is or begins with; None when no range says anything."""
        name = tag.lower()
        for one in (name, *reversed(_beginnings(name))):
            if one in self._weights:
                return self._weights[one]
        return self._weights.get("*")

    def _any(self, tags: Sequence[str]) -> str | None:
        """A tag that no other range speaks of."""
        others = [tag for tag in tags if not self._speaks_of(tag.lower())]
        return _default(others) if others else None

    def _speaks_of(self, name: str) -> bool:
        return name in self._looked_up or not self._named.isdisjoint(_beginnings(name))


class _Tags:
    """The tags of a map, to be found by ranges: each is looked at once, however many ranges there are."""

    def __init__(self, tags: Sequence[str]) -> None:
        self._same: dict[str, str] = {}
        self._longer: dict[str, str] = {}
        self._languages: dict[str, str] = {}
        for tag in tags:
            name = tag.lower()
            beginnings = _beginnings(name)
            self._same.setdefault(name, tag)
            self._languages.setdefault(beginnings[0] if beginnings else name, tag)
            for beginning in beginnings:
                self._longer.setdefault(beginning, tag)

    def fitting(self, name: str, shorter: tuple[str, ...]) -> str | None:
        """The tag that this range is, or that begins with it, or that the range made shorter is; else None."""
        found = self._same.get(name) or self._longer.get(name)
        return found or next((self._same[one] for one in shorter if one in self._same), None)

    def kin(self, name: str) -> str | None:
        """The first tag of the language of this range."""
        return self._languages.get(name.partition("-")[0])


def _beginnings(name: str) -> list[str]:
    """What this tag begins with, up to each of its first hyphens: as many as a range may have parts."""
    found: list[str] = []
    at = name.find("-")
    while at > 0 and len(found) < _PARTS:
        found.append(name[:at])
        at = name.find("-", at + 1)
    return found


def _shorter(name: str) -> Iterator[str]:
    """The range made shorter from its end, as it is looked up (RFC 4647 3.4)."""
    while name := name.rpartition("-")[0]:
        if name[-2:-1] == "-":  # a letter alone begins what was cut off
            name = name[:-2]
        yield name


def _default(tags: Sequence[str]) -> str:
    return next((tag for tag in tags if tag.lower() == "und"), tags[0])


def wanted(header: str) -> Wanted:
    """What the header Accept-Language says."""
    return _read_before(header) if len(header) <= _HEADER else Wanted(header)  # no memory for headers without end


def one_language(language_map: Mapping[str, str], reader: Wanted) -> dict[str, str]:
    """The map with the one language that suits the reader best; an empty map stays empty."""
    if len(language_map) < 2:
        return dict(language_map)
    tags = tuple(language_map)
    usual = reader.usual and len(tags) <= _FEW and max(map(len, tags)) <= _USUAL  # no memory for maps without end
    tag = _remembered(reader, tags) if usual else reader.chosen(tags)
    return {tag: language_map[tag]}


_FEW, _USUAL, _HEADER = 8, 40, 200  # tags of a map; characters of a tag, and of a header
_read_before = lru_cache(maxsize=256)(Wanted)
_remembered = lru_cache(maxsize=4096)(Wanted.chosen)  # the maps of a page are nearly all in the same languages
