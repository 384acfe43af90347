"""How many dated duties are near: the mark on the entry of those who administer a place."""

from django.utils import timezone

from portal.places.public import Unit
from recognition.figures.reports.duties import calendar_of
from recognition.models import DutyDone

NEAR = 14  # days; the portal's proposal


def duties_due(units: list[Unit]) -> int:
    """Duties of these places that are due within the days of `NEAR` or went by, and are not noted as done. One question."""
    done: dict[int, set[tuple[str, int]]] = {}
    for unit_id, key, year in DutyDone.objects.filter(unit__in=units).values_list("unit", "duty", "year"):
        done.setdefault(unit_id, set()).add((key, year))
    today = timezone.localdate()
    return sum(
        one.left <= NEAR for unit in units for one in calendar_of(unit.kind, today, frozenset(done.get(unit.pk, ())))
    )
