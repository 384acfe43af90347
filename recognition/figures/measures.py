"""The register of measures: what a target counts, and how far a place has come on a day. Every measure has one function here.

A percentage needs a base, which no source of the portal counts: a place types it in with its document. Without one the result is
“no base data”, never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from portal.places.public import Unit
from recognition.figures import held_sql, kernel
from recognition.figures.numbers import node_of, numbers_in, trees_of
from recognition.figures.p1 import Judged, judged_by, rule_of
from recognition.figures.rates import percent_of
from recognition.figures.targets import Target, plans
from recognition.figures.tree import Tree
from recognition.figures.year_results import within
from recognition.models import BaseCount, PlaceTarget, Registration, TypedResult
from recognition.titles.registry import only_title_of

NO_BASE, NO_RULE, TOO_MANY, NOT_TYPED = "no_base", "no_rule", "too_many", "not_typed"
NOBODY_KNOWN = "nobody_known"


@dataclass(frozen=True)
class Base:
    """What a percentage is of: how many, on which day, by which document."""

    count: int
    day: date
    document: str


@dataclass(frozen=True)
class Result:
    """How far a place has come with a target. `why`: why there is no percentage; `other`: the second reading of the base."""

    target: Target | PlaceTarget
    numerator: int | None
    base: Base | None
    why: str = ""
    other: "Result | None" = None

    @property
    def percent(self):
        """To one decimal, half up; None without a base."""
        return percent_of(self.numerator, self.base.count if self.base else None)

    @property
    def reached(self) -> bool | None:
        """Whether the least that is wanted is reached; None where one of both is not known."""
        value, part = self.target.value, self.numerator
        if value is None or part is None:
            return None
        if not getattr(self.target, "in_percent", True):
            return part >= value
        if self.base is None or not self.base.count:
            return None
        return part * 100 >= value * self.base.count  # not by the rounded share: 59,95 of a hundred is not 60


@dataclass(frozen=True)
class Known:
    """What all results of a place and year rest on: read once, however many targets there are."""

    unit: Unit | None
    year: int
    day: date
    trees: Mapping[str, Tree]
    registered: Mapping[str, int]
    bases: Mapping[str, Base]
    typed: Mapping[str, TypedResult]
    judged: tuple[Judged, str] | None = None
    has_rule: bool = False
    among: dict[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)


def known_of(
    unit: Unit | None,
    year: int,
    day: date,
    *,
    recorded: datetime | None = None,
    trees: Mapping[str, Tree] | None = None,
) -> Known:
    """Everything that the targets of a place are compared with; `recorded`: as entered before that moment (None: as now).

    Five questions; where the province has a rule for P1, a few more for every 5,000 holders.
    """
    entered = BaseCount.objects.filter(in_force(recorded), unit=unit, residential_group=None, day__lte=day)
    bases = {row.key: Base(row.count, row.day, row.document) for row in entered.order_by("day", "pk")}
    typed = {
        row.key: row for row in TypedResult.objects.filter(in_force(recorded), unit=unit, year=year).order_by("pk")
    }
    trees = trees_of(day, unit) if trees is None else trees
    person = only_title_of("person").key
    rule = rule_of(unit, day)
    judged = judged_by(rule, unit, day, trees[person].at(node_of(unit)).total)
    registered = _registered(unit, year, recorded)
    return Known(unit, year, day, trees, registered, bases, typed, judged, rule is not None)


def in_force(recorded: datetime | None) -> Q:
    """Condition on rows that a place entered: in force as recorded before a moment (None: now)."""
    if recorded is None:
        return Q(ended_at=None)
    return Q(at__lt=recorded) & (Q(ended_at=None) | Q(ended_at__gte=recorded))


def _registered(unit: Unit | None, year: int, recorded: datetime | None) -> dict[str, int]:
    """By title how many said that they want it, of the place whose campaign they said it to."""
    rows = Registration.objects.filter(year=year)
    if recorded is None:
        rows = rows.filter(withdrawn_at=None)
    else:
        rows = rows.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=recorded), at__lt=recorded)
    if unit is not None:
        rows = rows.filter(within(unit, "campaign__unit"))
    return dict(rows.values_list("title_key").annotate(number=Count("pk")).order_by())


def result(target: Target, known: Known) -> Result:
    """How far a place has come with a target of a plan."""
    if target.measure == "p1":
        return _p1(target, known)
    if target.measure == "p2":
        return _p2(target, known)
    if target.measure == "typed":
        return _typed(target, known)
    numerator = _numerator(target, known)
    if not target.in_percent:
        return Result(target, numerator, None)
    base = known.bases.get(target.base)
    every = Result(target, numerator, base, "" if base else NO_BASE)
    if not target.nested_in:
        return every
    outer = next(one for one in plans().targets if one.key == target.nested_in)
    inner = _numerator(outer, known)
    return Result(target, numerator, Base(inner, known.day, "") if inner else None, "" if inner else NO_BASE, every)


def of_own(target: PlaceTarget, known: Known) -> Result:
    """How far a place has come with a target of its own."""
    base = known.bases.get(target.base)
    return Result(target, _counted(target.title_key, known).total, base, "" if base else NO_BASE)


def _p1(target: Target, known: Known) -> Result:
    if known.judged is None:
        return Result(target, None, None, TOO_MANY if known.has_rule else NO_RULE)
    told, total = known.judged[0].told, known.judged[0].total
    base = Base(total, known.day, "") if total else None
    return Result(target, told, base, NOBODY_KNOWN if told is None else "" if base else NO_BASE)


def _p2(target: Target, known: Known) -> Result:
    """As it is written its base is who P1 counts; the other reading is all holders."""
    counted = _counted(target.title, known)
    all_holders = Result(target, counted.alone, Base(counted.total, known.day, ""), "" if counted.total else NO_BASE)
    if known.judged is None:
        return Result(target, None, None, TOO_MANY if known.has_rule else NO_RULE, all_holders)
    base = Base(known.judged[0].yes, known.day, "") if known.judged[0].yes else None
    return Result(target, known.judged[0].alone, base, "" if base else NO_BASE, all_holders)


def _typed(target: Target, known: Known) -> Result:
    row = known.typed.get(target.key)
    if row is None:
        return Result(target, None, None, NOT_TYPED)
    return Result(target, row.numerator, Base(row.base, timezone.localdate(row.at), row.document))


def _numerator(target: Target, known: Known) -> int:
    if target.measure == "registered":
        return known.registered.get(target.title, 0)
    if target.measure == "holders_among":
        about = (target.title, target.of)
        if about not in known.among:  # several plans ask the same
            known.among[about] = holders_among(*about, known.unit, known.day)
        return known.among[about]
    return _counted(target.title, known).total


def _counted(title_key: str, known: Known):
    return numbers_in(known.trees, node_of(known.unit), known.day, title_key).counted


def holders_among(title_key: str, of: Sequence[str], unit: Unit | None, day: date) -> int:
    """How many holders live in a residential group that holds one of these titles, or are named members of a group that does.

    Members who are not named cannot be known as holders: they are in the base alone, and the page says so.
    """
    groups = [one for key in of for one in kernel.held(kernel.Asked(key, day, unit), ids=True).holders]
    if not groups:
        return 0
    people = {one.person for one in kernel.held(kernel.Asked(title_key, day, unit), ids=True).holders}
    with connection.cursor() as cursor:
        asked = {"of": [one.person for one in groups], "on": day, "known": kernel.end_of(day)}
        cursor.execute(held_sql.MEMBERS, asked)
        return len(people & {row[0] for row in cursor.fetchall()})
