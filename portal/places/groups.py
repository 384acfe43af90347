"""Residential groups of a commune: names read from a pasted list, told line by line, added all or none, ended with a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.places.centres import must_lie_within
from portal.places.models import ResidentialGroup, Unit

MOST_LINES, MOST_LETTERS = 500, 100
NEW, THERE, DOUBLE, WRONG = "new", "there", "double", "wrong"


@dataclass(frozen=True)
class Line:
    """One line that was pasted: its number, the name read from it, what becomes of it, and in words why."""

    number: int
    name: str
    state: str
    why: str = ""


def read_lines(text: str, there: Iterable[str]) -> list[Line]:
    """A list as Excel or Zalo gives it: a name a line; numbering, bullets and further columns are left out.

    `there`: names that exist today. Names count as the same whatever their marks of case and spaces, not their accents.
    """
    known = {_same(name) for name in there}
    seen: dict[str, int] = {}
    found = []
    for number, raw in enumerate(text.splitlines(), start=1):
        name = _name_in(raw)
        if not raw.strip():
            continue
        key = _same(name)
        if not any(sign.isalpha() for sign in name) and not name.isdigit():
            found.append(Line(number, raw.strip()[:MOST_LETTERS], WRONG, _("There is no name in this line.")))
        elif len(name) > MOST_LETTERS:
            found.append(Line(number, name[:MOST_LETTERS], WRONG, _("Longer than 100 letters: is this one name?")))
        elif key in seen:
            told = _("The same as line %(n)s.") % {"n": seen[key]}
            found.append(Line(number, name, DOUBLE, told))
        elif key in known:
            found.append(Line(number, name, THERE, _("Is there already.")))
        else:
            found.append(Line(number, name, NEW))
        seen.setdefault(key, number)
    return found


def _name_in(raw: str) -> str:
    cells = [cell for cell in (" ".join(cell.split()) for cell in raw.split("\t")) if cell]
    if len(cells) > 1 and cells[0].rstrip(".)").isdigit():  # the column “STT” of a table
        cells = cells[1:]
    name = cells[0] if cells else ""
    head, _space, rest = name.partition(" ")
    if head.rstrip(".)").isdigit() and head[-1:] in ".)" and rest:  # “1. Thôn Đông”
        name = rest
    return name.strip("-–•*+·;, ")


def _same(name: str) -> str:
    return " ".join(name.casefold().split())


def add_groups(unit: Unit, names: Iterable[str], *, by: Any, within: QuerySet[Unit]) -> list[ResidentialGroup]:
    """Groups of a commune from today; those that are there already stay. Returns the new ones: all, or none at an error.

    Raises PermissionDenied outside `within`, ValidationError (no commune, too many at once).
    """
    must_lie_within(unit, within)
    wanted = list(names)
    if unit.kind != Unit.Kind.COMMUNE:
        raise ValidationError({"unit": _("Residential groups belong to a commune. Write the name of one.")})
    if len(wanted) > MOST_LINES:
        raise ValidationError({"names": _("More than 500 lines. Paste them in parts.")})
    today = timezone.localdate()
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        known = {_same(row.name) for row in _today(unit)}
        fresh = [name for name in wanted if _same(name) not in known]
        # Whoever ended a group today by mistake gets the same row back: a second one of that day could not stand beside it.
        ended = {row.name: row for row in ResidentialGroup.objects.filter(unit=unit, valid_from=today, name__in=fresh)}
        for row in ended.values():
            row.valid_to = None
            row.save(update_fields=["valid_to"])
        made = ResidentialGroup.objects.bulk_create(
            ResidentialGroup(unit=unit, name=name, valid_from=today) for name in fresh if name not in ended
        )
        if fresh:
            append("groups.added", f"unit:{unit.uuid}", by=by, details={"names": fresh})
    return [*ended.values(), *made]


def end_group(group: ResidentialGroup, *, by: Any, within: QuerySet[Unit]) -> None:
    """The group is offered to nobody from today on; who lives there and what was decided keep its name.

    Raises PermissionDenied outside `within`.
    """
    must_lie_within(group.unit, within)
    with transaction.atomic():
        row = ResidentialGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
        if row.valid_to is not None:
            return
        row.valid_to = max(row.valid_from, timezone.localdate())
        row.save(update_fields=["valid_to"])
        append("group.ended", f"group:{row.pk}", by=by, details={"name": row.name})


def _today(unit: Unit, day: date | None = None) -> QuerySet[ResidentialGroup]:
    day = day or timezone.localdate()
    return ResidentialGroup.objects.filter(unit=unit, valid_from__lte=day).filter(
        Q(valid_to=None) | Q(valid_to__gt=day)
    )
