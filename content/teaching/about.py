"""What a message is about: a course, or a class at a centre. It says whom the message may reach, and which page it leads to."""

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse
from wagtail.models import Page

from content.classes.models import MOST_PEOPLE as MOST_IN_A_CLASS
from content.classes.models import CentreClass, ClassEnrolment
from portal.people.public import Residence
from portal.places.public import Centre

MOST_OF_A_COURSE = 100  # whom one press reaches there: each is to be meant; a class is written to as a whole

About = Page | CentreClass


def column(about: About) -> dict[str, int]:
    """The column of a message that says what it is about, with its value."""
    return {"taught_id" if isinstance(about, CentreClass) else "course_id": about.pk}


def subject(about: About) -> str:
    """How the log names it."""
    return f"{'class' if isinstance(about, CentreClass) else 'page'}:{about.pk}"


def most(about: About) -> int:
    """How many people one press reaches."""
    return MOST_IN_A_CLASS if isinstance(about, CentreClass) else MOST_OF_A_COURSE


def address(about: About) -> str:
    """The page that the message leads to: the course; of a class what everybody reads of it, else the own classes."""
    if not isinstance(about, CentreClass):
        return about.url or ""
    if about.audience == CentreClass.Audience.PEOPLE:
        return reverse("content:class_for_all", args=[about.pk])
    return reverse("content:own_classes")


def teachers_page(about: About) -> str:
    """The page of the teacher that the message is written from."""
    return reverse("content:class" if isinstance(about, CentreClass) else "content:teaching_course", args=[about.pk])


def reachable(about: About, ids: Collection[UUID], centres: list[Centre]) -> dict[UUID, Centre]:
    """Those of these people who may be written to, with the centre in whose name.

    Of a course: the first of these centres where they live. Of a class: its own centre, wherever its people live.
    """
    if isinstance(about, CentreClass):
        centre = next((one for one in centres if one.pk == about.centre_id), None)
        inside = ClassEnrolment.objects.filter(taught=about, learner__in=ids, left_at=None)
        return dict.fromkeys(inside.values_list("learner", flat=True), centre) if centre else {}
    first: dict[int, Centre] = {}
    for one in centres:
        first.setdefault(one.unit_id, one)
    homes = Residence.objects.filter(learner__in=ids, valid_to=None, unit__in=first).values_list("learner", "unit")
    return {learner: first[unit] for learner, unit in homes}
