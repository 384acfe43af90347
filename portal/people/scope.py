"""Personal objects are reachable only through a scope: which learners may this user see?

`django-scopes` filters `Model.objects`; our personal models use that manager as base and default
manager too, so related access, forms and the admin go through the same filter. Outside any scope a
query raises `django_scopes.exceptions.ScopeError`.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_scopes import scope, scopes_disabled

from portal.people.assurance import Level, asked_by, asking, kinds_at, level_for
from portal.people.models import Learner, LearnerAlias, Residence, Role, User
from portal.places.public import Unit

T = TypeVar("T")


def in_force(*kinds: str) -> QuerySet[Role]:
    """Everybody's roles of these kinds that are in force today (Asia/Ho_Chi_Minh)."""
    day = timezone.localdate()
    found = Role.objects.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))
    return found.filter(kind__in=kinds) if kinds else found


def _in_force(user: User) -> QuerySet[Role]:
    return in_force().filter(user_id=user.pk)


def roles_today(user: User, *kinds: str) -> QuerySet[Role]:
    """The user's roles in force today (Asia/Ho_Chi_Minh), of these kinds or of any kind.

    Of whoever is asking in this request, only those that the level of the session is enough for (`assurance.py`).
    """
    found, level = _in_force(user), level_for(user)
    if level is not Level.HIGH:
        found = found.filter(kind__in=kinds_at(level))
    return found.filter(kind__in=kinds) if kinds else found


def holders(units: Iterable[Unit]) -> dict[int, dict[str, set[int]]]:
    """Who holds which role today for each of these communes, their province's included: unit -> kind -> accounts.

    One query; accounts that are closed do not count. `units` come with their parent's key.
    """
    reach = {unit.pk: (unit.pk, unit.parent_id) for unit in units}
    day = timezone.localdate()
    rows = Role.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day, user__is_active=True)
    at: dict[int | None, list[tuple[str, int]]] = {}
    wanted = {pk for pair in reach.values() for pk in pair if pk}
    for unit, kind, user in rows.filter(unit__in=wanted).values_list("unit", "kind", "user"):
        at.setdefault(unit, []).append((kind, user))
    found: dict[int, dict[str, set[int]]] = {pk: {} for pk in reach}
    for pk, pair in reach.items():
        for kind, user in (one for place in pair for one in at.get(place, ())):
            found[pk].setdefault(kind, set()).add(user)
    return found


def has_role(user, *kinds: str) -> bool:
    """Whether the user (anonymous: never) has one of these roles today."""
    if not user.is_authenticated:
        return False
    if _answers.get() is not None:  # the same roles stand in the condition of every question of the request
        return any(not kinds or role.kind in kinds for role in roles_held(user))
    return roles_today(user, *kinds).exists()


def units_of(user: User, *kinds: str) -> QuerySet[Unit]:
    """Communes and provinces in which the user holds one of these roles today, with the communes of those provinces.

    An administrator without a unit holds the role everywhere. A commune that ended whole into one of them counts with it, from
    whatever province it came; of one that was split only its province and what `places.left_to` finds by residential group.
    """
    if _answers.get() is not None:  # a request knows the roles: the condition holds their units instead of the question
        return _units_within([role for role in roles_held(user) if not kinds or role.kind in kinds])
    held = roles_today(user, *kinds)
    everywhere = Exists(held.filter(unit=None, kind=Role.Kind.ADMINISTRATOR))  # part of the filter: no query of its own
    own = held.exclude(unit=None).values("unit")
    return Unit.objects.filter(everywhere | _held_with(own, own))


def _held_with(own: QuerySet | set[int], provinces: QuerySet | set[int]) -> Q:
    """Condition on units: these themselves, the communes of these provinces, and what ended whole into one of them."""
    within = Q(pk__in=own) | Q(parent__in=own) | Q(heir__in=own, split=False)
    return within | Q(heir__in=Unit.objects.filter(parent__in=provinces), split=False)


def _units_within(held: list[Role]) -> QuerySet[Unit]:
    """Where these roles are held, with the communes of provinces and what ended whole into one of them."""
    if any(role.unit_id is None and role.kind == Role.Kind.ADMINISTRATOR for role in held):
        return Unit.objects.all()
    units = [role.unit for role in held if role.unit is not None]
    provinces = {unit.pk for unit in units if unit.kind == Unit.Kind.PROVINCE}
    return Unit.objects.filter(_held_with({unit.pk for unit in units}, provinces))


def living_in(units: QuerySet[Unit]) -> QuerySet[Residence]:
    """Ids of the learners who live in these units today. Past every scope: only to be used as a part of a filter."""
    day = timezone.localdate()
    found = QuerySet(Residence).filter(unit__in=units.values("pk"), valid_from__lte=day)
    return found.filter(Q(valid_to=None) | Q(valid_to__gt=day)).values("learner")


def home_of(user: User) -> QuerySet[Residence]:
    """Ids of the units where the person behind an account lives today. Only to be used as a part of a filter."""
    day = timezone.localdate()
    found = QuerySet(Residence).filter(learner__user_id=user.pk, valid_from__lte=day)
    return found.filter(Q(valid_to=None) | Q(valid_to__gt=day)).values("unit")


_further: list[Callable[[User], QuerySet]] = []


def also_see(ids: Callable[[User], QuerySet]) -> None:
    """Lets a room above add learners whom a user may reach, as ids in a subquery: a case stays when its person moves."""
    if ids not in _further:
        _further.append(ids)


def visible_learners(user) -> QuerySet[Learner]:
    """Learners whose personal objects this user may reach: oneself, the groups one represents, and with a role today those
    living in its units.

    Whoever was joined to one of them is the same person, and what rooms above add (`also_see`).
    """
    learners = QuerySet(Learner)
    if not user.is_authenticated:
        return learners.none()
    # Most people hold no role. The condition stands in every query of the request, so it is as short as it can be.
    ways = [living_in(units_of(user)), *(ids(user) for ids in _further)] if roles_held(user) else []
    # Asked of each learner alone, so that a page of twenty does not gather all who live in a large place first.
    found, doubles = Q(user_id=user.pk), Q(learner__user_id=user.pk)
    # Two conditions and not one: each is a short walk of an index, together they read all learners for every question.
    own = QuerySet(Learner).filter(user_id=user.pk).values("pk")
    joined = QuerySet(LearnerAlias).filter(learner__user_id=user.pk).values("alias")
    found |= Q(represented_by__in=own) | Q(represented_by__in=joined)
    for ids in ways:
        found |= Exists(ids.filter(learner=OuterRef("pk")))
        doubles |= Exists(ids.filter(learner=OuterRef("learner")))
    aliases = QuerySet(LearnerAlias).filter(doubles, alias=OuterRef("pk"))
    return learners.filter(found | Exists(aliases)).values("pk")


@contextmanager
def acting_as(user) -> Iterator[None]:
    """Everything inside sees only what this user may see. The condition is made once something asks: many pages never do."""
    with scope(people=SimpleLazyObject(lambda: _written_out(visible_learners(user)))):
        yield


@contextmanager
def seeing(ids: Iterable[UUID]) -> Iterator[None]:
    """Everything inside sees these records alone: those of a person who acts here without an account."""
    with scope(people=QuerySet(Learner).filter(pk__in=list(ids)).values("pk")):
        yield


@contextmanager
def seeing_too(user: User, ids: QuerySet) -> Iterator[None]:
    """Everything inside sees what this user may see and these learners (ids in a subquery): guests of a class, say."""
    with scope(people=QuerySet(Learner).filter(Q(pk__in=visible_learners(user)) | Q(pk__in=ids)).values("pk")):
        yield


def _written_out(learners: QuerySet[Learner]) -> QuerySet[Learner] | RawSQL:
    """The same condition as the text of its SQL: it stands in every question of the request, and to put it together takes
    longer than most of them.
    """
    try:
        sql, params = learners.query.sql_with_params()
    except EmptyResultSet:
        return learners
    return RawSQL(sql, params)  # noqa: S611 - what Django wrote, with its parameters beside it


@contextmanager
def everyone(reason: str) -> Iterator[None]:
    """For tasks and counts that need all learners; the reason (a few words) says why, for the reader of the code."""
    if not reason:
        raise ValueError("say why every learner is needed")
    with scopes_disabled():
        yield


# What roles give, by question and user, while one request is answered: Wagtail asks dozens of times a page.
_answers: ContextVar[dict[tuple[Callable, int], Any] | None] = ContextVar("answers", default=None)


def once_a_request(user: User, ask: Callable[[User], T]) -> T:
    """What `ask` (a function of a module) says of the user's roles, asked once a request and again once a role changed.

    Outside a request it is asked each time, so an ended role ends at once.
    """
    known = _answers.get()
    if known is None:
        return ask(user)
    if (ask, user.pk) not in known:
        known[ask, user.pk] = ask(user)
    return known[ask, user.pk]


def roles_held(user: User) -> list[Role]:
    """The user's roles in force today with their units, asked once a request, as far as the level of the session is enough."""
    level = level_for(user)
    return [role for role in once_a_request(user, _held) if asked_by(role.kind) <= level]


def kinds_held(user: User) -> set[str]:
    """The kinds of the user's roles in force today, whatever the level of the session."""
    return {role.kind for role in once_a_request(user, _held)}


def _held(user: User) -> list[Role]:
    return list(_in_force(user).select_related("unit"))


def roles_changed() -> None:
    """A role was given or ended: nothing remembered in this request holds any longer."""
    known = _answers.get()
    if known is not None:
        known.clear()


class ScopeMiddleware:
    """Opens the user's scope around each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token, asked = _answers.set({}), asking.set(request)
        try:
            with acting_as(request.user):
                return self.get_response(request)
        finally:
            _answers.reset(token)
            asking.reset(asked)
