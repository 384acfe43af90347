"""Officers whom the province lends to a commune between two days: they mark again there, and may do nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from portal.audit.public import append
from portal.people.public import Learner, User, accounts_of, has_role, units_of, visible_learners
from portal.places.public import Unit
from recognition.cases.rights import in_units
from recognition.models import Case, OfficerLoan
from recognition.refusals import Incomplete, NotYours, SamePerson

LONGEST = 120  # days of one loan


def loans_today(user: User) -> QuerySet[OfficerLoan]:
    """The user's loans in force today, while the user is an officer somewhere."""
    if not has_role(user, "officer"):
        return OfficerLoan.objects.none()
    day = timezone.localdate()
    return OfficerLoan.objects.filter(officer=user, valid_from__lte=day, valid_to__gte=day, ended_at=None)


def units_to_mark_again(user: User) -> QuerySet[Unit]:
    """Where the user may mark a second time or answer a review: the own communes, and those the user is lent to."""
    return Unit.objects.filter(Q(pk__in=units_of(user, "officer")) | _lent_to(user))


def _lent_to(user: User) -> Q:
    """The communes that the user is lent to, with those that ended whole into them: their cases are judged there."""
    lent = loans_today(user).values("unit")
    return Q(pk__in=lent) | Q(heir__in=lent, split=False)


@contextmanager
def sight_of(user: User) -> Iterator[None]:
    """What the user's roles show, and beyond it the learners of cases drawn or asked to be looked at where the user is lent to."""
    asked = Q(submission__second_marking__isnull=False) | Q(submission__review_request__isnull=False)
    lent = QuerySet(Case).filter(asked, in_units(Unit.objects.filter(_lent_to(user)))).values("learner")
    seen = QuerySet(Learner).filter(Q(pk__in=visible_learners(user)) | Q(pk__in=lent))
    with scope(people=seen.values("pk")):
        yield


def lend(officer: User, unit: Unit, first: date, last: date, reason: str, *, by: User) -> OfficerLoan:
    """Lends an officer of the province to one of its communes.

    Raises NotYours (not the administrator of that province), SamePerson, Incomplete naming the field (no officer of this
    province, no commune, days that cannot be, no reason, lent there already).
    """
    province = unit.parent_id
    if province is None:
        raise Incomplete(_("Officers are lent to a commune."), "unit")
    if not units_of(by, "administrator").filter(pk=province).exists():
        raise NotYours(_("Only an administrator of the province lends officers."))
    if by.pk in accounts_of(officer):
        raise SamePerson(_("Nobody lends oneself: another administrator does it."), "officer")
    homes = units_of(officer, "officer").filter(Q(pk=province) | Q(parent=province))
    if not homes.exists():
        raise Incomplete(_("This account is not an officer in the same province today."), "officer")
    if homes.filter(pk=unit.pk).exists():
        raise Incomplete(_("This officer judges there already, without a loan."), "officer")
    if last < first or (last - first).days > LONGEST or last < timezone.localdate():
        text = _("A loan ends after it begins, not in the past, and lasts %(n)s days at most.")
        raise Incomplete(text % {"n": LONGEST}, "last")
    if not reason.strip():
        raise Incomplete(_("Write why the officer is lent."), "reason")
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        there = OfficerLoan.objects.filter(officer=officer, unit=unit, ended_at=None, valid_to__gte=first)
        if there.filter(valid_from__lte=last).exists():
            raise Incomplete(_("This officer is lent there already in these days."), "officer")
        row = OfficerLoan.objects.create(
            officer=officer, unit=unit, valid_from=first, valid_to=last, reason=reason.strip(), lent_by=by
        )
        details = {"officer": str(officer.public_id), "unit": str(unit.uuid), "from": str(first), "to": str(last)}
        append("loan.given", f"loan:{row.pk}", by=by, details=details)
    return row


def end_loan(row: OfficerLoan, *, by: User) -> OfficerLoan:
    """The loan ends at once. Raises NotYours."""
    if not units_of(by, "administrator").filter(pk=row.unit.parent_id).exists():
        raise NotYours(_("Only an administrator of the province lends officers."))
    with transaction.atomic():
        row = OfficerLoan.objects.select_for_update().get(pk=row.pk)
        if row.ended_at is None:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            append("loan.ended", f"loan:{row.pk}", by=by)
    return row
