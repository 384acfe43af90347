"""People who have not learnt anything yet, in the site of VAR_DIR: python -m tests.bench.fill_people 3.

Prints their sign-in names as JSON; the password is the demo's.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from portal.demo.people import password  # noqa: E402 - Django has to be set up first
from portal.people.models import Role  # noqa: E402 - as above
from portal.people.public import Person, everyone, register_self  # noqa: E402 - as above


def main(number: int) -> None:
    """They live in the demo's commune."""
    unit = Role.objects.filter(kind="officer").order_by("pk").first().unit
    names = []
    for place in range(number):
        names.append(f"nguoimoi{place}")  # what is kept of it is no name, so it is told from here
        with everyone("a measurement registers people"):
            register_self(names[-1], password(), Person(f"Lê Văn Mới {place}", unit, 1984, "anh", "N1"), consents=True)
    print(json.dumps(names))


main(int(sys.argv[1]))
