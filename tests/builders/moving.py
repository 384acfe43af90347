"""Communes that end into others, for tests."""

from datetime import date

from portal.people.models import User
from portal.people.public import CarriedOver, succeed_unit
from portal.places.models import ResidentialGroup, Unit
from portal.places.public import Part

BEGIN = date(2025, 7, 1)
DOCUMENT = "Nghị quyết 12/NQ-HĐND ngày 01/11/2026"


def make_group(unit: Unit, name: str) -> ResidentialGroup:
    return ResidentialGroup.objects.create(unit=unit, name=name, valid_from=BEGIN)


def end_into(unit: Unit, *parts: tuple, by: User, on: date, document: str = DOCUMENT) -> CarriedOver:
    """The commune ends; each part is (unit, groups that go there); all its groups to the only one when none are named."""
    if len(parts) == 1 and not isinstance(parts[0], tuple):
        parts = ((parts[0], list(unit.groups.filter(valid_to=None))),)
    made = [Part(into, {group.pk: group.name for group in groups}) for into, groups in parts]
    return succeed_unit(unit, made, on=on, document=document, by=by)
