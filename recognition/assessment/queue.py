"""The queue of the recognition officer, and who holds a case."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.audit.public import append
from recognition.assessment.three_people import must_assess
from recognition.cases import lifecycle
from recognition.cases.rights import judged_by
from recognition.cases.submission import locked
from recognition.models import Case
from recognition.refusals import Held

LEASE = timedelta(minutes=30)
LONG = timedelta(days=14)  # after so many days a case counts as waiting long
FILTERS = ("all", "eyes", "agree", "long")


def queue(user, which: str = "all") -> QuerySet[Case]:
    """Cases handed in that wait in the units where the user is an officer: sent back by the signer first, then the oldest.

    `which`: all, eyes (there is a reason to look), agree (there is none), long (waiting over 14 days).
    """
    waiting = Case.objects.filter(judged_by(user), state=lifecycle.SUBMITTED)
    narrowed = {
        "eyes": waiting.filter(flags__gt=0),
        "agree": waiting.filter(flags=0),
        "long": waiting.filter(submitted_at__lte=timezone.now() - LONG),
    }.get(which, waiting)
    return narrowed.select_related(
        "learner__record__key", "residential_group", "lease_holder", "campaign", "submission"
    ).order_by("-sent_back", "submitted_at", "pk")


def next_in_queue(user, which: str = "all", after: Case | None = None) -> Case | None:
    """The oldest case that nobody else holds; `after` passes over what comes before it and itself."""
    free = Q(lease_until=None) | Q(lease_until__lte=timezone.now()) | Q(lease_holder=user)
    waiting = queue(user, which).filter(free)
    if after is not None and after.submitted_at is not None:
        waiting = waiting.filter(behind(after))
    return waiting.first()


def behind(case: Case) -> Q:
    """The condition on waiting cases that they come after this one."""
    later = Q(submitted_at__gt=case.submitted_at) | Q(submitted_at=case.submitted_at, pk__gt=case.pk)
    return later & Q(sent_back=case.sent_back) | Q(sent_back=False) & Q(sent_back__lt=case.sent_back)


def ahead(case: Case) -> Q:
    """The condition on waiting cases that they come before this one."""
    sooner = Q(submitted_at__lt=case.submitted_at) | Q(submitted_at=case.submitted_at, pk__lt=case.pk)
    return sooner & Q(sent_back=case.sent_back) | Q(sent_back=True) & Q(sent_back__gt=case.sent_back)


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
