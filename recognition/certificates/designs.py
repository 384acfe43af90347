"""How a sheet may look, as data; and which of them a place has chosen."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "designs.yaml"
FRAMES = ("petals", "panel", "bar")
FIRST = "formal"
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class WrongDesign(ValueError):
    """The file of designs says something that no sheet can be made of; the text says what."""


@dataclass(frozen=True)
class Letters:
    """Size in points and colour of one part of a sheet."""

    size: int
    colour: str


@dataclass(frozen=True)
class Design:
    """One way a sheet may look. `words`: the size of its sentences in points."""

    key: str
    name: str
    about: str
    frame: str
    heading: Letters
    title: Letters
    words: int


@lru_cache(maxsize=1)
def designs() -> dict[str, Design]:
    """All designs by key, in the order of the file."""
    return read(FILE.read_text("utf-8"))


def design(key: str) -> Design:
    """The design with this key; the first one where there is none (any more)."""
    known = designs()
    return known.get(key) or known[FIRST]


def read(text: str) -> dict[str, Design]:
    """The designs of a file. Raises WrongDesign for unknown words, frames, colours and sizes that do not fit on the sheet."""
    said = yaml.safe_load(text)
    rows = said.get("designs") if isinstance(said, dict) else None
    if not isinstance(rows, list) or not rows:
        raise WrongDesign("no designs")
    found = {one.key: one for one in map(_read, rows)}
    if len(found) != len(rows) or FIRST not in found:
        raise WrongDesign(f"a key twice, or none is called {FIRST}")
    return found


def _read(row: Any) -> Design:
    if not isinstance(row, dict) or set(row) != set(Design.__dataclass_fields__):
        raise WrongDesign(f"a design has the words {', '.join(Design.__dataclass_fields__)}: {row}")
    if row["frame"] not in FRAMES:
        raise WrongDesign(f"{row['key']}: the frame is one of {', '.join(FRAMES)}")
    if not isinstance(row["words"], int) or not 12 <= row["words"] <= 18:
        raise WrongDesign(f"{row['key']}: words are of 12 to 18 points")
    return Design(**{**row, "heading": _letters(row, "heading"), "title": _letters(row, "title")})


def _letters(row: dict[str, Any], part: str) -> Letters:
    said = row[part]
    fits = isinstance(said, dict) and set(said) == {"size", "colour"} and isinstance(said["size"], int)
    if not fits or not 18 <= said["size"] <= 40 or not _COLOUR.fullmatch(str(said["colour"])):
        raise WrongDesign(f"{row['key']}: {part} has a size of 18 to 40 and a colour such as #125539")
    return Letters(**said)
