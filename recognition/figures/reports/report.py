"""The builder of yearly reports: numbers of the kernel, put into tables. One function for live and frozen figures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.people.public import PersonalRecord, everyone
from portal.places.public import ResidentialGroup, Unit, names_of, version_on
from recognition.figures.kernel import Asked, end_of, held
from recognition.figures.measures import known_of
from recognition.figures.numbers import node_of, trees_of
from recognition.figures.p1 import MOST_JUDGED, Judged
from recognition.figures.rates import percent_of
from recognition.figures.reports.tables import Column, Report, Row, Table, Value
from recognition.figures.reports.wanted import rewards_table, targets_table, workplace_table
from recognition.figures.tree import Counted, Node, Tree
from recognition.figures.year_results import line_within, within
from recognition.models import Case, CertificateStep, DecisionLine, Registration
from recognition.sets.publishing import shipped
from recognition.titles.registry import TITLES, only_title_of

FIRST_YEAR = 2022  # no title of persons was decided before
FUNCTIONS = "3"  # of the functions below: a snapshot says by which it was counted
AGES = ((0, "unknown"), (18, "under_18"), (35, "18_34"), (60, "35_59"), (200, "from_60"))


class TooEarly(ValueError):
    """The day of a report lies before its year or ahead of today."""


def report_of(unit: Unit, year: int, on: date) -> Report:
    """The report of a commune or province for a year as of a day, as recorded by the end of that day.

    Counts only; needs no scope. The number of questions does not grow with people, groups or communes.
    """
    known = end_of(on)
    version = version_on(unit, on) or unit.versions.order_by("-valid_from").first()
    trees, node, person = trees_of(on, unit), node_of(unit), only_title_of("person").key
    with everyone("counts of a place; nobody is shown"):
        compared = known_of(unit, year, on, recorded=known, trees=trees)
        tables = (
            _titles(unit, year, on, {key: tree.at(node).total for key, tree in trees.items()}),
            _places(unit, {key: _inside(tree, node) for key, tree in trees.items()}),
            *_people(unit, on),
            _digital(trees[person].at(node), compared.judged, has_rule=compared.has_rule),
            targets_table(unit, year, compared, known),
            workplace_table(unit, year, on),
            rewards_table(unit, year, known),
        )
    name, code = (version.full_name, version.code) if version else ("", "")
    said = min(known, timezone.now())  # of a day that is not over only what was recorded so far is told
    return Report(code, name, year, on.isoformat(), timezone.localtime(said).isoformat(), FUNCTIONS, tables)


def _inside(tree: Tree, node: Node) -> dict[str, int]:
    """By the number of each place in the place how many; who lives in none of its groups has no number."""
    found: dict[str, int] = {}
    for (_kind, number), counted in tree.below(node).items():
        key = str(number) if number > 0 else ""
        found[key] = found.get(key, 0) + counted.total
    return found


def title_name(key: str) -> str:
    """The name of a title as its set has it."""
    return shipped(key).title


def _titles(unit: Unit, year: int, on: date, stock: Mapping[str, int]) -> Table:
    known = end_of(on)
    registered = _counted(
        Registration.objects.filter(within(unit, "campaign__unit"), year=year, at__lt=known).filter(
            Q(withdrawn_at=None) | Q(withdrawn_at__gte=known)
        ),
        "title_key",
    )
    handed_in = _counted(
        Case.objects.filter(within(unit, "campaign__unit"), year=year, handed_in__number=1, handed_in__at__lt=known),
        "title_key",
    )
    recognised = _counted(lines_of_year(unit, year, on), "decision__title_key")
    ended = _counted(endings_of_year(unit, year, on), "certificate__line__decision__title_key")
    rows = tuple(
        Row(
            one.key,
            title_name(one.set_key),
            tuple(found.get(one.key, 0) for found in (registered, handed_in, recognised, ended, stock)),
        )
        for one in TITLES
    )
    columns = (
        Column("registered", _("Registered")),
        Column("handed_in", _("Handed in")),
        Column("recognised", _("Recognised in the year")),
        Column("ended", _("Revoked or annulled in the year")),
        Column("held", _("Holding on the day")),
    )
    note = _("Registered to revoked: the campaigns and decisions of the year. Holding: who lives here on the day.")
    return Table("titles", _("Titles"), _("Title of the registry"), columns, rows, "held", note)


def lines_of_year(unit: Unit, year: int, on: date) -> QuerySet[DecisionLine]:
    """The lines that recognise for a year, by the place of the line, as recorded by the end of a day."""
    rows = DecisionLine.objects.filter(line_within(unit), decision__kind="recognise", decision__campaign_year=year)
    return rows.filter(decision__date__lte=on, decision__signed_at__lt=end_of(on))


def endings_of_year(unit: Unit, year: int, on: date) -> QuerySet[CertificateStep]:
    """The steps that end titles on a day of the year, that day at the latest, as recorded by its end."""
    rows = CertificateStep.objects.filter(line_within(unit, "certificate__line__"), what__in=("revoked", "annulled"))
    return rows.filter(on__year=year, on__lte=on, recorded_at__lt=end_of(on))


def _counted(rows: QuerySet, by: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(by).annotate(number=Count("pk", distinct=True)))


def _places(unit: Unit, by: Mapping[str, Mapping[str, int]]) -> Table:
    keys = {key for counts in by.values() for key in counts}
    if unit.parent_id:
        first, title = _("Residential group"), _("By residential group")
        names: Mapping[Any, str] = dict(
            ResidentialGroup.objects.filter(Q(unit=unit) | Q(pk__in=[one for one in keys if one])).values_list(
                "pk", "name"
            )
        )
    else:
        first, title = _("Commune"), _("By commune")
        names = names_of(Unit.objects.filter(Q(parent=unit) | Q(pk__in=[one for one in keys if one])))
    rows = [
        Row(str(pk), name, tuple(by[one.key].get(str(pk), 0) for one in TITLES))
        for pk, name in sorted(names.items(), key=lambda pair: (pair[1], pair[0]))
    ]
    if any("" in counts for counts in by.values()):
        rows.append(Row("", _("no group entered"), tuple(by[one.key].get("", 0) for one in TITLES)))
    columns = tuple(Column(one.key, title_name(one.set_key)) for one in TITLES)
    return Table("places", title, first, columns, tuple(rows), only_title_of("person").key)


def _people(unit: Unit, on: date) -> tuple[Table, Table]:
    """Holders of the person's title by group of people and by age: as the line of the decision has them."""
    title = only_title_of("person")
    lines = held(Asked(title.key, on, unit), ids=True).lines
    rows = DecisionLine.objects.filter(pk__in=lines)
    of_groups = dict(rows.order_by().values_list("subject_group").annotate(number=Count("pk")))
    names = dict(PersonalRecord.SubjectGroup.choices)
    groups = tuple(
        Row(key or "unknown", str(names[key]) if key else _("not known"), (of_groups.get(key, 0),))
        for key in (*names, "")
    )
    born = dict(rows.order_by().values_list("age_band").annotate(number=Count("pk")))
    decades = sorted((band for band in born if band is not None), reverse=True)
    of_ages = [Row(str(one), _("born %(first)s to %(last)s") % decade(one), (born[one],)) for one in decades]
    of_ages.append(Row("unknown", _("not known"), (born.get(None, 0),)))
    column = (Column("held", _("Holding on the day")),)
    first = Table("groups", _("Holders by group of people"), _("Group of people"), column, groups, "held")
    return first, Table("ages", _("Holders by age"), _("Born in the years"), column, tuple(of_ages), "held")


def decade(band: int) -> dict[str, int]:
    """The first and last year of a decade of birth, as a line keeps it."""
    return {"first": band, "last": band + 9}


def age_of(birth: int | None, year: int) -> str:
    """The band of ages that somebody belongs to in a year."""
    if birth is None:
        return "unknown"
    age = year - birth
    return next(key for limit, key in AGES[1:] if age < limit or limit == AGES[-1][0])


def _digital(counted: Counted, judged: tuple[Judged, str] | None, *, has_rule: bool) -> Table:
    """Rate 2 among all holders: who entered everything alone. Rate 1 has no number without a rule of the province."""
    base, known = counted.total, counted.alone + counted.helped
    first, rule = judged or (None, "")
    settled = first.yes + first.no if first else None
    p1 = (first.told, base, settled, percent(first.told, base)) if first else (None, base, None, None)
    p2 = (first.alone, first.yes, first.yes, percent(first.alone, first.yes)) if first else (None, None, None, None)
    columns = (
        Column("part", _("Numerator")),
        Column("base", _("Base of the rate")),
        Column("known", _("Of whom it is known")),
        Column("result", _("Result of the rate"), "percent"),
    )
    rows = (
        Row("p1", _("Rate 1, among all holders of the title"), p1),
        Row("p2_of_p1", _("Rate 2, among those with digital skills"), p2),
        Row(
            "p2",
            _("Rate 2, among all holders of the title"),
            (counted.alone, base, known, percent(counted.alone, base)),
        ),
    )
    note = _("No rule of the province for rate 1 is no number, not zero.")
    if has_rule:
        note = _("More than %(most)s holders are not weighed at once: the reports of the communes have rate 1.")
        note %= {"most": MOST_JUDGED}
    if rule:
        note = _("Rate 1 by version %(rule)s of the rule of the province.") % {"rule": rule}
    return Table("digital", _("Two rates of digital skills"), _("Rate"), columns, rows, "", note)


def percent(part: int | None, base: int) -> Value:
    """A percentage to one decimal, half up, as text; None without a base."""
    found = percent_of(part, base)
    return None if found is None else str(found)
