"""Differences of two versions in words for administrators: the word of the file beside what it means."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recognition.criteria.differences import ADDED, LISTS, REMOVED, Difference, differences
from recognition.criteria.words import Criteria

PARTS: dict[str, Promise] = {
    "set": _("The set itself"),
    "groups": _("Groups of indicators"),
    "indicators": _("Indicators"),
    "rules": _("Rules"),
    "manual": _("Evidence that is handed in"),
    "shares": _("Shares of holders of a title"),
    "bands": _("Grades"),
    "levels": _("Levels"),
    "subject_groups": _("Groups of people"),
    "sources": _("Sources"),
}
_WORDS: dict[str, Promise] = {
    "version": _("version"), "title": _("name"), "name": _("name"),
    "notice": _("notice above the set"), "scoring": _("way of scoring"),
    "issuer": _("issued by"), "documents": _("documents"), "valid_from": _("valid from"), "valid_to": _("last valid day"),
    "authorities": _("whose records count"), "total_points": _("points in all"), "marks": _("mark"), "floor": _("floor"),
    "points": _("points"), "wording": _("wording"), "wording_confidence": _("how sure the wording is"),
    "confidence": _("how sure it is"), "group": _("group"), "indicator": _("indicator"), "indicators": _("indicators"),
    "verbs": _("what was done"), "activity_types": _("kind of activity"), "categories": _("what it was mapped to"),
    "measure": _("what is measured"), "take": _("which of several"), "at_least": _("at least"), "step": _("step"),
    "points_per_step": _("points a step"), "cap": _("most points of the rule"), "success": _("with success only"),
    "min_score": _("fewest percent"), "having": _("has to have"), "lacking": _("may not have"), "note": _("note"),
    "least": _("fewest points"), "most": _("most points"), "proposes": _("proposed points"), "at_most": _("how many count"),
    "file": _("file"), "hint": _("hint"), "recognised": _("brings the title"), "target": _("target"), "known": _("known"),
    "of": _("of whom"), "steps": _("steps"),
}  # fmt: skip

_VALUES: dict[str, Promise] = {
    "true": _("yes"), "false": _("no"), "uncertain": _("not certain"), "proposed": _("proposed by this portal"),
    "recalled-from-general-knowledge": _("not checked against a text"), "verbatim-from-source": _("as the source has it"),
}  # fmt: skip
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")

_AREAS: dict[str, Promise] = {"ordinary": _("(ordinary area)"), "disadvantaged": _("(disadvantaged area)")}


@dataclass(frozen=True)
class Line:
    """One word of an entry on both sides; an empty side: it does not stand there."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """An entry that was added, removed or changed."""

    kind: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Part:
    """A list of the file with what differs in it."""

    name: Promise
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Compared:
    """The differences by part, and how many entries came, went, changed or are the same."""

    parts: tuple[Part, ...]
    added: int
    removed: int
    changed: int
    same: int


def label(word: str) -> str:
    """What a word of the file means; the word itself where it has no words of its own, with what stands behind it."""
    first, _space, rest = word.partition(" ")
    known = _WORDS.get(first)
    rest = str(_AREAS.get(rest, rest))
    return f"{known} {rest}".strip() if known else word


def _told(text: str) -> str:
    """A value of the file as people write it: days; how sure something is; whether it is so."""
    if _DAY.fullmatch(text):
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    return str(_VALUES.get(text, text))


def _row(one: Difference) -> Row:
    lines = (Line(label(value.word), _told(value.before), _told(value.after)) for value in one.values)
    return Row(one.kind, one.name, tuple(lines))


def compared(old: Criteria, new: Criteria) -> Compared:
    """What differs between two versions."""
    found, same = differences(old, new)
    parts = tuple(
        Part(PARTS[part], rows)
        for part in ("set", *LISTS)
        if (rows := tuple(_row(one) for one in found if one.part == part))
    )
    kinds = [one.kind for one in found]
    added, removed = kinds.count(ADDED), kinds.count(REMOVED)
    return Compared(parts, added, removed, len(kinds) - added - removed, same)
