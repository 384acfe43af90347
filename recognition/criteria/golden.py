"""Golden cases: statements, evidence, values of targets in; points and verdict out. They run before a set is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from recognition.criteria.answer import Answer, Item, answer, percent
from recognition.criteria.match import Matcher, Terms
from recognition.criteria.reading import Entry, load, told
from recognition.criteria.score import NotApplicableRefused, Verdict, score
from recognition.criteria.targets import Target
from recognition.criteria.vocabulary import ACTIVITY_TYPES, AREA_CLASSES, VERBS
from recognition.criteria.words import Criteria

VIETNAM = timezone(timedelta(hours=7))
_CODES = ("below", "open", "not_applicable", "unknown")  # words of a verdict that list indicators


@dataclass(frozen=True)
class GoldenCase:
    """One case as the file has it."""

    name: str
    area_class: str
    statements: tuple[dict[str, Any], ...]
    evidence: tuple[Item, ...]
    levels: Mapping[str, Decimal]
    not_applicable: Mapping[str, str]
    expected: dict[str, Any]


def read_cases(text: str, file: str, criteria: Criteria, terms: Terms) -> list[GoldenCase]:
    """The cases of a `.cases.yaml`; raises CriteriaProblem."""
    top = load(text, file)
    cases = [_case(entry, criteria, terms) for entry in top.entries("cases")]
    top.done()
    return cases


def run(criteria: Criteria, terms: Terms, case: GoldenCase) -> list[str]:
    """What differs from what the case expects; empty when it holds."""
    if criteria.unknown or "not_known" in case.expected:
        return _not_known(criteria, case)
    matcher, items = Matcher(criteria, terms), list(case.evidence)
    for number, statement in enumerate(case.statements):
        at = datetime.fromisoformat(statement["timestamp"])
        items += [
            Item(
                1000 + number,
                m.rule.id,
                (m.rule.indicator,),
                at,
                at.astimezone(VIETNAM).date(),
                f"{number:05}",
                m.activity,
                m.minutes,
                m.score,
            )
            for m in matcher.match(statement)
        ]
    answers = answer(criteria, items)
    points = {code: one.points for code, one in answers.items()}
    if criteria.scoring == "all_targets_met":  # a target that nobody spoke of is open, not met at level 0
        points = {code: value for code, value in points.items() if value} | dict(case.levels)
    try:
        verdict = score(criteria, points, case.area_class, case.not_applicable)
    except NotApplicableRefused as problem:
        return [str(problem)]
    return _differences(case.expected, answers, points, verdict)


def _not_known(criteria: Criteria, case: GoldenCase) -> list[str]:
    got, expected = [str(one) for one in criteria.unknown], case.expected.get("not_known")
    if got == expected:
        return []
    return [f"not_known: expected {_list(expected)}, got {_list(got)}"]


def _list(names: list[str] | None) -> str:
    return ", ".join(names or ()) or "nothing"


def _differences(
    expected: dict[str, Any], answers: dict[str, Answer], points: Mapping[str, Decimal], verdict: Verdict
) -> list[str]:
    found = []
    for code, wanted in expected["points"].items():
        if points.get(code, 0) != wanted:
            found.append(f"{code}: expected {wanted} points, got {points.get(code, 0)}")
    for code, parts in expected.get("parts", {}).items():
        got = {part.rule_id or "limit": part.points for part in answers[code].parts}
        if got != parts:
            found.append(f"{code}: expected the parts {_told(parts)}, got {_told(got)}")
    for word in ("total", "missing", "passed", "band", "level"):
        if word in expected and getattr(verdict, word) != expected[word]:
            found.append(f"{word}: expected {expected[word]}, got {getattr(verdict, word)}")
    for word in _CODES:
        if word in expected and list(getattr(verdict, word)) != expected[word]:
            found.append(f"{word}: expected {expected[word]}, got {list(getattr(verdict, word))}")
    return found


def _told(points: dict[str, Decimal]) -> str:
    return ", ".join(f"{name} {value}" for name, value in points.items()) or "none"


def _case(entry: Entry, criteria: Criteria, terms: Terms) -> GoldenCase:
    statements: list[dict[str, Any]] = []
    for one in entry.entries("statements", ()):
        statements += made_statements(one, terms)
    evidence = [
        item for place, one in enumerate(entry.entries("evidence", ()), 1) for item in _item(one, place, criteria)
    ]
    evidence += [_shared(one, place, criteria) for place, one in enumerate(entry.entries("shares", ()), 1)]
    area = entry.one_of("area_class", AREA_CLASSES, "ordinary")
    case = GoldenCase(
        entry.text("name"),
        area,
        tuple(statements),
        tuple(evidence),
        _levels(entry, criteria, area),
        _not_applicable(entry, criteria),
        _expected(Entry(entry.file, f"{entry.name}: expect", entry.take("expect"), entry), criteria),
    )
    entry.done()
    return case


def _levels(entry: Entry, criteria: Criteria, area: str) -> dict[str, Decimal]:
    """`values`: what was measured for targets (yes or no, a number, the name of a stage) -> the level each reaches."""
    values, found = entry.entry("values", {}), {}
    for one in criteria.indicators:
        if one.target is not None and values.has(one.code):
            found[one.code] = Decimal(one.target.level_of(_value(values, one.code, one.target), area))
    values.done()
    return found


def _value(values: Entry, code: str, target: Target) -> Decimal:
    if target.unit == "yes_no":
        return Decimal(values.yes_no(code))
    if target.unit == "stage":
        return Decimal(target.stages.index(values.one_of(code, target.stages)) + 1)
    return Decimal(values.number(code, most=100) if target.unit == "percent" else values.number(code))


def _not_applicable(entry: Entry, criteria: Criteria) -> dict[str, str]:
    reasons = entry.entry("not_applicable", {})
    found = {one.code: reasons.text(one.code) for one in criteria.indicators if reasons.has(one.code)}
    reasons.done()
    return found


def _expected(entry: Entry, criteria: Criteria) -> dict[str, Any]:
    """What the case expects, in words that are compared; a word, an indicator or a rule that nobody knows is refused."""
    said: dict[str, Any] = {"points": {}}
    codes = tuple(one.code for one in criteria.indicators)
    if entry.has("points"):
        said["points"] = _by_code(Entry(entry.file, f"{entry.name}: points", entry.take("points"), entry), codes)
    if entry.has("parts"):
        said["parts"] = {}
        parts = Entry(entry.file, f"{entry.name}: parts", entry.take("parts"), entry)
        for code in codes:
            if parts.has(code):
                rules, kinds, shares = criteria.rules_of(code), criteria.manual_of(code), criteria.shares_of(code)
                known = (*(one.id for one in rules), *(one.id for one in kinds), *(one.id for one in shares), "limit")
                said["parts"][code] = _by_code(
                    Entry(entry.file, f"{parts.name}: {code}", parts.take(code), parts), known
                )
        parts.done()
    for word in ("total", "missing"):
        if entry.has(word):
            said[word] = entry.number(word)
    if entry.has("passed"):
        said["passed"] = entry.yes_no("passed")
    if "band" in entry.words_left():
        said["band"] = entry.take("band")
        bands = [one.code for one in criteria.bands or ()]
        if said["band"] not in (None, *bands):
            raise entry.problem(f"“band” does not know “{said['band']}”; known: {', '.join(bands)}, null for none")
    if entry.has("level"):
        said["level"] = entry.whole("level")
    for word in _CODES:
        if word in entry.words_left():
            said[word] = list(entry.some_of(word, codes))
    if "not_known" in entry.words_left():
        said["not_known"] = list(entry.some_of("not_known", None))
    entry.done()
    if said == {"points": {}}:
        raise entry.problem("expects nothing, so it could not fail")
    return said


def _by_code(entry: Entry, known: tuple[str, ...]) -> dict[str, Decimal]:
    found = {}
    for name in known:
        if entry.has(name):
            value = entry.take(name)
            if not isinstance(value, Decimal):  # “limit” takes away
                raise entry.problem(f"“{name}” must be a number: not {told(value)}")
            found[name] = value
    entry.done()
    return found


def made_statements(entry: Entry, terms: Terms) -> list[dict[str, Any]]:
    """`times: n` makes n of them: on the following days, about activities of their own (`same: true` about one)."""
    times, first = entry.whole("times", Decimal(1), above=0), entry.day("day") or date(2026, 3, 1)
    verb, kind = entry.one_of("verb", VERBS), entry.one_of("activity_type", ACTIVITY_TYPES)
    activity, same = entry.text("activity"), entry.yes_no("same", False)
    one_day = entry.yes_no("one_day", False)
    categories = [f"{terms.iri_base}/xapi/{path}" for path in entry.some_of("category", None, ())]
    result: dict[str, Any] = {}
    if entry.has("success"):
        result["success"] = entry.yes_no("success")
    if entry.has("score"):
        result["score"] = {"scaled": float(entry.number("score")) / 100}
    extensions: dict[str, Any] = {}
    if entry.has("minutes"):
        extensions[terms.extension("minutes")] = float(entry.number("minutes"))
    if entry.yes_no("banked", False):
        extensions[terms.extension("banked")] = True
    entry.done()
    made = []
    for number in range(times):
        name = activity if same else f"{activity}-{number}"
        day = first if one_day else first + timedelta(days=number)
        made.append(
            {
                "timestamp": f"{day.isoformat()}T08:{number % 60:02}:00+07:00",
                "verb": {"id": terms.verbs[verb]},
                "object": {
                    "id": f"{terms.iri_base}/xapi/activities/{name}",
                    "definition": {"type": terms.activity_types[kind]},
                },
                "result": result,
                "context": {
                    "contextActivities": {"category": [{"id": iri} for iri in categories]},
                    "extensions": extensions,
                },
            }
        )
    return made


def _shared(entry: Entry, place: int, criteria: Criteria) -> Item:
    """`{id, count, base, day}`: so many of so many hold the title."""
    rule_id = entry.one_of("id", tuple(one.id for one in criteria.shares))
    base = entry.whole("base", above=0, most=1_000_000)
    count, on = entry.whole("count", most=base), entry.day("day") or date(2026, 3, 1)
    entry.done()
    code = next(one.indicator for one in criteria.shares if one.id == rule_id)
    at = datetime(on.year, on.month, on.day, tzinfo=VIETNAM)
    return Item(5000 + place, rule_id, (code,), at, on, f"s{place}", share=percent(count, base))


def _item(entry: Entry, place: int, criteria: Criteria) -> list[Item]:
    times, on = entry.whole("times", Decimal(1), above=0), entry.day("day") or date(2026, 3, 1)
    kind = entry.one_of("kind", tuple(one.id for one in criteria.manual))
    indicators = entry.some_of("indicators", tuple(one.code for one in criteria.indicators))
    entry.done()
    at = datetime(on.year, on.month, on.day, tzinfo=VIETNAM)
    return [Item(place * 100 + n, kind, indicators, at, on, f"{place}-{n}", manual=True) for n in range(times)]
