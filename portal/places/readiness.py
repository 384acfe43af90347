"""What is known of communes before work begins there: centres, residential groups, the class of the area."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from portal.places.models import AreaClass, Centre, ResidentialGroup, Unit
from portal.places.units import LAST_IMPORT_LAST


@dataclass(frozen=True)
class KnownPlaces:
    """For some communes at once, by the unit's key: centres (with an address first), how many groups, the area's class."""

    centres: dict[int, Centre]
    groups: dict[int, int]
    area_classes: dict[int, str]


def known_places(units: Collection[Unit]) -> KnownPlaces:
    """Three questions for any number of communes."""
    today = timezone.localdate()
    in_force = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    centres: dict[int, Centre] = {}
    for centre in sorted(Centre.objects.filter(unit__in=units), key=lambda one: (not one.address.strip(), one.pk)):
        centres.setdefault(centre.unit_id, centre)
    groups = ResidentialGroup.objects.filter(in_force, unit__in=units).values_list("unit").annotate(n=Count("pk"))
    classes = AreaClass.objects.filter(in_force, unit__in=units).order_by(*LAST_IMPORT_LAST)
    return KnownPlaces(centres, dict(groups), {row.unit_id: str(row.get_value_display()) for row in classes})
