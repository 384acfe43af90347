"""Fills the site of VAR_DIR with many holders over the communes of the demo's province: python -m tests.bench.fill_province 500000.

Prints the codes of the communes that were filled, as JSON.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from portal.people.models import Role  # noqa: E402
from portal.people.public import everyone  # noqa: E402
from portal.places.models import ResidentialGroup, UnitVersion  # noqa: E402
from recognition.models import Certificate  # noqa: E402
from tests.builders.many_holders import many_holders  # noqa: E402


def main(number: int) -> None:
    """The demo's first certificate, again and again."""
    with everyone("a measurement fills a province"):
        home = Role.objects.filter(kind="officer").order_by("pk").first().unit
        rows = list(UnitVersion.objects.filter(unit__parent=home.parent, valid_to=None).order_by("code"))
        groups = [
            ResidentialGroup(unit=row.unit, name=f"Thôn {n}", valid_from=row.valid_from)
            for row in rows
            for n in range(8)
        ]
        ResidentialGroup.objects.bulk_create(groups, ignore_conflicts=True)
        places = list(ResidentialGroup.objects.filter(unit__parent=home.parent).values_list("unit", "pk"))
        given = Certificate.objects.filter(state="valid", superseded_by=None, line__learner__kind="person")
        one = next(row for row in given.order_by("pk") if row.life.count() == 1 and row.learner.residences.count() == 1)
        many_holders(one, number, places)
        province = home.parent.versions.order_by("-valid_from").first().code
        print(
            json.dumps(
                {"communes": [row.code for row in rows], "province": province, "home": home.versions.first().code}
            )
        )


main(int(sys.argv[1]))
