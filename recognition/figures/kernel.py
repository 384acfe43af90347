"""The kernel of every number: who holds a title on a day, as it was recorded by the end of that day.

Such a number never moves: a certificate that is revoked later, a home that is written down later, two records found to be one
person later change the days from then on. “As known today” is a second reading, named so wherever it is shown.
Stock counts where the holder lived on the day; results of a year stand in `year_results.py`, by the place of the line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from portal.places.public import ResidentialGroup, Unit
from recognition.figures import held_sql

NOW = datetime(9999, 1, 1, tzinfo=timezone.get_fixed_timezone(0))  # everything that is recorded by whenever it is asked


@dataclass(frozen=True)
class Asked:
    """Of which title, day and place. `unit` None: the whole country; `group`: a residential group of the commune.

    `known`: what was recorded before this moment; None: by the end of the day, NOW: by today. `borders`: whose map of
    communes; None: that of the day, any later day: with what had ended into the commune by today.
    """

    title_key: str
    on: date
    unit: Unit | None = None
    group: int | None = None
    known: datetime | None = None
    borders: date | None = None


@dataclass(frozen=True)
class Holder:
    """One holder: the person, the line and the certificate that say so, and where the person lived on the day."""

    person: UUID
    line: int
    certificate: int
    unit: int
    group: int | None


@dataclass(frozen=True)
class Held:
    """How many hold it; `by`: the same by what was asked for; `holders` only when they were asked for."""

    count: int
    by: Mapping[str, int] = field(default_factory=dict)
    holders: tuple[Holder, ...] = ()

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines of decisions behind the number."""
        return tuple(one.line for one in self.holders)


def end_of(day: date) -> datetime:
    """The first moment after a day, in Vietnam: what is recorded before it was known on that day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))


def held(asked: Asked, *, by: str = "", ids: bool = False, entered: str = "") -> Held:
    """How many hold a title. One question, however many they are.

    `by`: unit, province, group, entered (alone, helped, unknown) or year (of the decision); `ids`: the holders as well,
    of them those who `entered` it so. Raises KeyError for another `by`.
    """
    place, parameters = _asked(asked)
    if ids:
        holders = tuple(
            Holder(*row) for row in _rows(held_sql.listed(place, entered), {**parameters, "entered": entered})
        )
        return Held(len(holders), holders=holders)
    found = dict(_rows(held_sql.counted(place, by), parameters))
    return Held(sum(found.values()), {} if not by else {str(key): number for key, number in found.items()})


@dataclass(frozen=True)
class Row:
    """How many of one commune and group hold a title, of those who entered it alone, were helped, or of whom it is unknown."""

    title_key: str
    province: int
    unit: int
    group: int | None
    entered: str
    number: int


def table(titles: Iterable[str], on: date, unit: Unit | None = None, *, group: int | None = None) -> tuple[Row, ...]:
    """How many hold each title in each commune and group below a place on a day, as recorded by its end. One question."""
    place, parameters = _asked(Asked("", on, unit, group))
    return tuple(Row(*row) for row in _rows(held_sql.tabled(place), parameters | {"titles": list(titles)}))


def _asked(asked: Asked) -> tuple[str, dict[str, Any]]:
    place, parameters = _place(asked)
    known = asked.known if asked.known is not None else end_of(asked.on)
    return place, {"titles": [asked.title_key], "on": asked.on, "known": known, **parameters}


def _place(asked: Asked) -> tuple[str, dict[str, Any]]:
    """The condition on homes. Communes that ended count with the one they went into where its borders are asked for."""
    if asked.group is not None:
        return "AND r.residential_group_id = ANY(%(groups)s)", {"groups": _groups(asked)}
    if asked.unit is None:
        return "", {}
    if asked.unit.kind == Unit.Kind.PROVINCE:
        text = "AND r.unit_id IN (SELECT id FROM places_unit WHERE parent_id = %(unit)s OR id = %(unit)s)"
        return text, {"unit": asked.unit.pk}
    if asked.borders is None or asked.borders <= asked.on:
        return "AND r.unit_id = %(unit)s", {"unit": asked.unit.pk}
    before = list(
        Unit.objects.filter(heir=asked.unit, split=False, valid_to__lte=asked.borders).values_list("pk", flat=True)
    )
    left = ResidentialGroup.objects.filter(heir=asked.unit, unit__split=True).values_list("pk", flat=True)
    text = "AND (r.unit_id = ANY(%(units)s) OR r.residential_group_id = ANY(%(left)s))"
    return text, {"units": [asked.unit.pk, *before], "left": list(left)}


def _groups(asked: Asked) -> list[int]:
    """The group, and where later borders are asked for those that went on as it."""
    found = step = [asked.group]
    while asked.borders is not None and step:
        step = list(ResidentialGroup.objects.filter(successor__in=step).values_list("pk", flat=True))
        found = [*found, *step]
    return found


def _rows(sql: str, parameters: Mapping[str, Any]) -> Iterator[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        yield from cursor.fetchall()
