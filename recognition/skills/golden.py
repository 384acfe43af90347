"""Golden cases of a requirement set: statements and papers in; competences, levels, days and the share out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from recognition.criteria.golden import VIETNAM, made_statements
from recognition.criteria.match import Terms
from recognition.criteria.reading import Entry, load
from recognition.skills.matching import SkillMatcher
from recognition.skills.percent import Piece, reached, share
from recognition.skills.words import RequirementSet


@dataclass(frozen=True)
class SkillCase:
    """One case as the file has it."""

    name: str
    statements: tuple[dict[str, Any], ...]
    papers: tuple[Piece, ...]
    expected: dict[str, Any]


def read_cases(text: str, file: str, requirements: RequirementSet, terms: Terms) -> list[SkillCase]:
    """The cases of a `.cases.yaml`; raises CriteriaProblem."""
    top = load(text, file)
    cases = [_case(entry, requirements, terms) for entry in top.entries("cases")]
    top.done()
    return cases


def run(requirements: RequirementSet, terms: Terms, case: SkillCase) -> list[str]:
    """What differs from what the case expects; empty when it holds."""
    found = reached(requirements, [*case.papers, *pieces_of(requirements, terms, case.statements)])
    said = share(requirements, found)
    got: dict[str, Any] = {
        "shown": said.shown,
        "required": said.required,
        "percent": said.percent,
        "reached": {code: one.level for code, one in sorted(found.items())},
        "since": {code: one.since for code, one in sorted(found.items())},
        "missing": list(said.missing),
    }
    return [
        f"{word}: expected {wanted}, got {got[word]}" for word, wanted in case.expected.items() if got[word] != wanted
    ]


def pieces_of(requirements: RequirementSet, terms: Terms, statements: tuple[dict[str, Any], ...]) -> list[Piece]:
    """What these statements give, numbered as they stand."""
    matcher, found = SkillMatcher(requirements, terms), []
    for number, statement in enumerate(statements):
        day = datetime.fromisoformat(statement["timestamp"]).astimezone(VIETNAM).date()
        found += [
            Piece(1000 + number, m.competence, day, m.rule.id, m.activity, m.minutes, m.score)
            for m in matcher.match(statement)
        ]
    return found


def _case(entry: Entry, requirements: RequirementSet, terms: Terms) -> SkillCase:
    statements: list[dict[str, Any]] = []
    for one in entry.entries("statements", ()):
        statements += made_statements(one, terms)
    papers = [_paper(one, place, requirements) for place, one in enumerate(entry.entries("papers", ()), 1)]
    wanted = Entry(entry.file, f"{entry.name}: expect", entry.take("expect"), entry)
    case = SkillCase(entry.text("name"), tuple(statements), tuple(papers), _expected(wanted, requirements))
    entry.done()
    return case


def _paper(entry: Entry, place: int, requirements: RequirementSet) -> Piece:
    kind = entry.one_of("kind", tuple(one.id for one in requirements.papers))
    most = next(one.level for one in requirements.papers if one.id == kind)
    code = entry.one_of("competence", tuple(requirements.by_code))
    level, day = entry.whole("level", Decimal(most), above=0, most=most), entry.day("day") or date(2026, 3, 1)
    entry.done()
    return Piece(place, code, day, level=level)


def _expected(entry: Entry, requirements: RequirementSet) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for word in ("shown", "required"):
        if entry.has(word):
            said[word] = entry.whole(word)
    if "percent" in entry.words_left():
        said["percent"] = entry.number("percent") if entry.has("percent") else entry.take("percent")
    if entry.has("missing"):
        said["missing"] = list(entry.some_of("missing", tuple(requirements.by_code)))
    for word in ("reached", "since"):
        if entry.has(word):
            codes = entry.entry(word)
            said[word] = {
                code: codes.whole(code, above=0) if word == "reached" else codes.day(code)
                for code in requirements.by_code if codes.has(code)
            }  # fmt: skip
            codes.done()
    entry.done()
    if not said:
        raise entry.problem("expects nothing, so it could not fail")
    return said
