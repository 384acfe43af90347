"""A requirement set, read strictly: an error names the file, the entry and the reason; unknown words are refused."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from recognition.criteria.frameworks import SHIPPED, Framework, framework
from recognition.criteria.reading import CriteriaProblem, Entry, Problems, load, once
from recognition.criteria.vocabulary import ACTIVITY_TYPES, CONFIDENCE, SUBJECT_GROUPS, VERBS
from recognition.skills.words import MEASURES, PaperKind, Required, RequirementSet, SkillRule
from recognition.titles.sources import Sourced

__all__ = ["FOLDER", "CriteriaProblem", "parse", "parse_file", "shipped_files"]

FOLDER = Path(__file__).parent / "sets"
KNOWN = ("all", "nothing")


def shipped_files() -> list[Path]:
    """The sets that come with the portal."""
    return sorted(path for path in FOLDER.glob("*.yaml") if not path.name.endswith(".cases.yaml"))


def parse_file(path: Path) -> RequirementSet:
    """The set in a file; raises CriteriaProblem, OSError."""
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, file: str = "the set") -> RequirementSet:
    """The set in a YAML text; `file` is what errors call it. Raises CriteriaProblem, which carries everything that is wrong."""
    top, wrong = load(text, file), Problems()
    known = wrong.take(lambda: top.one_of("known", KNOWN, "all"), "all")
    frame: Framework | None = None
    if known == "all":
        name = wrong.take(lambda: top.one_of("framework", SHIPPED))
        wrong.end()  # without its framework nobody can say which codes belong here
        frame = framework(name)
    words = _words(top, wrong, frame)
    wrong.take(top.done)
    wrong.end()
    return RequirementSet(known=known, **words)


def _words(top: Entry, wrong: Problems, frame: Framework | None) -> dict[str, Any]:
    mirrored = wrong.take(lambda: top.yes_no("mirrored", False), False)
    levels = {one.level: one.code for one in frame.levels} if frame else {}
    competences = once(
        wrong.each(lambda: top.entries("competences", ()), lambda e: _required(e, frame, mirrored)),
        lambda one: one.code, top, "competence",
    )  # fmt: skip
    codes = tuple(one.code for one in competences)
    found = {
        "key": wrong.take(lambda: top.identifier("key", "key"), ""),
        "version": wrong.take(lambda: top.short_text("version", "version"), ""),
        "framework": frame.key if frame else wrong.take(lambda: top.identifier("framework", "key"), ""),
        "subject_group": wrong.take(lambda: top.one_of("subject_group", ("default", *SUBJECT_GROUPS)), ""),
        "title": wrong.take(lambda: _name(top, "title"), ""),
        "confidence": wrong.take(lambda: top.one_of("confidence", CONFIDENCE), ""),
        "notice": wrong.take(lambda: top.text("notice", ""), ""),
        "documents": wrong.take(lambda: _documents(top), ()),
        "valid_from": wrong.take(lambda: top.day("valid_from")),
        "valid_to": wrong.take(lambda: top.day("valid_to")),
        "authorities": wrong.take(lambda: top.some_of("authorities", None, ("portal",)), ()),
        "levels": levels,
        "competences": competences,
        "rules": once(
            wrong.each(lambda: top.entries("rules", ()), lambda e: _rule(e, codes, levels)),
            lambda one: one.id, top, "rule",
        ),
        "papers": once(
            wrong.each(lambda: top.entries("papers", ()), lambda e: _paper(e, levels)),
            lambda one: one.id, top, "kind of paper",
        ),
    }  # fmt: skip
    if not wrong.found:
        wrong.take(lambda: _whole(top, frame, found))
    return found


def _whole(top: Entry, frame: Framework | None, found: dict[str, Any]) -> None:
    """What no entry alone can say: a known set asks for something, an unknown one for nothing; days in order."""
    asks = bool(found["competences"])
    if frame and not asks:
        raise top.problem("“competences” is empty: a set that asks for nothing gives no share")
    if not frame and (asks or found["rules"] or found["papers"]):
        raise top.problem("“known” is nothing, yet competences, rules or papers stand here")
    if found["valid_from"] and found["valid_to"] and found["valid_to"] < found["valid_from"]:
        raise top.problem("“valid_to” lies before valid_from")
    if not found["authorities"]:
        raise top.problem("“authorities” is empty: nobody's statements would count")


def _required(e: Entry, frame: Framework | None, mirrored: bool) -> Required:
    code, level = e.code("code"), e.whole("level", above=0)
    confidence = e.one_of("confidence", CONFIDENCE)
    e.done()
    if frame is None:
        raise e.problem("“code” of a framework that is not known")
    one = next((c for c in frame.competences if c.code == code), None)
    if one is None:
        raise e.problem(f"“code” {code} is no competence of {frame.key}")
    _must_be_level(e, level, {one.level: one.code for one in frame.levels})
    also = (one.same_as,) if mirrored and one.same_as else ()
    return Required(code, level, confidence, one.name, one.area, (f"{frame.key}/{code}", *also))


def _rule(e: Entry, codes: tuple[str, ...], levels: dict[int, str]) -> SkillRule:
    named = e.take("competences", "all")
    level = e.whole("level", above=0)
    found = SkillRule(
        id=e.identifier("id"),
        competences=codes if named == "all" else Entry(e.file, e.name, {"competences": named}, e).some_of("competences", codes),
        level=level,
        confidence=e.one_of("confidence", CONFIDENCE),
        verbs=e.some_of("verb", VERBS),
        activity_types=e.some_of("activity_type", ACTIVITY_TYPES, ()),
        success=e.yes_no("success", None),
        min_score=e.number("min_score", None, most=100),
        measure=e.one_of("measure", MEASURES),
        at_least=e.number("at_least", Decimal(1), above=0),
        note=e.text("note", ""),
    )  # fmt: skip
    e.done()
    if not found.verbs:
        raise e.problem("“verb” is empty")
    if not found.competences:
        raise e.problem("“competences” is empty")
    if found.measure == "max_score" and found.at_least > 100:
        raise e.problem("“at_least” of a score is at most 100")
    _must_be_level(e, level, levels)
    return found


def _paper(e: Entry, levels: dict[int, str]) -> PaperKind:
    level = e.whole("level", above=0)
    found = PaperKind(
        e.identifier("id"), _name(e, "name"), e.text("hint", ""), level, e.one_of("confidence", CONFIDENCE)
    )
    e.done()
    _must_be_level(e, level, levels)
    return found


def _must_be_level(e: Entry, level: int, levels: dict[int, str]) -> None:
    if level not in levels:
        raise e.problem(f"“level” {level} is none of the framework's {len(levels)}")


def _name(entry: Entry, word: str) -> str:
    names = entry.entry(word)
    found = names.short_text("vi", "title")
    names.text("en", "")
    names.done()
    return found


def _documents(top: Entry) -> tuple[Sourced, ...]:
    values = top.take("documents", ())
    if not isinstance(values, list | tuple):
        raise top.problem("“documents” must be a list")
    holders = [Entry(top.file, f"documents {place}", {"it": value}, top) for place, value in enumerate(values, 1)]
    return tuple(one.sourced("it") for one in holders)
