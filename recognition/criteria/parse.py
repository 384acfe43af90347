"""A criteria file, read strictly: an error names the file, the entry and the reason; unknown words are refused."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from recognition.criteria.reading import CriteriaProblem, Entry, load, once
from recognition.criteria.words import (
    ACTIVITY_TYPES,
    AREA_CLASSES,
    CONFIDENCE,
    EXTENSIONS,
    FILES,
    MEASURES,
    SCORING,
    SUBJECTS,
    TAKES,
    VERBS,
    Band,
    Category,
    Criteria,
    Group,
    Indicator,
    ManualKind,
    Rule,
    Source,
    Sourced,
    SubjectGroup,
)

__all__ = ["CriteriaProblem", "parse", "parse_file"]


def parse_file(path: Path) -> Criteria:
    """The set in a file; raises CriteriaProblem, OSError."""
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, file: str = "the set") -> Criteria:
    """The set in a YAML text; `file` is what errors call it. Raises CriteriaProblem."""
    top = load(text, file)
    subject_groups = once([_subject_group(e) for e in top.entries("subject_groups", ())], _code, top, "group of people")
    groups = once([_group(e) for e in top.entries("groups")], _code, top, "group")
    group_codes = tuple(g.code for g in groups)
    people = tuple(g.code for g in subject_groups)
    indicators = once([_indicator(e, group_codes, people) for e in top.entries("indicators")], _code, top, "indicator")
    codes = tuple(i.code for i in indicators)
    if not codes:
        raise top.problem("“indicators” is empty")
    rules = once([_rule(e, codes) for e in top.entries("rules", ())], _id, top, "rule")
    manual = once([_manual(e, codes) for e in top.entries("manual", ())], _id, top, "kind of evidence")
    sources = once([_source(e) for e in top.entries("sources", ())], _id, top, "source")
    scoring = top.one_of("scoring", SCORING)
    title = top.entry("title")
    found = Criteria(
        key=top.identifier("key"),
        version=top.text("version"),
        scoring=scoring,
        subject=top.one_of("subject", SUBJECTS),
        title=title.text("vi"),
        title_en=title.text("en", ""),
        confidence=top.one_of("confidence", CONFIDENCE),
        notice=top.text("notice", ""),
        issuer=top.sourced("issuer"),
        documents=tuple(_sourced_list(top, "documents")),
        valid_from=top.day("valid_from"),
        valid_to=top.day("valid_to"),
        authorities=top.some_of("authorities", None, ("portal",)),
        sources=sources,
        subject_groups=subject_groups,
        groups=groups,
        indicators=indicators,
        rules=rules,
        manual=manual,
        group_forms=top.sourced("group_forms", None),
        conflict=top.sourced("conflict", None),
        **_thresholds(top, scoring),
    )
    title.done()
    top.done()
    _check(found, top)
    return found


def _code(one: Group | Indicator | SubjectGroup) -> str:
    return one.code


def _id(one: Rule | ManualKind | Source) -> str:
    return one.id


def _sourced_list(top: Entry, word: str) -> list[Sourced]:
    values = top.take(word, ())
    holder = [Entry(top.file, f"{word} {place}", {"it": value}) for place, value in enumerate(values, 1)]
    return [entry.sourced("it") for entry in holder]


def _thresholds(top: Entry, scoring: str) -> dict[str, Any]:
    """The words that only one scoring model knows; in another model they stay untaken and are refused."""
    if scoring == "points_with_floor":
        marks = top.entry("marks")
        found = {area: marks.sourced(area) for area in AREA_CLASSES if marks.has(area)}
        if "ordinary" not in found:
            raise marks.problem("“ordinary” is missing")
        marks.done()
        return {"marks": found, "floor": top.sourced("floor"), "total_points": top.sourced("total_points", None)}
    if scoring == "points_with_bands":
        bands = [_band(e) for e in top.entries("bands")]
        if not bands:
            raise top.problem("“bands” is empty")
        ordered = sorted(bands, key=lambda band: band.at_least, reverse=True)
        once(bands, lambda band: str(band.at_least), top, "band from")
        return {"bands": tuple(ordered), "total_points": top.sourced("total_points", None)}
    return {}


def _band(e: Entry) -> Band:
    name = e.entry("name")
    found = Band(e.identifier("code"), name.text("vi"), e.number("at_least"), e.yes_no("recognised"))
    name.text("en", "")
    name.done()
    e.done()
    return found


def _source(e: Entry) -> Source:
    found = Source(e.text("id"), e.text("where"), e.text("supports", ""))
    e.done()
    return found


def _subject_group(e: Entry) -> SubjectGroup:
    found = SubjectGroup(e.text("code"), e.text("name", ""), e.one_of("confidence", CONFIDENCE), e.text("note", ""))
    e.done()
    return found


def _group(e: Entry) -> Group:
    name = e.entry("name")
    found = Group(e.text("code"), name.text("vi"), e.one_of("confidence", CONFIDENCE))
    name.text("en", "")
    name.done()
    e.done()
    return found


def _indicator(e: Entry, groups: tuple[str, ...], people: tuple[str, ...]) -> Indicator:
    wording = e.entry("wording")
    texts = {"default": wording.text("default")}
    texts |= {code: wording.text(code) for code in people if wording.has(code)}
    wording.text("en", "")
    wording.done()
    found = Indicator(
        e.text("code"),
        e.one_of("group", groups),
        e.number("maximum", above=0),
        texts,
        e.one_of("wording_confidence", CONFIDENCE),
        int(e.number("level", Decimal(1), above=0)),
        e.text("note", ""),
    )
    e.done()
    return found


def _categories(e: Entry, codes: tuple[str, ...]) -> tuple[Category, ...]:
    found = []
    for value in e.some_of("category", None, ()):
        kind, _, name = value.partition(" ")
        fits = {
            "indicator": name in codes,
            "competence": name.count("/") == 1,
            "framework": bool(name) and "/" not in name,
        }
        if not fits.get(kind):
            raise e.problem(
                f"“category” does not know “{value}”; write “indicator A1” (one of this set), "
                "“competence framework/code” or “framework name”"
            )
        found.append(Category(kind, name))
    return tuple(found)


def _rule(e: Entry, codes: tuple[str, ...]) -> Rule:
    found = Rule(
        id=e.identifier("id"),
        indicator=e.one_of("indicator", codes),
        confidence=e.one_of("confidence", CONFIDENCE),
        verbs=e.some_of("verb", VERBS),
        activity_types=e.some_of("activity_type", ACTIVITY_TYPES, ()),
        categories=_categories(e, codes),
        success=e.yes_no("success", None),
        min_score=e.number("min_score", None),
        having=e.some_of("having", EXTENSIONS, ()),
        lacking=e.some_of("lacking", EXTENSIONS, ()),
        measure=e.one_of("measure", MEASURES),
        take=e.one_of("take", TAKES, "all"),
        at_least=e.number("at_least", Decimal(0)),
        step=e.number("step", Decimal(1), above=0),
        points_per_step=e.number("points_per_step", above=0),
        cap=e.number("cap", above=0),
        note=e.text("note", ""),
    )
    if not found.verbs:
        raise e.problem("“verb” is empty")
    e.done()
    return found


def _manual(e: Entry, codes: tuple[str, ...]) -> ManualKind:
    name, points = e.entry("name"), e.entry("points")
    found = ManualKind(
        id=e.identifier("id"),
        name=name.text("vi"),
        hint=e.text("hint", ""),
        indicators=e.some_of("indicators", codes),
        least=points.number("least"),
        most=points.number("most", above=0),
        proposes=points.number("proposes"),
        at_most=int(e.number("at_most", Decimal(1), above=0)),
        file=e.one_of("file", FILES, "required"),
        confidence=e.one_of("confidence", CONFIDENCE),
    )
    name.text("en", "")
    for part in (name, points, e):
        part.done()
    if not found.indicators:
        raise e.problem("“indicators” is empty")
    if not (found.least <= found.proposes <= found.most):
        raise e.problem("“points”: least, proposes and most must be in this order")
    return found


def _check(found: Criteria, top: Entry) -> None:
    maxima = {one.code: one.maximum for one in found.indicators}
    for rule in found.rules:
        if rule.cap > maxima[rule.indicator]:
            raise Entry(top.file, f"rules {rule.id}", {}).problem(
                f"“cap” {rule.cap} is more than indicator {rule.indicator} can have ({maxima[rule.indicator]})"
            )
    for kind in found.manual:
        for code in kind.indicators:
            if kind.most > maxima[code]:
                raise Entry(top.file, f"manual {kind.id}", {}).problem(
                    f"“points” {kind.most} is more than indicator {code} can have ({maxima[code]})"
                )
    shared = {rule.id for rule in found.rules} & {kind.id for kind in found.manual}
    if shared:
        raise top.problem(f"“{sorted(shared)[0]}” is both a rule and a kind of evidence")
    if found.total_points and Decimal(str(found.total_points.value)) != sum(maxima.values()):
        raise top.problem(
            f"“total_points” is {found.total_points.value}, the indicators add up to {sum(maxima.values())}"
        )
    known = {one.id for one in found.sources}
    cited = [found.issuer, *found.documents, *found.marks.values(), found.floor, found.total_points, found.conflict]
    for one in cited:
        for name in one.source if one else ():
            if name not in known:
                raise top.problem(f"“sources” does not know “{name}”")
