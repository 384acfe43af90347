"""P1 of a place: how many holders have digital skills by the rule that their province chose, and P2 of those.

Without a rule there is no number, and nobody is zero. Everything a rule asks keeps when it was recorded, so a past day is judged
by what was known then, by the rule that was published then. A person whom the rule cannot settle counts in neither way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from portal.people.public import JoinSpan, everyone
from portal.places.public import Unit
from recognition.figures.kernel import Asked, end_of, held
from recognition.figures.rates import Rate
from recognition.figures.targets import targets
from recognition.models import PlaceRule
from recognition.skills.person_facts import person_facts
from recognition.skills.place_rules.parse import parse
from recognition.skills.place_rules.words import PlaceRule as Rule
from recognition.titles.registry import only_title_of

_WHY = "counts of a place: what is known of each holder is weighed, and nobody is shown"
MOST_JUDGED = 50_000  # holders that are weighed while a page is made: of more, their communes have the number
BATCH = 5000  # people whose facts are at hand at the same time


@dataclass(frozen=True)
class Judged:
    """How many holders count, do not, and of how many the rule cannot say; `alone`: of those who count, who entered alone."""

    yes: int = 0
    no: int = 0
    unknown: int = 0
    alone: int = 0

    @property
    def total(self) -> int:
        """All holders."""
        return self.yes + self.no + self.unknown

    @property
    def told(self) -> int | None:
        """How many count, for a percentage; None where the rule can say nothing of anybody: no data is not zero per cent."""
        return self.yes if self.yes + self.no or not self.total else None

    def rates(self, rule: str, entered_rule: str) -> tuple[Rate, Rate]:
        """P1, and P2 of those who count for it."""
        why = "" if self.told is not None else "nobody_known"
        p1 = Rate("p1", self.told, self.total, self.yes + self.no, targets("P1"), why, rule=rule)
        return p1, Rate("p2_of_p1", self.alone, self.yes, self.yes, targets("P2"), rule=f"{entered_rule}, {rule}")


def rule_of(unit: Unit | None, day: date) -> PlaceRule | None:
    """The rule of a place's province in force on a day, as published by its end; of several the one that began last."""
    if unit is None:
        return None
    rows = PlaceRule.objects.filter(unit=unit.parent_id or unit.pk, valid_from__lte=day, published_at__lt=end_of(day))
    return rows.order_by("-valid_from", "-pk").first()


def said_by(row: PlaceRule) -> Rule:
    """What a published rule says."""
    return parse(row.text, f"{row.key} {row.version}")


def judge(rule: Rule, asked: Asked) -> dict[int, Judged]:
    """The holders of a place judged by a rule, by commune. A few questions for every BATCH people."""
    known = asked.known or end_of(asked.on)
    with everyone(_WHY):
        holders = held(asked, ids=True).holders
        alone = {one.line for one in held(asked, ids=True, entered="alone").holders}
        found: dict[int, Judged] = {}
        for start in range(0, len(holders), BATCH):
            some = holders[start : start + BATCH]
            lines = {one.person: one.line for one in some}
            facts = person_facts(rule, _records(lines, known), lines, asked.on, known)
            for one in some:
                found[one.unit] = _with(found.get(one.unit, Judged()), rule.judge(facts[one.person]), one.line in alone)
    return found


def judged_of(unit: Unit | None, day: date, number: int, group: int | None = None) -> tuple[Judged, str] | None:
    """The holders of the person's title in a place by the rule of its province, and the version of the rule.

    None without a rule, or where too many (`number`) live to weigh each while a page is made.
    """
    return judged_by(rule_of(unit, day), unit, day, number, group)


def judged_by(
    row: PlaceRule | None, unit: Unit | None, day: date, number: int, group: int | None = None
) -> tuple[Judged, str] | None:
    """The same where the rule is at hand already."""
    if row is None or number > MOST_JUDGED:
        return None
    asked = Asked(only_title_of("person").key, day, unit, group)
    return all_of(judge(said_by(row), asked).values()), row.version


def all_of(parts: Iterable[Judged]) -> Judged:
    """Several places together."""
    rows = list(parts)
    return Judged(*(sum(getattr(one, name) for one in rows) for name in ("yes", "no", "unknown", "alone")))


def _with(before: Judged, answer: bool | None, alone: bool) -> Judged:
    return Judged(
        before.yes + (answer is True),
        before.no + (answer is False),
        before.unknown + (answer is None),
        before.alone + (answer is True and alone),
    )


def _records(people: Iterable[UUID], known: datetime) -> list[tuple[UUID, UUID]]:
    """Pairs of person and record, as joinings were known."""
    asked = list(people)
    spans = JoinSpan.objects.filter(Q(parted_at=None) | Q(parted_at__gte=known), learner__in=asked, joined_at__lt=known)
    return [*((one, one) for one in asked), *spans.values_list("learner", "alias")]
