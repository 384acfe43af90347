"""The face of places."""

from portal.places.area_classes import Checked, check_lines, classes_on, import_classes
from portal.places.area_file import WRITTEN, AreaLine, lines_of_file, read_area_lines
from portal.places.centres import Changed, change_centre, open_centre
from portal.places.fields import UnitField, one_unit
from portal.places.groups import Line, add_groups, end_group, read_lines
from portal.places.merger_lines import lines_of_plan, read_merger_lines
from portal.places.mergers import Ending, Plan, Target, names_there, planned
from portal.places.models import AreaClass, AreaImport, Centre, Merger, ResidentialGroup, Unit, UnitVersion
from portal.places.readiness import KnownPlaces, known_places
from portal.places.register import SCHEME, identity_prefixes, load
from portal.places.succession import NewUnit, Part, Succession, acting_unit, begin_unit, left_to, succeed
from portal.places.units import (
    ancestors,
    area_class,
    commune_of_centres,
    commune_today,
    communes_of,
    find_units,
    groups_of,
    hold,
    name_today,
    names_of,
    province_of_centres,
    provinces,
    unit_by_code,
    version_on,
)

__all__ = [
    "AreaClass",
    "AreaImport",
    "AreaLine",
    "Centre",
    "KnownPlaces",
    "SCHEME",
    "Succession",
    "acting_unit",
    "Changed",
    "Ending",
    "Merger",
    "Plan",
    "Target",
    "begin_unit",
    "lines_of_plan",
    "names_there",
    "planned",
    "read_merger_lines",
    "Checked",
    "Line",
    "NewUnit",
    "Part",
    "ResidentialGroup",
    "Unit",
    "UnitField",
    "UnitVersion",
    "WRITTEN",
    "add_groups",
    "ancestors",
    "area_class",
    "change_centre",
    "commune_of_centres",
    "check_lines",
    "classes_on",
    "commune_today",
    "communes_of",
    "end_group",
    "find_units",
    "groups_of",
    "hold",
    "identity_prefixes",
    "import_classes",
    "known_places",
    "left_to",
    "lines_of_file",
    "load",
    "name_today",
    "names_of",
    "one_unit",
    "open_centre",
    "province_of_centres",
    "provinces",
    "read_area_lines",
    "read_lines",
    "succeed",
    "unit_by_code",
    "version_on",
]
