"""Who works on a class: staff and administrators of its centre today; nobody else learns that it is there."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from content.classes.models import CentreClass, ClassEnrolment, ClassSession
from portal.people.public import Role, once_a_request, roles_today, seeing_too
from portal.places.public import Centre

KINDS = (Role.Kind.STAFF, Role.Kind.ADMINISTRATOR)


def centres_of(user: Any) -> list[Centre]:
    """The centres whose classes this user looks after today, by name; remembered while a request is answered."""
    if not (user.is_authenticated and user.is_active):
        return []
    return once_a_request(user, _ask)


def _ask(user: Any) -> list[Centre]:
    roles = list(roles_today(user, *KINDS))
    if not roles:
        return []
    where = Q()
    for role in roles:
        if role.centre_id:
            where |= Q(pk=role.centre_id)
        elif role.unit_id:
            where |= Q(unit=role.unit_id) | Q(unit__parent=role.unit_id)
        else:  # an administrator of the installation
            return list(Centre.objects.select_related("unit").order_by("name", "pk"))
    return list(Centre.objects.filter(where).select_related("unit").order_by("name", "pk"))


def classes_of(user: Any) -> QuerySet[CentreClass]:
    """The classes of these centres."""
    found = CentreClass.objects.filter(centre__in=[one.pk for one in centres_of(user)])
    return found.select_related("centre", "approved_by")


def with_next(found: QuerySet[CentreClass], now: datetime) -> QuerySet[CentreClass]:
    """The classes with `next_at`, when the session begins that goes on or comes next; None after the last."""
    ahead = Q(sessions__ends_at__gt=now, sessions__called_off_at=None)
    return found.annotate(next_at=Min("sessions__begins_at", filter=ahead))


def class_for(user: Any, pk: int) -> CentreClass:
    """The class, for who works on it. Raises Http404 for everybody else."""
    found = classes_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def enrolled_in(**which: Any) -> QuerySet[ClassEnrolment]:
    """Ids of who is, or was, in these classes, past every scope. Only to be used as a part of a filter."""
    return QuerySet(ClassEnrolment).filter(**which).values("learner")


def with_guests(find: Callable[[Any, int], Any]) -> Callable:
    """For the pages of a class or session (`find`): its people are seen there wherever they live, and nowhere else for that."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
            row = find(request.user, pk)
            with seeing_too(request.user, enrolled_in(taught=getattr(row, "taught_id", row.pk))):
                return view(request, pk, *args, **kwargs)

        return inner

    return wrap


def session_for(user: Any, pk: int) -> ClassSession:
    """The session with its class, for who works on it. Raises Http404 for everybody else."""
    within = [one.pk for one in centres_of(user)]
    found = ClassSession.objects.select_related("taught__centre", "closed_by").filter(pk=pk, taught__centre__in=within)
    row = found.first() if within else None
    if row is None:
        raise Http404
    return row
