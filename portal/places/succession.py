"""A commune that ends: into another one, or by residential groups into several. Dated, by document; nothing past is rewritten.

The ended unit, its groups and its names stay as they were. Each group goes on as a row of its own in the new commune, and the
ended rows name the commune that acts for what they left (`Unit.heir`, `ResidentialGroup.heir`), kept up when that one ends too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.places.models import Centre, Merger, ResidentialGroup, Unit, UnitSuccession, UnitVersion
from portal.places.register import SCHEME
from portal.text.folding import fold

MOST_PARTS = 10


@dataclass(frozen=True)
class NewUnit:
    """A commune that begins with the succession: its type (`UnitVersion.Type`), name and official code."""

    type: str
    name: str
    code: str


@dataclass(frozen=True)
class Part:
    """One successor: a commune of that day, or a new one, and the groups that go there: primary key -> their name there."""

    into: Unit | NewUnit
    groups: Mapping[int, str]


@dataclass(frozen=True)
class Succession:
    """What was entered. `rest`: the successor of all that no group leads elsewhere; `groups`: old key -> new row."""

    unit: Unit
    rest: Unit
    groups: dict[int, ResidentialGroup]
    on: date


def succeed(
    unit: Unit,
    parts: Sequence[Part],
    *,
    on: date,
    document: str,
    by: Any,
    within: QuerySet[Unit],
    merger: Merger | None = None,
) -> Succession:
    """Ends a commune on a day that has come: the first part takes all that no group leads to another part.

    The groups of the day have to be named, each once; centres go to the first part. Raises PermissionDenied (a place that
    `by` may not touch; a new commune needs its province), ValidationError naming `unit` (no commune, ended already), `on`,
    `document`, `into` (none, itself, not there on that day), `code`, or `groups` (left out, doubled, a name taken there).
    """
    _must_be_allowed(unit, parts, within)
    document = " ".join(document.split())
    if not document:
        raise ValidationError({"document": _("Write the resolution that decided it, with its number and date.")})
    with transaction.atomic():
        row = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)
        groups = _checked(row, parts, on)
        places = [_place(part.into, row, on) for part in parts]
        moved: dict[int, ResidentialGroup] = {}
        for part, place in zip(parts, places, strict=True):
            for key, name in part.groups.items():
                moved[key] = _goes_on(groups[key], place, name, on)
        several = len({place.pk for place in places}) > 1
        _end(row, places, on, document, several=several, merger=merger)
        Centre.objects.filter(unit=row).update(unit=places[0])
        _hand_on(row, places[0], moved, several=several)
        told = {str(key): {"unit": str(new.unit.uuid), "name": new.name} for key, new in moved.items()}
        details = {"on": str(on), "document": document, "into": [str(place.uuid) for place in places], "groups": told}
        append("unit.succeeded", f"unit:{row.uuid}", by=by, details=details)
    return Succession(row, places[0], moved, on)


def _must_be_allowed(unit: Unit, parts: Sequence[Part], within: QuerySet[Unit]) -> None:
    needed = {unit.pk}
    for part in parts:
        new = isinstance(part.into, NewUnit)
        needed.add(unit.parent_id if new else part.into.pk)  # type: ignore[union-attr, arg-type]
    if within.filter(pk__in=needed).count() != len(needed):
        raise PermissionDenied(_("You can act in your own places only. A new commune is entered by its province."))


def _checked(unit: Unit, parts: Sequence[Part], on: date) -> dict[int, ResidentialGroup]:
    """The groups of the day by key. Raises ValidationError for whatever cannot be."""
    if unit.kind != Unit.Kind.COMMUNE:
        raise ValidationError({"unit": _("Only communes, wards and special zones are entered here.")})
    if unit.valid_to is not None:
        text = _("This commune ended on %(day)s already. Nothing was entered a second time.")
        raise ValidationError({"unit": text % {"day": unit.valid_to.strftime("%d/%m/%Y")}})
    if on > timezone.localdate():
        raise ValidationError({"on": _("This day has not come yet. Look at it now, and enter it on the day itself.")})
    if on <= unit.valid_from:
        raise ValidationError({"on": _("The commune had not begun on this day. Compare it with the resolution.")})
    if not 0 < len(parts) <= MOST_PARTS:
        raise ValidationError({"into": _("Write the commune that takes over.")})
    there = Q(unit=unit) & (Q(valid_to=None) | Q(valid_to__gt=on))
    groups = {row.pk: row for row in ResidentialGroup.objects.select_for_update(of=("self",)).filter(there)}
    named = [key for part in parts for key in part.groups]
    if sorted(named) != sorted(groups):
        raise ValidationError({"groups": _("The list of residential groups has changed. Look at it again.")})
    return groups


def _place(into: Unit | NewUnit, unit: Unit, on: date) -> Unit:
    """The row of a successor; a new one is made."""
    if isinstance(into, NewUnit):
        return begin_unit(into, unit.parent, on, [unit.pk])
    row = Unit.objects.select_for_update(of=("self",)).get(pk=into.pk)
    if row.pk == unit.pk or row.kind != Unit.Kind.COMMUNE:
        raise ValidationError({"into": _("Write another commune: the one that takes over.")})
    if row.valid_from > on or (row.valid_to is not None and row.valid_to <= on):
        raise ValidationError({"into": _("This commune was not there on that day.")})
    if row.valid_to is not None:  # people would live where nobody serves them any more
        text = _(
            "This commune has ended itself, on %(day)s. Write the commune that it went into, and a day on which that one "
            "was there."
        )
        raise ValidationError({"into": text % {"day": row.valid_to.strftime("%d/%m/%Y")}})
    return row


def begin_unit(new: NewUnit, parent: Unit | None, on: date, ending: Collection[int]) -> Unit:
    """The row of a commune that begins; it may take the code of one of those that end as it begins. Raises ValidationError."""
    code, name = new.code.strip(), " ".join(new.name.split())
    if UnitVersion.objects.filter(scheme=SCHEME, code=code).exclude(unit__in=ending).filter(_on(on)).exists():
        raise ValidationError({"code": _("Another place has this code. Compare it with the official list.")})
    made = Unit.objects.create(kind=Unit.Kind.COMMUNE, parent=parent, valid_from=on)
    words = {"type": new.type, "name": name, "folded": fold(name), "code": code, "scheme": SCHEME}
    UnitVersion.objects.create(unit=made, valid_from=on, **words)
    return made


def _on(day: date) -> Q:
    return Q(valid_to=None) | Q(valid_to__gt=day)


def _goes_on(group: ResidentialGroup, place: Unit, name: str, on: date) -> ResidentialGroup:
    """The row that a group goes on as; the old one ends with the commune."""
    name = " ".join(name.split())
    if not name or len(name) > 100:
        raise ValidationError({"groups": _("“%(name)s” needs a name there.") % {"name": group.name}})
    taken = {row.name.casefold() for row in ResidentialGroup.objects.filter(_on(on), unit=place)}
    if name.casefold() in taken:
        text = _("There is a “%(name)s” there already. Give this one another name, as the resolution has it.")
        raise ValidationError({"groups": text % {"name": name}})
    new = ResidentialGroup.objects.create(unit=place, name=name, valid_from=on)
    group.successor, group.heir = new, place
    if group.valid_to is None or group.valid_to > on:
        group.valid_to = max(on, group.valid_from)
    group.save(update_fields=["successor", "heir", "valid_to"])
    return new


def _end(unit: Unit, places: Sequence[Unit], on: date, document: str, *, several: bool, merger: Merger | None) -> None:
    unit.valid_to, unit.heir, unit.split = on, places[0], several
    unit.save(update_fields=["valid_to", "heir", "split"])
    UnitVersion.objects.filter(_on(on), unit=unit, valid_from__lt=on).update(valid_to=on)
    UnitVersion.objects.filter(unit=unit, valid_from__gte=on).delete()  # a name announced for later, which never came
    UnitSuccession.objects.bulk_create(
        UnitSuccession(
            successor=place, predecessor=unit, took_part_only=several, document=document, on=on, merger=merger
        )
        for place in {place.pk: place for place in places}.values()
    )


def _hand_on(unit: Unit, rest: Unit, moved: Mapping[int, ResidentialGroup], *, several: bool) -> None:
    """What earlier communes left to this one goes on to its successors, by group where it is split."""
    split = {"split": True} if several else {}
    Unit.objects.filter(heir=unit).update(heir=rest, **split)
    ResidentialGroup.objects.filter(heir=unit).update(heir=rest)
    for key, new in moved.items():
        before = [key]
        while before:
            before = list(ResidentialGroup.objects.filter(successor__in=before).values_list("pk", flat=True))
            ResidentialGroup.objects.filter(pk__in=before).update(heir=new.unit)


def split_units() -> list[int]:
    """Keys of the communes that were split: nearly always none. What they left goes by residential group."""
    return list(Unit.objects.filter(split=True).values_list("pk", flat=True))


def acting_unit(unit: Unit, group: ResidentialGroup | None) -> Unit:
    """Who acts today for what belongs to a unit (and group): itself, or what it has ended into."""
    if unit.valid_to is None or unit.heir is None or unit.valid_to > timezone.localdate():
        return unit
    if unit.split and group is not None and group.heir is not None:
        return group.heir
    return unit.heir


def left_to(units: Any, unit: str, group: str, split: Collection[int] | None = None) -> Q:
    """Condition on rows with these columns: that they belong to one of the units, or to one that ended into it.

    `units`: a queryset that holds whole predecessors already (`people.units_of` does), or keys. One short question (none
    when `split`, the keys of split communes, are at hand), and for split communes a condition by residential group.
    """
    found = Q(**{f"{unit}__in": units})
    if split := split_units() if split is None else split:
        by_group = Q(**{f"{group}__heir__in": units})
        rest = Q(**{f"{group}__heir": None, f"{unit}__heir__in": units})
        found |= Q(**{f"{unit}__in": split}) & (by_group | rest)
    return found
