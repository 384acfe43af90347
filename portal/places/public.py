"""The face of places."""

from portal.places.centres import Changed, change_centre, open_centre
from portal.places.fields import UnitField, one_unit
from portal.places.groups import Line, add_groups, end_group, read_lines
from portal.places.models import AreaClass, Centre, ResidentialGroup, Unit, UnitVersion
from portal.places.readiness import KnownPlaces, known_places
from portal.places.register import SCHEME, load
from portal.places.succession import NewUnit, Part, Succession, acting_unit, left_to, succeed
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
    "KnownPlaces",
    "SCHEME",
    "Succession",
    "acting_unit",
    "Changed",
    "Line",
    "NewUnit",
    "Part",
    "ResidentialGroup",
    "Unit",
    "UnitField",
    "UnitVersion",
    "add_groups",
    "ancestors",
    "area_class",
    "change_centre",
    "commune_today",
    "communes_of",
    "end_group",
    "find_units",
    "groups_of",
    "known_places",
    "left_to",
    "load",
    "name_today",
    "names_of",
    "one_unit",
    "open_centre",
    "province_of_centres",
    "provinces",
    "read_lines",
    "succeed",
    "unit_by_code",
    "version_on",
]
