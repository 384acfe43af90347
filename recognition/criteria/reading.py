"""Reading YAML strictly: every value is taken by name and type, and what nobody took is refused."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from recognition.criteria.lined_yaml import Lined, values_of
from recognition.criteria.problems import CriteriaProblem, Problems
from recognition.criteria.vocabulary import (
    CODE,
    CONFIDENCE,
    LENGTHS,
    MOST_NUMBER,
    MOST_POINTS,
    POINT_STEP,
)
from recognition.titles.sources import Sourced

ID = re.compile(r"^[a-z][a-z0-9_]*(-[a-z0-9_]+)*$")
_WORD = re.compile("“([^”]+)”")
_SPELT_LIKE = 0.8  # how much alike, of 1, a word is that was meant
_MISSING: Any = object()

__all__ = ["CriteriaProblem", "Entry", "Problems", "load", "once", "read_sourced", "told"]


def load(text: str, file: str) -> "Entry":
    """The YAML text as an Entry to take from; raises CriteriaProblem for bad YAML or a word that stands twice."""
    return Entry(file, "the file", values_of(text, file))


class Entry:
    """A mapping of the file. `text`, `number`, … take a word; `done` refuses the words that nobody took.

    `above`: the entry that it stands in; its line is that of the words where its own has none.
    """

    def __init__(self, file: str, name: str, data: object, above: "Entry | None" = None) -> None:
        self.file, self.name = file, name
        own = data if isinstance(data, Lined) else Lined()
        self.line: int = own.line if isinstance(data, Lined) else above.line if above else 1
        self.lines = own.lines
        self.places: dict[str, Entry] = above.places if above else {}
        self.places.setdefault(name, self)
        if not isinstance(data, dict):
            raise self.problem("must be words with values")
        self._left: dict[Any, Any] = dict(data)

    def problem(self, reason: str) -> CriteriaProblem:
        """An error about this entry, to be raised by the caller."""
        return CriteriaProblem(self.file, self.name, reason, self.line_of(reason))

    def line_of(self, reason: str) -> int:
        """The line of the first word that the reason names and that stands here; else where the entry begins."""
        return next((self.lines[word] for word in _WORD.findall(reason) if word in self.lines), self.line)

    def problem_at(self, name: str, reason: str) -> CriteriaProblem:
        """An error about the entry of the file that has this name, or about the nearest one that it lies in."""
        place, near = self.places.get(name), name
        while place is None and ", " in near:
            near = near.rpartition(", ")[0]
            place = self.places.get(near)
        line = place.line_of(reason) if place else self.lines.get(near, self.line_of(reason))
        return CriteriaProblem(self.file, name, reason, line)

    def peek(self, word: str) -> Any:
        """The raw value without taking it; None when there is none."""
        return self._left.get(word)

    def has(self, word: str) -> bool:
        """Whether the word stands here and has a value."""
        return self._left.get(word) is not None

    def take(self, word: str, default: Any = _MISSING) -> Any:
        """The raw value; an error when it is missing and has no default."""
        if word not in self._left:
            if default is _MISSING:
                if near := get_close_matches(word, map(str, self._left), 1, _SPELT_LIKE):
                    raise self.problem(f"“{near[0]}” is no word here: write “{word}”")
                raise self.problem(f"“{word}” is missing")
            return default
        value = self._left.pop(word)
        return default if value is None and default is not _MISSING else value

    def text(self, word: str, default: Any = _MISSING) -> Any:
        """A text that is not empty (or the default)."""
        value = self.take(word, default)
        return default if value is default and default is not _MISSING else self.as_text(word, value)

    def as_text(self, word: str, value: object) -> str:
        """A value already taken, as a text that is not empty."""
        if not isinstance(value, str) or not value.strip():
            raise self.problem(f"“{word}” must be a text")
        if "\0" in value or not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
            raise self.problem(f"“{word}” has a character that is none: write it anew")
        return value.strip()

    def short_text(self, word: str, kind: str) -> str:
        """A text no longer than its column in the database (`vocabulary.LENGTHS`)."""
        value: str = self.text(word)
        if len(value) > LENGTHS[kind]:
            raise self.problem(f"“{word}” is longer than {LENGTHS[kind]} characters")
        return value

    def identifier(self, word: str, kind: str = "id") -> str:
        """A lower-case id of letters, digits, _ and -."""
        value = self.short_text(word, kind)
        if not ID.match(value):
            raise self.problem(f"“{word}” must be small letters, digits, _ or -: not “{value}”")
        return value

    def code(self, word: str) -> str:
        """The code of an indicator or group: it stands in an IRI and in the database."""
        value = self.short_text(word, "code")
        if not CODE.match(value):
            raise self.problem(f"“{word}” must be letters, digits, “.”, _ or -: not “{value}”")
        return value

    def one_of(self, word: str, allowed: tuple[str, ...], default: Any = _MISSING) -> Any:
        """One word of a closed list."""
        value = self.take(word, default)
        if value not in allowed:
            raise self.problem(f"“{word}” does not know “{value}”; known: {', '.join(allowed)}")
        return value

    def some_of(self, word: str, allowed: tuple[str, ...] | None, default: Any = _MISSING) -> tuple[str, ...]:
        """One word or a list of words, each of a closed list (any text when the list is None)."""
        value = self.take(word, default)
        values = value if isinstance(value, list | tuple) else [value]
        for place, one in enumerate(values):
            if not isinstance(one, str):
                raise self.problem(f"“{word}” must hold texts, not {told(one)}")
            if one in values[:place]:
                raise self.problem(f"“{word}” holds “{one}” twice")
            if allowed is not None and one not in allowed:
                raise self.problem(f"“{word}” does not know “{one}”; known: {', '.join(allowed)}")
        return tuple(values)

    def number(self, word: str, default: Any = _MISSING, *, above: int | None = None, most: Any = MOST_NUMBER) -> Any:
        """A number that is not negative, greater than `above` and not over `most`."""
        value = self.take(word, default)
        if value is default and default is not _MISSING:
            return default
        return self.checked(word, value, above, most)

    def checked(self, word: str, value: object, above: int | None = None, most: Any = MOST_NUMBER) -> Decimal:
        """A value already taken, as such a number."""
        if not isinstance(value, Decimal) or value < 0:
            raise self.problem(f"“{word}” must be a number, 0 or more: not {told(value)}")
        if above is not None and value <= above:
            raise self.problem(f"“{word}” must be greater than {above}")
        if value > most:
            raise self.problem(f"“{word}” must be at most {most}: not {value}")
        return value

    def whole(self, word: str, default: Any = _MISSING, *, above: int | None = None, most: int = 1000) -> int:
        """A whole number (or the default)."""
        value = self.number(word, default, above=above, most=most)
        if value % 1:
            raise self.problem(f"“{word}” must be a whole number: not {value}")
        return int(value)

    def points(self, word: str, default: Any = _MISSING, *, above: int | None = None) -> Any:
        """Points as a case can hold and its form takes them: quarters up to 99.75."""
        value = self.take(word, default)
        return value if value is default else self.as_points(word, value, above)

    def points_or_unknown(self, word: str, *, above: int | None = None) -> Decimal | None:
        """Points, or None where the file says null: no source has them. The word itself must stand."""
        value = self.take(word)
        return None if value is None else self.as_points(word, value, above)

    def as_points(self, word: str, value: object, above: int | None = None, most: Decimal = MOST_POINTS) -> Decimal:
        """A value as points; raises CriteriaProblem for what no form takes."""
        found = self.checked(word, value, above, most)
        if found % POINT_STEP:
            raise self.problem(f"“{word}” must be in steps of {POINT_STEP}, as the form takes them: not {found}")
        return found

    def yes_no(self, word: str, default: Any = _MISSING) -> Any:
        """true or false (or the default)."""
        value = self.take(word, default)
        if value is not default and not isinstance(value, bool):
            raise self.problem(f"“{word}” must be true or false")
        return value

    def day(self, word: str) -> date | None:
        """A date, or nothing."""
        value = self.take(word, None)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.problem(f"“{word}” must be a date such as 2022-07-28")
        return value

    def sourced(self, word: str, default: Any = _MISSING) -> Any:
        """A value with confidence and source: `{value, confidence, source, note}`."""
        value = self.take(word, default)
        return value if value is default else read_sourced(self.below(f"{self.name}, {word}", word, value))

    def entry(self, word: str, default: Any = _MISSING) -> "Entry":
        """The mapping under a word."""
        return self.below(f"{self.name}, {word}" if self.name != "the file" else word, word, self.take(word, default))

    def below(self, name: str, word: str, data: object) -> "Entry":
        """What stands under a word of this one, as an entry of its own."""
        line = self.lines.get(word)
        if line is not None and not isinstance(data, Lined):
            raise CriteriaProblem(self.file, name, "must be words with values", line)
        return Entry(self.file, name, data, self)

    def entries(self, word: str, default: Any = _MISSING) -> "Iterator[Entry]":
        """The mappings of the list under a word, named by their own id, code or place in the list."""
        values = self.take(word, default)
        if not isinstance(values, list | tuple):
            raise self.problem(f"“{word}” must be a list")
        within = "" if self.name == "the file" else f"{self.name}, "
        for place, value in enumerate(values, 1):
            label = place
            if isinstance(value, dict):
                label = value.get("id") or value.get("code") or place
            yield Entry(self.file, f"{within}{word} {label}", value, self)

    def words_left(self) -> list[Any]:
        """What nobody has taken yet."""
        return list(self._left)

    def done(self) -> None:
        """Refuses what nobody took."""
        if self._left:
            raise self.problem(f"unknown word “{'”, “'.join(map(str, self._left))}”")


def told(value: object) -> str:
    """A wrong value as the error quotes it: short, and as the file has it."""
    said = str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, Decimal) else repr(value)
    return said if len(said) <= 60 else f"{said[:60]}…"


def read_sourced(entry: Entry) -> Sourced:
    """A `{value, confidence, source, note}` entry."""
    found = Sourced(
        entry.take("value"),
        entry.one_of("confidence", CONFIDENCE),
        entry.some_of("source", None, ()),
        entry.text("note", ""),
    )
    entry.done()
    return found


def once(entries: list[Any], name: Callable[[Any], str], where: Entry, what: str) -> tuple[Any, ...]:
    """The list as a tuple; an error when two of its members share a name."""
    seen: set[str] = set()
    for one in entries:
        if name(one) in seen:
            raise where.problem(f"{what} “{name(one)}” stands twice")
        seen.add(name(one))
    return tuple(entries)
