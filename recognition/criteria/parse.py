"""A criteria file, read strictly: an error names the file, the entry and the reason; unknown words are refused."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from recognition.criteria.models_of_scoring import model_words, target
from recognition.criteria.possible import every_wrong
from recognition.criteria.reading import CriteriaProblem, Entry, Problems, load, once
from recognition.criteria.shares import share as _share
from recognition.criteria.vocabulary import (
    ACTIVITY_TYPES,
    CONFIDENCE,
    EXTENSIONS,
    FILES,
    KNOWN,
    MEASURES,
    SCORING,
    SUBJECT_GROUPS,
    SUBJECTS,
    TAKES,
    VERBS,
)
from recognition.criteria.words import (
    Category,
    Criteria,
    Group,
    Indicator,
    ManualKind,
    Rule,
    Share,
    Source,
    Sourced,
    SubjectGroup,
)

__all__ = ["CriteriaProblem", "parse", "parse_file"]


def parse_file(path: Path) -> Criteria:
    """The set in a file; raises CriteriaProblem, OSError."""
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, file: str = "the set") -> Criteria:
    """The set in a YAML text; `file` is what errors call it. Raises CriteriaProblem, which carries everything that is wrong.

    A value that the file gives as null is not known: it parses, and `Criteria.unknown` names it.
    """
    top, wrong = load(text, file), Problems()
    subject = wrong.take(lambda: top.one_of("subject", SUBJECTS), "person")
    scoring = wrong.take(lambda: top.one_of("scoring", SCORING))
    if scoring is None:  # without it nobody can say which words belong here
        wrong.end()
    lists = _lists(top, wrong, subject, scoring)
    title = wrong.take(lambda: top.entry("title"))
    words = {word: wrong.take(read) for word, read in _words(top, title).items()}
    model = wrong.take(lambda: model_words(top, scoring), {})
    if not wrong.found:
        wrong.take(title.done)
        wrong.take(top.done)
    wrong.end()
    found = Criteria(subject=subject, scoring=scoring, **words, **lists, **model)
    for entry, reason in every_wrong(found):
        wrong.found.append(top.problem_at(entry, reason))
    wrong.end()
    return found


def _lists(top: Entry, wrong: Problems, subject: str, scoring: str) -> dict[str, Any]:
    """Groups, indicators, rules and kinds of evidence; an entry that cannot be read does not hide what is wrong with others."""

    def listed(word: str, read: Callable[[Entry], Any], name: Callable[[Any], str], what: str, *default: Any) -> Any:
        found = wrong.each(lambda: top.entries(word, *default), read)
        return wrong.take(lambda: once(found, name, top, what), ())

    people = listed("subject_groups", _subject_group, _code, "group of people", ())
    if people and subject != "person":
        wrong.found.append(top.problem("“subject_groups” are groups of people: not for another subject"))
    group_codes, indicator_codes = _codes(top, "groups"), _codes(top, "indicators")
    person_codes = tuple(group.code for group in people)
    groups = listed("groups", _group, _code, "group")
    indicators = listed("indicators", lambda e: _indicator(e, group_codes, person_codes, scoring), _code, "indicator")
    return {
        "subject_groups": people,
        "groups": groups,
        "indicators": indicators,
        "sources": listed("sources", _source, _id, "source", ()),
        "rules": listed("rules", lambda e: _rule(e, indicator_codes), _id, "rule", ()),
        "shares": listed(
            "shares", lambda e: _share(e, {one.code: one for one in indicators}, subject), _id, "share", ()
        ),
        "manual": listed("manual", lambda e: _manual(e, indicator_codes), _id, "kind of evidence", ()),
    }


def _codes(top: Entry, word: str) -> tuple[str, ...]:
    """The codes of a list as they stand there, also of entries in which something else is wrong."""
    values = top.peek(word)
    found = [one.get("code") for one in values if isinstance(one, dict)] if isinstance(values, list) else []
    return tuple(code for code in found if isinstance(code, str))


def _words(top: Entry, title: Entry | None) -> dict[str, Callable[[], Any]]:
    """The words of the set itself, each with how it is read."""
    return {
        "key": lambda: top.identifier("key", "key"),
        "version": lambda: top.short_text("version", "version"),
        "title": lambda: title.short_text("vi", "title") if title else "",
        "title_en": lambda: title.text("en", "") if title else "",
        "confidence": lambda: top.one_of("confidence", CONFIDENCE),
        "notice": lambda: top.text("notice", ""),
        "issuer": lambda: top.sourced("issuer"),
        "documents": lambda: tuple(_sourced_list(top, "documents")),
        "valid_from": lambda: top.day("valid_from"),
        "valid_to": lambda: top.day("valid_to"),
        "authorities": lambda: top.some_of("authorities", None, ("portal",)),
        "group_forms": lambda: top.sourced("group_forms", None),
        "conflict": lambda: top.sourced("conflict", None),
        "successor": lambda: top.sourced("successor", None),
        "known": lambda: top.one_of("known", KNOWN, "all"),
    }


def _code(one: Group | Indicator | SubjectGroup) -> str:
    return one.code


def _id(one: Rule | ManualKind | Source | Share) -> str:
    return one.id


def _sourced_list(top: Entry, word: str) -> list[Sourced]:
    values = top.take(word, ())
    if not isinstance(values, list | tuple):
        raise top.problem(f"“{word}” must be a list")
    holder = [Entry(top.file, f"{word} {place}", {"it": value}, top) for place, value in enumerate(values, 1)]
    return [entry.sourced("it") for entry in holder]


def _source(e: Entry) -> Source:
    found = Source(e.text("id"), e.text("where"), e.text("supports", ""))
    e.done()
    return found


def _subject_group(e: Entry) -> SubjectGroup:
    found = SubjectGroup(
        e.one_of("code", SUBJECT_GROUPS), e.text("name", ""), e.one_of("confidence", CONFIDENCE), e.text("note", "")
    )
    e.done()
    return found


def _group(e: Entry) -> Group:
    name = e.entry("name")
    found = Group(
        e.code("code"),
        name.text("vi"),
        e.one_of("confidence", CONFIDENCE),
        e.one_of("known", KNOWN, "all"),
        e.text("note", ""),
    )
    name.text("en", "")
    name.done()
    e.done()
    return found


def _indicator(e: Entry, groups: tuple[str, ...], people: tuple[str, ...], scoring: str) -> Indicator:
    wording = e.entry("wording")
    default = wording.take("default")
    texts = {} if default is None else {"default": wording.as_text("default", default)}
    texts |= {code: wording.text(code) for code in people if wording.has(code)}
    wording.text("en", "")
    wording.done()
    code, group = e.code("code"), e.one_of("group", groups)
    aim = target(e.entry("target")) if scoring == "all_targets_met" else None
    if aim is None:
        points = e.points_or_unknown("maximum", above=0)
    else:  # what a case holds for a target is the level that it reaches
        points = Decimal(aim.thresholds[-1].level) if aim.thresholds else None
    confidence = e.one_of("wording_confidence", CONFIDENCE)
    found = Indicator(code, group, points, texts, confidence, aim, e.text("note", ""))
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
        min_score=e.number("min_score", None, most=100),
        having=e.some_of("having", EXTENSIONS, ()),
        lacking=e.some_of("lacking", EXTENSIONS, ()),
        measure=e.one_of("measure", MEASURES),
        take=e.one_of("take", TAKES, "all"),
        at_least=e.number("at_least", Decimal(0)),
        step=e.number("step", Decimal(1), above=0),
        points_per_step=e.points("points_per_step", above=0),
        cap=e.points("cap", above=0),
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
        least=points.points("least"),
        most=points.points("most", above=0),
        proposes=points.points("proposes"),
        at_most=e.whole("at_most", Decimal(1), above=0),
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
