"""The register of measures: what a target counts, and how far a place has come on a day. Every measure has one function here.

A percentage needs a base, which no source of the portal counts: a place types it in with its document. Without one the result is
“no base data”, never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q

from portal.places.public import Unit
from recognition.figures import held_sql, kernel
from recognition.figures.numbers import node_of, numbers_in, trees_of
from recognition.figures.rates import percent_of
from recognition.figures.targets import Target, plans
from recognition.figures.tree import Tree
from recognition.models import BaseCount, PlaceTarget, Registration, TypedResult

NO_BASE, NO_RULE, NOT_TYPED, NO_VALUE = "no_base", "no_rule", "not_typed", "no_value"


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
        value = self.target.value
        got = self.percent if getattr(self.target, "in_percent", True) else self.numerator
        return None if value is None or got is None else got >= value


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


def known_of(unit: Unit | None, year: int, day: date) -> Known:
    """Everything that the targets of a place are compared with. Four questions."""
    rows = BaseCount.objects.filter(unit=unit, residential_group=None, ended_at=None, day__lte=day).order_by(
        "day", "pk"
    )
    bases = {row.key: Base(row.count, row.day, row.document) for row in rows}
    typed = {row.key: row for row in TypedResult.objects.filter(unit=unit, year=year, ended_at=None)}
    return Known(unit, year, day, trees_of(day, unit), _registered(unit, year), bases, typed)


def _registered(unit: Unit | None, year: int) -> dict[str, int]:
    """By title how many said that they want it, of the place whose campaign they said it to."""
    rows = Registration.objects.filter(year=year, withdrawn_at=None)
    if unit is not None:
        rows = rows.filter(Q(campaign__unit=unit) | Q(campaign__unit__parent=unit))
    return dict(rows.values_list("title_key").annotate(number=Count("pk")).order_by())


def result(target: Target, known: Known) -> Result:
    """How far a place has come with a target of a plan."""
    if target.measure == "p1":
        return Result(target, None, None, NO_RULE)
    if target.measure == "p2":
        counted = _counted(target.title, known)
        all_holders = Result(
            target, counted.alone, Base(counted.total, known.day, ""), "" if counted.total else NO_BASE
        )
        return Result(target, None, None, NO_RULE, all_holders)  # as it is written its base is who P1 counts
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


def _typed(target: Target, known: Known) -> Result:
    row = known.typed.get(target.key)
    if row is None:
        return Result(target, None, None, NOT_TYPED)
    return Result(target, row.numerator, Base(row.base, row.at.date(), row.document))


def _numerator(target: Target, known: Known) -> int:
    if target.measure == "registered":
        return known.registered.get(target.title, 0)
    if target.measure == "holders_among":
        return holders_among(target.title, target.of, known.unit, known.day)
    return _counted(target.title, known).total


def _counted(title_key: str, known: Known):
    return numbers_in(known.trees, node_of(known.unit), known.day, title_key).counted


def holders_among(title_key: str, of: Sequence[str], unit: Unit | None, day: date) -> int:
    """How many holders live in a residential group that holds one of these titles, or are named members of a group that does.

    Members who are not named cannot be known as holders: they are in the base alone, and the page says so.
    """
    people = {one.person for one in kernel.held(kernel.Asked(title_key, day, unit), ids=True).holders}
    groups = [one for key in of for one in kernel.held(kernel.Asked(key, day, unit), ids=True).holders]
    if not people or not groups:
        return 0
    with connection.cursor() as cursor:
        asked = {"of": [one.person for one in groups], "on": day, "known": kernel.end_of(day)}
        cursor.execute(held_sql.MEMBERS, asked)
        return len(people & {row[0] for row in cursor.fetchall()})
