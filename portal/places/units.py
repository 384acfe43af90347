"""Units by name, code, day and place in the tree."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import Case as CaseWhen
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import get_language

from portal.places.models import AreaClass, Centre, ResidentialGroup, Unit, UnitVersion
from portal.places.register import SCHEME
from portal.text.folding import fold

_TYPES = tuple(sorted((fold(kind.label) for kind in UnitVersion.Type), key=len, reverse=True))


# Of several rows about one unit the last in this order holds: what was imported last, and of it what begins last.
LAST_IMPORT_LAST = (F("imported_in").asc(nulls_first=True), "valid_from", "pk")


def in_force(day: date) -> Q:
    """Rows in force on a day: half-open from `valid_from` to `valid_to`."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def unit_by_code(code: str, on: date | None = None, kind: str = Unit.Kind.COMMUNE, scheme: str = SCHEME) -> Unit | None:
    """The unit that carried this official code on that day (default: today), or None.

    A code alone says nothing: the 34 codes of provinces reuse old ones. So day, kind and scheme belong to the question.
    """
    day = on or timezone.localdate()
    found = UnitVersion.objects.filter(in_force(day), code=code, scheme=scheme, unit__kind=kind)
    row = found.select_related("unit").first()
    return row.unit if row else None


def version_on(unit: Unit, day: date) -> UnitVersion | None:
    """What the unit was called on that day; None before it was formed and after it ended."""
    return unit.versions.filter(in_force(day)).first()


def ancestors(unit: Unit) -> list[Unit]:
    """The units above, nearest first: a commune's province."""
    found = []
    while unit.parent is not None:
        unit = unit.parent
        found.append(unit)
    return found


def commune_today(unit: Unit) -> bool:
    """Whether somebody can live there: a commune that exists today."""
    day = timezone.localdate()
    return unit.kind == Unit.Kind.COMMUNE and unit.valid_from <= day and (unit.valid_to is None or unit.valid_to > day)


def hold(unit: Unit) -> Unit:
    """The unit, which has ended by now or goes on until the transaction ends: who ends it waits, others who hold it do not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT valid_to FROM places_unit WHERE id = %s FOR KEY SHARE", [unit.pk])
        (unit.valid_to,) = cursor.fetchone()
    return unit


def provinces() -> QuerySet[UnitVersion]:
    """Today's provinces by name."""
    return UnitVersion.objects.filter(in_force(timezone.localdate()), unit__kind=Unit.Kind.PROVINCE).order_by("folded")


def province_of_centres() -> int | None:
    """The primary key of the province in which all centres lie; None when they lie in several, or there is none."""
    found = set(Centre.objects.values_list("unit__parent", flat=True).distinct()[:2])
    return found.pop() if len(found) == 1 else None


def commune_of_centres(within: QuerySet[Unit]) -> Unit | None:
    """The one commune among `within` that has centres; None when several have, or none."""
    found = list(within.filter(pk__in=Centre.objects.values("unit"))[:2])
    return found[0] if len(found) == 1 else None


def communes_of(province: Unit) -> QuerySet[UnitVersion]:
    """Today's communes of a province by name."""
    return UnitVersion.objects.filter(in_force(timezone.localdate()), unit__parent=province).order_by("folded", "code")


def groups_of(unit: Unit) -> QuerySet[ResidentialGroup]:
    """Today's residential groups of a commune by name."""
    return ResidentialGroup.objects.filter(in_force(timezone.localdate()), unit=unit).order_by("name")


def find_units(text: str, limit: int = 20, *, within: QuerySet[Unit] | None = None) -> list[UnitVersion]:
    """Today's communes and provinces by name, marks optional, with or without the type ("xa sen ngu", "Sen Ngư"), or by code.

    Names that are exactly the text come first. `within`: only these units.
    """
    asked = " ".join(fold(text).split())
    kind = next((kind for kind in _TYPES if asked.startswith(f"{kind} ")), "")
    name = asked.removeprefix(kind).strip()
    typed = [value for value, label in UnitVersion.Type.choices if fold(label) == kind]
    hit = Q(folded__contains=asked) | Q(code=asked)
    if typed:
        hit |= Q(folded__contains=name, type__in=typed)
    found = UnitVersion.objects.filter(in_force(timezone.localdate())).filter(hit).select_related("unit__parent")
    if within is not None:
        found = found.filter(unit__in=within.values("pk"))
    return sorted(found.order_by("folded", "code"), key=lambda row: row.folded not in (asked, name))[:limit]


def area_class(unit: Unit, day: date) -> str:
    """`ordinary` or `disadvantaged`, its province's where nothing is said of the commune.

    Unknown counts as ordinary until a document is imported (settled: unit). What was imported last holds.
    """
    places = [place for place in (unit.pk, unit.parent_id) if place]
    rows = AreaClass.objects.filter(in_force(day), unit__in=places).order_by(*LAST_IMPORT_LAST)
    found = dict(rows.values_list("unit_id", "value"))
    return next((found[place] for place in places if place in found), AreaClass.Value.ORDINARY)


def name_today(to_unit: str) -> Subquery:
    """For annotate(): what the unit behind this foreign key is called today, type and name, without a query of its own."""
    return _name_on(to_unit, timezone.localdate(), get_language())


@lru_cache(maxsize=16)  # every page asks, and to put it together takes longer than the answer
def _name_on(to_unit: str, day: date, _language: str | None) -> Subquery:
    kinds = [When(type=value, then=Value(str(label))) for value, label in UnitVersion.Type.choices]
    full = Concat(CaseWhen(*kinds, default=Value("")), Value(" "), "name", output_field=CharField())
    rows = UnitVersion.objects.filter(in_force(day), unit=OuterRef(to_unit)).order_by("-valid_from")
    return Subquery(rows.annotate(full=full).values("full")[:1])


def names_of(units: Iterable[Unit]) -> dict[int, str]:
    """What these units are called today (or were called last), by primary key, with one query.

    A name that begins later is not theirs yet; only a unit that has not begun is called what it will be called first.
    """
    today, found = timezone.localdate(), {}
    for row in UnitVersion.objects.filter(unit__in=units).order_by("valid_from"):
        if row.valid_from <= today or row.unit_id not in found:
            found[row.unit_id] = row.full_name
    return found
