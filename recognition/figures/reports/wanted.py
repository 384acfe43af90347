"""The tables of a report that say what was wanted: targets with what came of them, and decisions of praise."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from portal.places.public import Unit
from recognition.figures.measures import Known, Result, in_force, of_own, result
from recognition.figures.reports.tables import Column, Row, Table, Value
from recognition.figures.target_words import doubt, percent, wanted
from recognition.figures.targets import bases, plans
from recognition.figures.year_results import at_the_workplace
from recognition.models import PlaceTarget, Reward
from recognition.sets.publishing import shipped
from recognition.titles.registry import title


def targets_table(unit: Unit, year: int, known: Known, recorded: datetime) -> Table:
    """Targets of the country and of the place's own plan that end in the year or later, beside how far the place has come.

    One question, and a few more for each kind of groups whose members are asked for.
    """
    own = PlaceTarget.objects.filter(in_force(recorded), unit=unit, year__gte=year).order_by("year", "title_key", "pk")
    rows = [*_of_the_country(year, known), *(_own(one, known) for one in own)]
    columns = (
        Column("wanted", _("Wanted")),
        Column("part", _("Numerator")),
        Column("base", _("Base of the rate")),
        Column("day", _("Base as of")),
        Column("result", _("Result of the rate"), "percent"),
        Column("reached", _("Reached")),
    )
    note = _(
        "Without a base, a rule or an entered result there is no number, not zero. Plans of other places: on the portal."
    )
    return Table("targets", _("Targets"), _("Target"), columns, tuple(rows), "", note)


def _of_the_country(year: int, known: Known) -> Iterator[Row]:
    for one in plans().targets:
        if not one.plan.national or (one.year is not None and one.year < year):
            continue
        until = _("by the end of %(year)s") % {"year": one.year} if one.year else _("no year is named")
        label = f"{one.plan.paper}: {one.wording}, {until}"
        label += f" ({doubt(one)})" if one.uncertain else ""
        got = result(one, known)
        yield _row(one.key, label, wanted(one), got)
        if got.other is not None:
            yield _row(f"{one.key}/all", _("%(target)s (of all)") % {"target": label}, wanted(one), got.other)


def _own(one: PlaceTarget, known: Known) -> Row:
    said = {
        "title": shipped(title(one.title_key).set_key).title,
        "base": bases().get(one.base, one.base),
        "year": one.year,
        "document": one.document,
    }
    label = _("%(title)s, in per cent of: %(base)s; by the end of %(year)s (%(document)s)") % said
    return _row(f"own-{one.pk}", label, percent(one.value, one.most), of_own(one, known))


def _row(key: str, label: str, asked: str, got: Result) -> Row:
    base, share = got.base, got.percent
    reached = {True: _("reached"), False: _("not reached yet"), None: None}[got.reached]
    day = f"{base.day:%d/%m/%Y}" if base else None
    values: tuple[Value, ...] = (
        asked, got.numerator, base.count if base else None, day, None if share is None else _text(share), reached,
    )  # fmt: skip
    return Row(key, label, values)


def _text(share: Decimal) -> str:
    return str(share)


def workplace_table(unit: Unit, year: int, on: date) -> Table:
    """Who was recognised for the year by an agency's own decision, by title. One question a title of the registry."""
    found = at_the_workplace(unit, year, on)
    rows = [
        Row(key, shipped(title(key).set_key).title, (one.recognised, one.left)) for key, one in sorted(found.items())
    ]
    every = tuple(sum(row.values[place] for row in rows) for place in (0, 1))
    rows.append(Row("", _("All together"), every))
    columns = (Column("recognised", _("Recognised in the year")), Column("left", _("Still in force on the day")))
    note = _("By a decision of an agency itself; they stand among those recognised in the first table too.")
    return Table(
        "workplace", _("Recognition at the workplace"), _("Title of the registry"), columns, tuple(rows), "", note
    )


def rewards_table(unit: Unit, year: int, recorded: datetime) -> Table:
    """Decisions of praise of the year that the place entered, by what was given. One question."""
    rows = Reward.objects.filter(in_force(recorded), unit=unit, year=year).order_by("form").values("form")
    counted = list(rows.annotate(many=Count("pk"), of_people=Sum("people"), of_groups=Sum("groups")))
    found = [Row(one["form"], one["form"], (one["many"], one["of_people"], one["of_groups"])) for one in counted]
    every = tuple(sum(one[key] for one in counted) for key in ("many", "of_people", "of_groups"))
    found.append(Row("", _("All together"), every))
    columns = (
        Column("decisions", _("Decisions")),
        Column("people", _("People praised")),
        Column("groups", _("Households, groups and organisations praised")),
    )
    note = _("As the place entered them, each with its document; numbers alone, nobody's name.")
    return Table("rewards", _("Praise (khen thưởng)"), _("What was given"), columns, tuple(found), "", note)
