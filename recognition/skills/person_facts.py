"""What a rule of a place asks of many people at once: their skills, what officers said, points of what was decided.

A question for each requirement set of the rule and one for the points, however many people.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from recognition.models import DecisionLine, RequirementSet
from recognition.skills.facts_sql import SkillFacts, facts_of
from recognition.skills.place_rules.words import PersonFacts, PlaceRule, SetFacts
from recognition.skills.publishing import latest

_WORDS = ""  # beside the keys of sets: what officers said, where no set that the rule names can be asked


def person_facts(
    rule: PlaceRule, people: Iterable[tuple[UUID, UUID]], lines: Mapping[UUID, int], on: date, known: datetime
) -> dict[UUID, PersonFacts]:
    """The facts of each person on a day, as recorded by a moment.

    `people`: pairs of person and record, one for each record; `lines`: the line of the decision by which each holds the title.
    A set that was not published by then gives no facts: its conditions stay unknown. It looks past the scope: whoever asks has
    chosen the people, and shows counts alone.
    """
    pairs = list(people)
    found: dict[str, dict[UUID, SkillFacts]] = {}
    for key in rule.sets:
        row = latest(key, on, known)
        if row is not None:
            found[key] = facts_of(pairs, row, on, known)
    if not found and (any_set := RequirementSet.objects.order_by("pk").first()) is not None:
        found[_WORDS] = facts_of(pairs, any_set, on, known)  # the same words of officers come with whichever set
    points = _points(rule, lines)
    return {
        person: _facts(person, found, points.get(person, {})) for person in dict.fromkeys(p for p, _record in pairs)
    }


def judged(rule: PlaceRule, facts: Mapping[UUID, PersonFacts]) -> dict[UUID, bool | None]:
    """What the rule says of each person: yes, no, or None where what is known does not settle it."""
    return {person: rule.judge(one) for person, one in facts.items()}


def _facts(
    person: UUID, found: Mapping[str, Mapping[UUID, SkillFacts]], points: Mapping[tuple[str, str], Decimal]
) -> PersonFacts:
    of_person = {key: facts[person] for key, facts in found.items() if person in facts}
    said: dict[str, bool] = {}
    for one in of_person.values():  # the same in every set
        said |= dict.fromkeys(one.yes, True) | dict.fromkeys(one.no, False)
    skills = {key: SetFacts(one.codes, one.required, one.seen) for key, one in of_person.items()}
    return PersonFacts(skills, said, points)


def _points(rule: PlaceRule, lines: Mapping[UUID, int]) -> dict[UUID, dict[tuple[str, str], Decimal]]:
    """The points that stand in the lines, of the indicators that the rule asks."""
    if not rule.indicators or not lines:
        return {}
    rows = DecisionLine.objects.filter(pk__in=set(lines.values())).values_list("pk", "decision__title_key", "points")
    by_line = {pk: (title, points) for pk, title, points in rows}
    found: dict[UUID, dict[tuple[str, str], Decimal]] = {}
    for person, pk in lines.items():
        title, points = by_line.get(pk, ("", {}))
        found[person] = {
            (key, code): Decimal(points[code]) for key, code in rule.indicators if key == title and code in points
        }
    return found
