"""The face of places."""

from portal.places.fields import UnitField, one_unit
from portal.places.models import AreaClass, Centre, ResidentialGroup, Unit, UnitVersion
from portal.places.register import load
from portal.places.units import (
    ancestors,
    area_class,
    commune_today,
    communes_of,
    find_units,
    groups_of,
    name_today,
    names_of,
    province_of_centres,
    provinces,
    unit_by_code,
    version_on,
)

__all__ = [
    "AreaClass",
    "Centre",
    "ResidentialGroup",
    "Unit",
    "UnitField",
    "UnitVersion",
    "ancestors",
    "area_class",
    "commune_today",
    "communes_of",
    "find_units",
    "groups_of",
    "load",
    "name_today",
    "names_of",
    "one_unit",
    "province_of_centres",
    "provinces",
    "unit_by_code",
    "version_on",
]
