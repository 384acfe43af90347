"""A rule of a place (P1), read strictly: an error names the file, the entry and the reason; unknown words are refused."""

from datetime import date
from decimal import Decimal

from recognition.criteria.reading import CriteriaProblem, Entry, load
from recognition.criteria.vocabulary import CONFIDENCE
from recognition.skills.place_rules.words import ALL, ANY, MEASURES, SAID, Condition, Level, PlaceRule, Points, Said
from recognition.titles.registry import TITLES

__all__ = ["CriteriaProblem", "parse"]
MOST = 20  # conditions


def parse(text: str, file: str = "the rule") -> PlaceRule:
    """The rule in a YAML text; `file` is what errors call it. Raises CriteriaProblem."""
    top = load(text, file)
    title = top.entry("title")
    name = title.short_text("vi", "title")
    title.text("en", "")
    title.done()
    found = PlaceRule(
        key=top.identifier("key", "key"),
        version=top.short_text("version", "version"),
        measure=top.one_of("measure", MEASURES),
        title=name,
        confidence=top.one_of("confidence", CONFIDENCE),
        notice=top.text("notice", ""),
        document=top.sourced("document", None),
        valid_from=_first_day(top),
        join=(join := _join(top)),
        conditions=_conditions(top, join),
        trained=top.yes_no("trained", False),
    )
    top.done()
    return found


def _first_day(top: Entry) -> date:
    found = top.day("valid_from")
    if found is None:
        raise top.problem("“valid_from” is missing: a rule counts from a day on")
    return found


def _join(top: Entry) -> str:
    words = [word for word in (ANY, ALL) if top.has(word)]
    if len(words) != 1:
        raise top.problem("write one of “any” and “all”, with a list of conditions")
    return words[0]


def _conditions(top: Entry, join: str) -> tuple[Condition, ...]:
    found = tuple(_condition(entry) for entry in top.entries(join))
    if not found:
        raise top.problem(f"“{join}” is empty: nobody, or everybody, would count")
    if len(found) > MOST:
        raise top.problem(f"“{join}” has more than {MOST} conditions")
    for place, one in enumerate(found):
        if one in found[:place]:
            raise top.problem(f"“{join}” has the same condition twice, the second in place {place + 1}")
    return found


def _condition(entry: Entry) -> Condition:
    words = entry.words_left()
    if len(words) != 1:
        raise entry.problem("must be one condition")
    (word,) = words
    if word == "level":
        return _level(entry.entry("level"))
    if word == "indicator":
        return _points(entry.entry("indicator"))
    if word not in SAID:
        raise entry.problem(f"does not know “{word}”; known: level, indicator, {', '.join(SAID)}")
    if entry.yes_no(word) is not True:
        raise entry.problem(f"“{word}” must be true")
    return Said(word)


def _level(entry: Entry) -> Level:
    key = entry.identifier("set", "key")
    percent = entry.number("at_least_percent", None, above=0, most=100)
    codes = entry.some_of("competences", None, ())
    entry.done()
    if (percent is None) == (not codes):
        raise entry.problem("write one of “at_least_percent” and “competences”")
    return Level(key, None if percent is None else Decimal(percent), codes)


def _points(entry: Entry) -> Points:
    key = entry.one_of("title", tuple(one.key for one in TITLES))
    found = Points(key, entry.code("code"), entry.points("at_least", above=0))
    entry.done()
    return found
