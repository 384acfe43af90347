"""Fills the site of VAR_DIR with very many cases of the demo's commune: python -m tests.bench.fill_desk 100000.

Prints the number of a waiting case from the middle, as JSON.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from portal.people.models import Role  # noqa: E402
from portal.people.public import everyone  # noqa: E402
from portal.places.models import ResidentialGroup  # noqa: E402
from recognition.models import Case  # noqa: E402
from tests.builders.many_cases import many_cases  # noqa: E402


def main(number: int) -> None:
    """The quietest waiting case of the demo, again and again."""
    with everyone("a measurement fills the desk"):
        waiting = Case.objects.filter(state="submitted", submission__items__upload__isnull=False).order_by(
            "flags", "pk"
        )
        case = waiting.select_related("unit").first()
        groups = tuple(ResidentialGroup.objects.filter(unit=case.unit).values_list("pk", flat=True))
        officer = Role.objects.filter(kind="officer", unit=case.unit).order_by("pk").first().user_id
        many_cases(case, number, groups=groups, officer=officer)
        keys = (
            Case.objects.filter(unit=case.unit, state="submitted", lease_holder=None)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        print(
            json.dumps({"open": keys.count(), "cases": list(keys[number // 2 : number // 2 + 200]), "group": groups[0]})
        )


main(int(sys.argv[1]))
