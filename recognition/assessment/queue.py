"""The queue of the recognition officer, and who holds a case."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, OrderBy, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.audit.public import append
from portal.places.public import Unit
from recognition.assessment.three_people import must_assess
from recognition.cases import lifecycle
from recognition.cases.rights import judged_by, units_judged_by
from recognition.cases.submission import locked
from recognition.models import Case
from recognition.refusals import Held

LEASE = timedelta(minutes=30)
LONG = timedelta(days=14)  # after so many days a case counts as waiting long
EVERY = Q()
FILTERS = ("all", "eyes", "agree", "long")


# What a list of cases and the next one say of each.
_ALONG = ("learner__record__key", "residential_group", "lease_holder", "campaign", "submission")


def queue(user, which: str = "all") -> QuerySet[Case]:
    """Cases handed in that wait in the units where the user is an officer: sent back by the signer first, then the oldest.

    `which`: all, eyes (there is a reason to look), agree (there is none), long (waiting over 14 days).
    """
    waiting = Case.objects.filter(judged_by(user), narrowed(which), state=lifecycle.SUBMITTED)
    return waiting.select_related(*_ALONG).order_by("-sent_back", "submitted_at", "pk")


def narrowed(which: str) -> Q:
    """The condition of one of the FILTERS."""
    return {
        "eyes": Q(flags__gt=0),
        "agree": Q(flags=0),
        "long": Q(submitted_at__lte=timezone.now() - LONG),
    }.get(which, EVERY)


def next_in_queue(user, which: str = "all", after: Case | None = None) -> Case | None:
    """The oldest case that nobody else holds; `after` passes over what comes before it and itself."""
    now = timezone.now()
    only = narrowed(which) & (Q(lease_until=None) | Q(lease_until__lte=now) | Q(lease_holder=user))
    key = following(user, after if after is not None and after.submitted_at is not None else None, only)
    # Past the scope, as the key is: with few places PostgreSQL would rather read where everybody lives than ask of one case.
    return QuerySet(Case).filter(pk=key).select_related(*_ALONG).first()


def following(user, case: Case | None, only: Q = EVERY) -> Coalesce:
    """Key of the waiting case after this one (None: of the first), as a column: what was sent back goes before the rest."""
    if case is None:
        return Coalesce(_first(user, only, back=True), _first(user, only, back=False))
    near = _first(user, only & later(case), back=case.sent_back)
    return Coalesce(near, _first(user, only, back=False)) if case.sent_back else Coalesce(near, None)


def preceding(user, case: Case, only: Q = EVERY) -> Coalesce:
    """Key of the waiting case before this one, as a column."""
    near = _first(user, only & sooner(case), back=case.sent_back, last=True)
    return Coalesce(near, None) if case.sent_back else Coalesce(near, _first(user, only, back=True, last=True))


def later(case: Case) -> Q:
    """The condition on waiting cases, of those sent back or of the rest, that they come after this one."""
    return Q(submitted_at__gte=case.submitted_at) & (Q(submitted_at__gt=case.submitted_at) | Q(pk__gt=case.pk))


def sooner(case: Case) -> Q:
    """The condition on waiting cases, of those sent back or of the rest, that they come before this one."""
    return Q(submitted_at__lte=case.submitted_at) & (Q(submitted_at__lt=case.submitted_at) | Q(pk__lt=case.pk))


def _first(user, only: Q, *, back: bool, last: bool = False) -> Subquery:
    """Key of the first (or last) of the cases sent back or of the rest: one step into the index `case_waiting` for each unit.

    Beyond the scope, because whose cases they are is narrower; asked of all units together they would all be put in order.
    """
    order = ("-submitted_at", "-pk") if last else ("submitted_at", "pk")
    waiting = QuerySet(Case).filter(judged_by(user), only, state=lifecycle.SUBMITTED, sent_back=back)
    each = waiting.filter(unit=OuterRef("pk")).order_by(*order)
    units = QuerySet(Unit).filter(Q(pk__in=tuple(units_judged_by(user))) | Q(split=True))
    found = units.annotate(key=Subquery(each.values("pk")[:1]), at=Subquery(each.values("submitted_at")[:1]))
    way = OrderBy(F("at"), descending=last, nulls_last=True), OrderBy(F("key"), descending=last)
    return Subquery(found.order_by(*way).values("key")[:1])


def held_by_another(case: Case, user) -> bool:
    """Whether another officer's lease is running."""
    return bool(case.lease_until and case.lease_until > timezone.now() and case.lease_holder_id not in (None, user.pk))


def claim(case: Case, user, *, take_over: bool = False) -> Case:
    """Gives the user the lease of a case for 30 minutes. Raises Held (unless `take_over`), NotYours, SamePerson."""
    with transaction.atomic():
        case = locked(case, None)
        must_assess(case, user)
        before = case.lease_holder_id
        hold(case, user, take_over=take_over)
        case.save(update_fields=["lease_holder", "lease_until"])
        if before != user.pk:
            append("case.claimed", f"case:{case.pk}", by=user, details={"taken_over": take_over})
    return case


def release(case: Case, user) -> Case:
    """Gives the lease back; nothing happens when the user does not hold it."""
    with transaction.atomic():
        case = locked(case, None)
        if case.lease_holder_id == user.pk:
            case.lease_holder = case.lease_until = None
            case.save(update_fields=["lease_holder", "lease_until"])
            append("case.released", f"case:{case.pk}", by=user)
    return case


def hold(case: Case, user, *, take_over: bool = False) -> None:
    """Puts the lease into a locked case, which the caller saves. Raises Held."""
    if held_by_another(case, user) and not take_over:
        raise Held(case.lease_holder, case.lease_until)
    case.lease_holder, case.lease_until = user, timezone.now() + LEASE
