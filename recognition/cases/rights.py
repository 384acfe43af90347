"""Whose case it is to act on: the officials of its unit and province, and once that ended, of the commune it ended into."""

from collections.abc import Collection

from django.db.models import Q, QuerySet, Value

from portal.people.public import User, once_a_request, units_of
from portal.places.public import Unit, acting_unit, left_to
from recognition.cases.lifecycle import CONFIRMED, NOT_ENOUGH, RECOGNISED, RETURNED, REVOKED, SUBMITTED
from recognition.models import Case

_HANDED_IN = (SUBMITTED, RETURNED, CONFIRMED, NOT_ENOUGH, RECOGNISED, REVOKED)
_SEE = ("officer", "signer", "administrator")


def in_units(units: QuerySet[Unit] | Collection[int], before: str = "") -> Q:
    """Condition on cases (or, with `before` such as `case__`, on what leads to one): that these units act on them."""
    return left_to(units, f"{before}unit", f"{before}residential_group")


def units_judged_by(user: User) -> dict[int, int | None]:
    """The units where the user is an officer, each with the unit above; asked once a request."""
    return once_a_request(user, _judging)[0]


def _judging(user: User) -> tuple[dict[int, int | None], list[int]]:
    """The officer's units with those above, and the communes that were split: both in one question."""
    own = units_of(user, "officer").annotate(own=Value(True)).values_list("own", "pk", "parent")
    split = Unit.objects.filter(split=True).annotate(own=Value(False)).values_list("own", "pk", "parent")
    rows = list(own.order_by().union(split.order_by(), all=True))
    return {pk: above for is_own, pk, above in rows if is_own}, [pk for is_own, pk, _above in rows if not is_own]


def judged_by(user: User) -> Q:
    """The condition on cases that this officer's units act on them; made once a request, as a page asks it several times.

    It names the units, so that the database walks their part of an index: of a question inside the question it cannot know
    how many they are, and reads all cases instead.
    """
    return once_a_request(user, _judged_by)


def _judged_by(user: User) -> Q:
    units, split = once_a_request(user, _judging)
    return left_to(tuple(units), "unit", "residential_group", split)


def acting_for(case: Case) -> Unit:
    """The unit whose officials act on a case that was handed in."""
    if case.unit is None:
        raise ValueError("the case has not been handed in")
    return acting_unit(case.unit, case.residential_group)


def acts_on(user: User, case: Case, *kinds: str) -> bool:
    """Whether the user holds one of these roles where the case is acted on."""
    return case.unit is not None and units_of(user, *kinds).filter(pk=acting_for(case).pk).exists()


def people_of_cases(user: User) -> QuerySet:
    """Ids of the people whose case lies in a unit of this official, wherever they live now: they stay in the scope."""
    rows = QuerySet(Case).filter(unit__in=units_of(user, *_SEE).values("pk"), state__in=_HANDED_IN)
    return rows.values("learner")


def people_of_split_communes(user: User) -> QuerySet:
    """The same for communes that were split, by residential group."""
    rows = QuerySet(Case).filter(unit__split=True, state__in=_HANDED_IN)
    return rows.filter(residential_group__heir__in=units_of(user, *_SEE).values("pk")).values("learner")
