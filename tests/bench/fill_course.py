"""Fills the site of VAR_DIR with a course that very many people of the demo commune learn: python -m tests.bench.fill_course 2000.

Prints its number, and one of a residential group, as JSON.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from django.db import connection  # noqa: E402

from content.models import CourseIndexPage  # noqa: E402
from portal.people.models import Role  # noqa: E402
from portal.people.public import everyone  # noqa: E402
from portal.places.models import Centre, ResidentialGroup  # noqa: E402
from tests.builders.many_learners import make_course, many_learners  # noqa: E402


def main(number: int) -> None:
    """They live where the demo's staff work."""
    with everyone("a measurement fills a course"):
        role = Role.objects.filter(kind="staff").order_by("pk").first()
        unit = role.unit or Centre.objects.get(pk=role.centre_id).unit
        groups = list(ResidentialGroup.objects.filter(unit=unit, valid_to=None).values_list("pk", flat=True))
        course = make_course(CourseIndexPage.objects.live().order_by("path").first())
        many_learners(unit, course, number, groups=groups)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps({"course": course.pk, "group": groups[0] if groups else 0}))


main(int(sys.argv[1]))
