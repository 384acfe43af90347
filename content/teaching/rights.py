"""Whom a teacher sees: people who live today where a centre of the teacher stands; nobody ranked, nobody from elsewhere.

A course is open to the whole country, so who learns in it and lives elsewhere is helped by the centre there; and who is
still on the list of a class but has moved away is that other centre's too. The scope of the request stands before all of it.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.classes.rights import centres_of
from content.identities import Enrolment
from content.models import CoursePage
from content.rights.spaces import CentreSpace
from portal.people.public import Learner, LearnerAlias, living_in
from portal.places.public import Centre, Unit


def centres_for(user: Any) -> list[Centre]:
    """The centres this user teaches at. Raises PermissionDenied for who teaches at none."""
    centres = centres_of(user)
    if not centres:
        raise PermissionDenied(_("This page is for the staff of a centre."))
    return centres


def people_of(centres: list[Centre]) -> QuerySet:
    """Ids of those who live where these centres stand. Only to be used as a part of a filter."""
    return living_in(Unit.objects.filter(pk__in={one.unit_id for one in centres}))


def enrolments_of(centres: list[Centre]) -> QuerySet[Enrolment]:
    """The enrolments of these people, one for each person and course, with their progress joined.

    A person found twice may have enrolled under both records: then the one the person goes on with stands for both.
    """
    living, aliases = people_of(centres), QuerySet(LearnerAlias)
    doubles = aliases.filter(learner__in=living).values("alias")
    same = aliases.filter(alias=OuterRef("learner"))
    own = QuerySet(Enrolment).filter(course=OuterRef(OuterRef("course")), learner=OuterRef("learner"))
    found = Enrolment.objects.filter(Q(learner__in=living) | Q(learner__in=doubles))
    return found.exclude(Exists(same.filter(Exists(own))))


def courses_of(centres: list[Centre]) -> QuerySet[CoursePage]:
    """The published courses that these people learn in, and those that the centres own."""
    wanted = Q(pk__in=list(enrolments_of(centres).order_by().values_list("course", flat=True).distinct()))
    for path in _owned(centres):
        wanted |= Q(path__startswith=path)
    return CoursePage.objects.live().filter(wanted)


def course_for(centres: list[Centre], pk: int) -> CoursePage:
    """One of these courses. Raises Http404 for every other."""
    found = CoursePage.objects.live().filter(pk=pk).first()
    if found is None:
        raise Http404
    own = any(found.path.startswith(path) for path in _owned(centres))
    if not own and not enrolments_of(centres).filter(course=pk).exists():
        raise Http404
    return found


def _owned(centres: list[Centre]) -> list[str]:
    """Paths of the pages that these centres own."""
    through = CentreSpace.pages.through.objects.filter(centrespace__centre__in=[one.pk for one in centres])
    return list(through.values_list("page__path", flat=True))


def enrolled_for(centres: list[Centre], course: Page, reference: str) -> tuple[Learner, Enrolment]:
    """A person of these in the course. Raises Http404 for everybody else: whether they learn here is told to nobody."""
    if "\x00" in reference:
        raise Http404
    rows = enrolments_of(centres).filter(course=course.pk)
    people = Learner.objects.filter(reference=reference, kind="person")
    learner = people.first()
    if learner is None:
        raise Http404
    row = rows.filter(learner__in=own_ids(learner.pk)).select_related("progress").first()
    if row is None:
        raise Http404
    return learner, row


def enrolled_of(centres: list[Centre], course: Page, references: Collection[str]) -> QuerySet[Enrolment]:
    """The enrolments of those of these people who are in the course, however they stand in it by now."""
    known = [one for one in references if "\x00" not in one]
    people = Learner.objects.filter(reference__in=known, kind="person").values("pk")
    doubles = QuerySet(LearnerAlias).filter(learner__in=people).values("alias")
    return enrolments_of(centres).filter(Q(learner__in=people) | Q(learner__in=doubles), course=course.pk)


def own_ids(learner: UUID) -> set[UUID]:
    """The ids that a person is known by."""
    return {learner, *QuerySet(LearnerAlias).filter(learner=learner).values_list("alias", flat=True)}
