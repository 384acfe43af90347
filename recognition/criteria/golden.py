"""Golden cases: statements and evidence in, points and verdict out. They ship with a set and run before it is published."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from recognition.criteria.answer import Answer, Item, answer
from recognition.criteria.match import Matcher, Terms
from recognition.criteria.reading import Entry, load
from recognition.criteria.score import Verdict, score
from recognition.criteria.words import ACTIVITY_TYPES, AREA_CLASSES, VERBS, Criteria

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class GoldenCase:
    """One case as the file has it."""

    name: str
    area_class: str
    statements: tuple[dict[str, Any], ...]
    evidence: tuple[Item, ...]
    expected: dict[str, Any]


def read_cases(text: str, file: str, criteria: Criteria, terms: Terms) -> list[GoldenCase]:
    """The cases of a `.cases.yaml`; raises CriteriaProblem."""
    top = load(text, file)
    cases = [_case(entry, criteria, terms) for entry in top.entries("cases")]
    top.done()
    return cases


def run(criteria: Criteria, terms: Terms, case: GoldenCase) -> list[str]:
    """What differs from what the case expects; empty when it holds."""
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
    verdict = score(criteria, {code: one.points for code, one in answers.items()}, case.area_class)
    return _differences(case.expected, answers, verdict)


def _differences(expected: dict[str, Any], answers: dict[str, Answer], verdict: Verdict) -> list[str]:
    found = []
    for code, points in expected["points"].items():
        if answers[code].points != points:
            found.append(f"{code}: expected {points} points, got {answers[code].points}")
    for code, parts in expected.get("parts", {}).items():
        got = {part.rule_id or "limit": part.points for part in answers[code].parts}
        if got != parts:
            found.append(f"{code}: expected the parts {_told(parts)}, got {_told(got)}")
    for word in ("total", "missing"):
        if word in expected and getattr(verdict, word) != expected[word]:
            found.append(f"{word}: expected {expected[word]}, got {getattr(verdict, word)}")
    for word in ("passed", "band", "level"):
        if word in expected and getattr(verdict, word) != expected[word]:
            found.append(f"{word}: expected {expected[word]}, got {getattr(verdict, word)}")
    if "below" in expected and list(verdict.below) != expected["below"]:
        found.append(f"below: expected {expected['below']}, got {list(verdict.below)}")
    return found


def _told(points: dict[str, Decimal]) -> str:
    return ", ".join(f"{name} {value}" for name, value in points.items()) or "none"


def _case(entry: Entry, criteria: Criteria, terms: Terms) -> GoldenCase:
    statements: list[dict[str, Any]] = []
    for one in entry.entries("statements", ()):
        statements += _statements(one, criteria, terms)
    evidence = [
        item for place, one in enumerate(entry.entries("evidence", ()), 1) for item in _item(one, place, criteria)
    ]
    case = GoldenCase(
        entry.text("name"),
        entry.one_of("area_class", AREA_CLASSES, "ordinary"),
        tuple(statements),
        tuple(evidence),
        _expected(Entry(entry.file, f"{entry.name}: expect", entry.take("expect")), criteria),
    )
    entry.done()
    return case


def _expected(entry: Entry, criteria: Criteria) -> dict[str, Any]:
    """What the case expects, in words that are compared; a word, an indicator or a rule that nobody knows is refused."""
    said: dict[str, Any] = {"points": {}}
    codes = tuple(one.code for one in criteria.indicators)
    if entry.has("points"):
        said["points"] = _by_code(Entry(entry.file, f"{entry.name}: points", entry.take("points")), codes)
    if entry.has("parts"):
        said["parts"] = {}
        parts = Entry(entry.file, f"{entry.name}: parts", entry.take("parts"))
        for code in codes:
            if parts.has(code):
                rules, kinds = criteria.rules_of(code), criteria.manual_of(code)
                known = (*(one.id for one in rules), *(one.id for one in kinds), "limit")
                said["parts"][code] = _by_code(Entry(entry.file, f"{parts.name}: {code}", parts.take(code)), known)
        parts.done()
    for word in ("total", "missing"):
        if entry.has(word):
            said[word] = entry.number(word)
    if entry.has("passed"):
        said["passed"] = entry.yes_no("passed")
    if "band" in entry.words_left():
        said["band"] = entry.take("band")
        bands = [one.code for one in criteria.bands]
        if said["band"] not in (None, *bands):
            raise entry.problem(f"“band” does not know “{said['band']}”; known: {', '.join(bands)}, null for none")
    if entry.has("level"):
        said["level"] = int(entry.number("level"))
    if "below" in entry.words_left():
        said["below"] = list(entry.some_of("below", codes))
    entry.done()
    return said


def _by_code(entry: Entry, known: tuple[str, ...]) -> dict[str, Decimal]:
    found = {}
    for name in known:
        if entry.has(name):
            value = entry.take(name)
            if isinstance(value, bool) or not isinstance(value, int | float):  # “limit” takes away
                raise entry.problem(f"“{name}” must be a number: not {value!r}")
            found[name] = Decimal(str(value))
    entry.done()
    return found


def _statements(entry: Entry, criteria: Criteria, terms: Terms) -> list[dict[str, Any]]:
    """`times: n` makes n of them: on the following days, about activities of their own (`same: true` about one)."""
    times, first = int(entry.number("times", Decimal(1))), entry.day("day") or date(2026, 3, 1)
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


def _item(entry: Entry, place: int, criteria: Criteria) -> list[Item]:
    times, on = int(entry.number("times", Decimal(1))), entry.day("day") or date(2026, 3, 1)
    kind = entry.one_of("kind", tuple(one.id for one in criteria.manual))
    indicators = entry.some_of("indicators", tuple(one.code for one in criteria.indicators))
    entry.done()
    at = datetime(on.year, on.month, on.day, tzinfo=VIETNAM)
    return [Item(place * 100 + n, kind, indicators, at, on, f"{place}-{n}", manual=True) for n in range(times)]
