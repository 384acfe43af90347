"""People who have not learnt anything yet, in the site of VAR_DIR: python -m tests.bench.fill_people 3.

Prints their sign-in names, and the right answers to the questions that count for B1 (a wrong one is no evidence), as JSON; the
password is the demo's.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
django.setup()

from content.courses.answers import right_answers  # noqa: E402 - as above
from content.models import LessonPage  # noqa: E402 - Django has to be set up first
from portal.demo.people import password  # noqa: E402 - Django has to be set up first
from portal.people.models import Role  # noqa: E402 - as above
from portal.people.public import Person, everyone, register_self  # noqa: E402 - as above

COUNTS = "/competences/tt02_2025/"  # rule b1-answers of the demo's set


def main(number: int) -> None:
    """They live in the demo's commune."""
    unit = Role.objects.filter(kind="officer").order_by("pk").first().unit
    names = []
    for place in range(number):
        names.append(f"nguoimoi{place}")  # what is kept of it is no name, so it is told from here
        with everyone("a measurement registers people"):
            register_self(names[-1], password(), Person(f"Lê Văn Mới {place}", unit, 1984, "anh", "N1"), consents=True)
    lessons = LessonPage.objects.live().filter(alignments__iri__contains=COUNTS).distinct()
    right = {
        str(block): right_answers(question) for lesson in lessons for block, question in lesson.questions().items()
    }
    print(json.dumps({"names": names, "right": right}))


main(int(sys.argv[1]))
