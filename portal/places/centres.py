"""Making and changing a centre, inside the places that somebody administers."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.audit.public import append, stamp
from portal.places.models import Centre, Unit

FIELDS = ("name", "address", "hours", "phone")


class Changed(Exception):
    """The row was changed since the form was opened."""


def must_lie_within(unit: Unit, within: QuerySet[Unit]) -> None:
    """Raises PermissionDenied unless the unit is one of those that somebody may touch."""
    if not within.filter(pk=unit.pk).exists():
        raise PermissionDenied(_("You can act in your own places only."))


def open_centre(unit: Unit, values: Mapping[str, str], *, by: Any, within: QuerySet[Unit]) -> Centre:
    """A new centre of a commune. The same again, as after a double press, gives the one that is there.

    Raises PermissionDenied outside `within`, ValidationError naming `unit` (no commune) or `name` (taken in this commune).
    """
    must_lie_within(unit, within)
    if unit.kind != Unit.Kind.COMMUNE:
        raise ValidationError({"unit": _("A centre belongs to a commune. Write the name of one.")})
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        there = _of_that_name(unit, values["name"])
        if there is not None and all(getattr(there, name) == values[name] for name in FIELDS):
            return there
        if there is not None:
            raise ValidationError({"name": _("This commune has a centre of this name already. Change that one.")})
        row = Centre.objects.create(unit=unit, **{name: values[name] for name in FIELDS})
        append("centre.opened", f"centre:{row.pk}", by=by, details={"unit": str(unit.uuid), **values})
    return row


def change_centre(centre: Centre, values: Mapping[str, str], seen: str, *, by: Any, within: QuerySet[Unit]) -> Centre:
    """Other name, address, hours or telephone. Raises PermissionDenied, Changed (`seen` is an old stamp), ValidationError."""
    must_lie_within(centre.unit, within)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=centre.unit_id)
        row = Centre.objects.get(pk=centre.pk)
        names = [name for name in FIELDS if getattr(row, name) != values[name]]
        if not names:
            return row
        if stamp(row) != seen:
            raise Changed
        there = _of_that_name(row.unit, values["name"])
        if there is not None and there.pk != row.pk:
            raise ValidationError({"name": _("This commune has a centre of this name already. Change that one.")})
        for name in names:
            setattr(row, name, values[name])
        row.save(update_fields=names)
        append("centre.changed", f"centre:{row.pk}", by=by, details={name: values[name] for name in names})
    return row


def _of_that_name(unit: Unit, name: str) -> Centre | None:
    # Compared here: the embedded database folds no letter outside ASCII.
    return next((row for row in Centre.objects.filter(unit=unit) if row.name.casefold() == name.casefold()), None)
