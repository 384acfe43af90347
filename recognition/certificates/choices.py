"""Which design the certificates of a place are issued in, and whether they say points: its administrator's choice."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.public import User, units_of
from portal.places.public import Unit
from recognition.certificates.designs import FIRST, designs
from recognition.models import SheetChoice
from recognition.refusals import Incomplete, NotYours


@dataclass(frozen=True)
class Choice:
    """A design by its key, and whether the sheet says the result in points (by default not: it is kept for life)."""

    design: str = FIRST
    points: bool = False


def choice_of(unit: Unit) -> Choice:
    """What holds in a place today: its own choice, else that of its province, else the first design without points."""
    rows = SheetChoice.objects.filter(unit__in=[unit.pk, unit.parent_id or unit.pk]).order_by("-pk")
    found = {row.unit_id: row for row in reversed(rows)}  # the last row of each
    row = found.get(unit.pk) or found.get(unit.parent_id or 0)
    return Choice(row.design, row.points) if row else Choice()


def choose(unit: Unit, design: str, points: bool, *, by: User) -> SheetChoice:
    """The design of the certificates that are issued from now on; those that are there stay as they are.

    The same again gives the row that is there. Raises NotYours, Incomplete (`design`).
    """
    if not units_of(by, "administrator").filter(pk=unit.pk).exists():
        raise NotYours(_("You can act in your own places only."))
    if design not in designs():
        raise Incomplete(_("Choose one of the designs."), "design")
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        last = SheetChoice.objects.filter(unit=unit).last()
        if last is not None and (last.design, last.points) == (design, points):
            return last
        row = SheetChoice.objects.create(unit=unit, design=design, points=points, by=by)
        append("sheet.chosen", f"unit:{unit.uuid}", by=by, details={"design": design, "points": points})
    return row
