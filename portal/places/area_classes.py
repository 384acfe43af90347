"""Classes of areas from a document: looked up, told line by line, imported all or none; the last import holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.places.area_file import MOST_LINES, AreaLine, read_area_lines
from portal.places.models import AreaClass, AreaImport, Unit, UnitVersion
from portal.places.register import SCHEME
from portal.places.units import LAST_IMPORT_LAST, in_force


@dataclass(frozen=True)
class Checked:
    """A line with the unit that it means; `now`: the row that holds on its day, if any."""

    line: AreaLine
    unit: Unit | None
    name: str = ""
    now: AreaClass | None = None


def check_lines(lines: Iterable[AreaLine], *, within: QuerySet[Unit]) -> list[Checked]:
    """The lines with their units: three questions, however many lines. What cannot be imported says so in `line.wrong`."""
    listed = list(lines)
    codes = {line.code for line in listed}
    versions: dict[str, list[UnitVersion]] = {}
    rows = UnitVersion.objects.filter(code__in=codes, scheme=SCHEME, unit__kind=Unit.Kind.COMMUNE)
    for row in rows.select_related("unit").order_by("valid_from"):
        versions.setdefault(row.code, []).append(row)
    own = set(
        within.filter(pk__in=[row.unit_id for rows in versions.values() for row in rows]).values_list("pk", flat=True)
    )
    known: dict[int, list[AreaClass]] = {}
    for held in AreaClass.objects.filter(unit__in=own).select_related("imported_in").order_by(*LAST_IMPORT_LAST):
        known.setdefault(held.unit_id, []).append(held)
    return [_checked(line, versions.get(line.code, []), own, known) for line in listed]


def _checked(
    line: AreaLine, versions: list[UnitVersion], own: set[int], known: Mapping[int, list[AreaClass]]
) -> Checked:
    if line.wrong or line.day is None:
        return Checked(line, None)
    there = next((row for row in versions if _holds(row, line.day)), None)
    if there is None:
        why = _("No commune has the code %(code)s. Check it against the list of communes.")
        if versions:
            why = _("The commune %(code)s does not exist on %(day)s. Check the day, or take the new code.")
        return Checked(replace(line, wrong=why % {"code": line.code, "day": f"{line.day:%d/%m/%Y}"}), None)
    if there.unit_id not in own:
        why = _("%(name)s is not one of your places. Delete this line.") % {"name": there.full_name}
        return Checked(replace(line, wrong=why), None, there.full_name)
    now = [row for row in known.get(there.unit_id, []) if _holds(row, line.day)]
    return Checked(line, there.unit, there.full_name, now[-1] if now else None)


def _holds(row: Any, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or row.valid_to > day)


def import_classes(
    text: str, document: Mapping[str, Any], *, by: Any, within: QuerySet[Unit]
) -> tuple[AreaImport, int]:
    """Imports all lines of a document, or none; returns the import and how many communes it speaks of.

    `document`: number, signed_on, issuer, file_name. The same document with the same lines again, as after a double press, is the
    import that is there. Raises ValidationError when a line is wrong or there is none, PermissionDenied without any place.
    """
    if not within.exists():
        raise PermissionDenied
    with transaction.atomic():
        checked = check_lines(read_area_lines(text), within=within)
        if not checked:
            raise ValidationError({"lines": _("Write at least one line, or choose a file.")})
        if len(checked) > MOST_LINES:
            raise ValidationError({"lines": _("More than 5,000 lines. Import them in parts.")})
        if any(one.line.wrong for one in checked):
            raise ValidationError({"lines": _("Some lines are wrong. Correct them, then look again.")})
        units = {one.unit.pk for one in checked if one.unit}
        list(Unit.objects.select_for_update().filter(pk__in=units).order_by("pk").values_list("pk", flat=True))
        there = _there(checked, document)
        if there is not None:
            return there, len(units)
        row = AreaImport.objects.create(by=by, **document)
        AreaClass.objects.bulk_create(
            AreaClass(
                unit=one.unit, value=one.line.value, document=str(row)[:200], imported_in=row, valid_from=one.line.day
            )
            for one in checked
        )
        append(
            "area_classes.imported",
            f"area_import:{row.pk}",
            by=by,
            details={"number": row.number, "lines": len(checked)},
        )
    return row, len(units)


def _there(checked: list[Checked], document: Mapping[str, Any]) -> AreaImport | None:
    """The last import, when it was of this document and says the same."""
    last = AreaImport.objects.first()
    if last is None or (last.number, last.signed_on) != (document["number"], document["signed_on"]):
        return None
    said = {(one.unit_id, one.value, one.valid_from) for one in last.classes.all()}
    return last if said == {(one.unit.pk, one.line.value, one.line.day) for one in checked if one.unit} else None


def classes_on(units: QuerySet[Unit], day: date | None = None) -> dict[int, AreaClass]:
    """The class that holds for each of these communes on a day (default: today), with its import. One query."""
    rows = AreaClass.objects.filter(in_force(day or timezone.localdate()), unit__in=units)
    return {row.unit_id: row for row in rows.select_related("imported_in").order_by(*LAST_IMPORT_LAST)}
