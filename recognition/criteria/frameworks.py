"""Digital competence frameworks as data: areas, competences and levels."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from recognition.criteria.reading import Entry, load, once
from recognition.criteria.vocabulary import CONFIDENCE

FOLDER = Path(__file__).parent / "frameworks"
SHIPPED = ("tt02_2025", "digcomp_2_2")


@dataclass(frozen=True)
class Competence:
    """One competence; `same_as` names the competence of another framework that it mirrors."""

    code: str
    name: str
    area: str
    confidence: str
    same_as: str = ""


@dataclass(frozen=True)
class Level:
    """One of the levels of proficiency."""

    level: int
    code: str
    stage: str
    confidence: str


@dataclass(frozen=True)
class Framework:
    """A framework as its file has it."""

    key: str
    title: str
    issuer: str
    document: str
    notice: str
    licence: str
    levels: tuple[Level, ...]
    competences: tuple[Competence, ...]


@cache
def framework(key: str) -> Framework:
    """A shipped framework; raises OSError for an unknown key, CriteriaProblem for a bad file."""
    path = FOLDER / f"{key}.yaml"
    return parse_framework(path.read_text(encoding="utf-8"), path.name)


def parse_framework(text: str, file: str) -> Framework:
    """The framework in a YAML text; raises CriteriaProblem."""
    top = load(text, file)
    for source in top.entries("source"):
        source.text("what"), source.text("where"), source.one_of("confidence", CONFIDENCE)
        source.done()
    competences: list[Competence] = []
    for area in top.entries("areas"):
        name, code = _name(area), area.text("code")
        competences += [_competence(entry, name) for entry in area.entries("competences")]
        if not code:
            raise area.problem("“code” is empty")
        area.done()
    found = Framework(
        key=top.identifier("key"),
        title=_name(top, "title"),
        issuer=top.text("issuer"),
        document=top.text("document"),
        notice=top.text("notice", ""),
        licence=top.text("licence"),
        levels=tuple(_level(entry) for entry in top.entries("levels")),
        competences=once(competences, lambda one: one.code, top, "competence"),
    )
    top.day("valid_from")
    top.done()
    return found


def _name(entry: Entry, word: str = "name") -> str:
    names = entry.entry(word)
    found: str = names.text("vi")
    names.text("en")
    names.done()
    return found


def _competence(entry: Entry, area: str) -> Competence:
    found = Competence(
        entry.text("code"), _name(entry), area, entry.one_of("confidence", CONFIDENCE), entry.text("same_as", "")
    )
    entry.done()
    return found


def _level(entry: Entry) -> Level:
    stage = _name(entry, "stage")
    found = Level(entry.whole("level", above=0), entry.text("code"), stage, entry.one_of("confidence", CONFIDENCE))
    entry.done()
    return found
