"""How somebody becomes a learner: alone, or at the counter with the help of staff. One act, one transaction."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.accounts import create_account
from portal.people.authority import helps, helps_in
from portal.people.consents import judge_consent, keep_yes
from portal.people.keys import new_key
from portal.people.models import Learner, PersonalRecord, Residence, User
from portal.people.names import name_fields
from portal.people.scope import everyone
from portal.people.sign_in import account_of, keep_name
from portal.places.public import ResidentialGroup, Unit, commune_today, hold

SAME_PRESS = timedelta(minutes=10)
_WHY = "registering somebody who is in nobody's scope yet"


@dataclass(frozen=True)
class Person:
    """What is asked when somebody is registered; only the name and the commune are needed."""

    full_name: str
    unit: Unit
    birth_year: int | None = None
    address_form: str = ""
    subject_group: str = ""
    group: ResidentialGroup | None = None


def register_self(username: str, password: str, person: Person, *, consents: bool) -> Learner:
    """A citizen opens an account alone: user, learner, record, residence and (if said) consent, or nothing at all.

    Raises ValidationError naming `username`, `password`, `unit`, `birth_year` or `consents`; silence is not consent.
    """
    try:
        validate_password(password)
    except ValidationError as problem:
        raise ValidationError({"password": problem}) from problem
    if consents:
        judge_consent(person.birth_year, alone=True, representative="")
    with everyone(_WHY), transaction.atomic():
        user = create_account(username, password)
        learner = _create(person, user, by=user)
        append("learner.registered", f"learner:{learner.learner_id}", by=user)
        if consents:
            keep_yes(learner, user, birth_year=person.birth_year)
    return learner


def just_registered(username: str, password: str) -> User | None:
    """The account that was opened some minutes ago with this name and password: the button was pressed once more."""
    user = account_of(username)
    if user is None or user.date_joined < timezone.now() - SAME_PRESS or not user.is_active:
        return None
    return user if user.check_password(password) else None


def register_at_counter(
    staff: User, person: Person, *, username: str = "", consents: bool, representative: str = ""
) -> Learner:
    """Centre staff register somebody of their own commune, with an account (a slip sets its password) or without.

    `representative`: the parent or guardian who agrees for somebody under 16. Raises PermissionDenied for a commune in
    which the user is not staff, ValidationError for a taken `username`, or for what `judge_consent` misses.
    """
    if not helps_in(staff).filter(pk=person.unit.pk).exists():
        raise PermissionDenied(_("You can register people of your own commune only."))
    with everyone(_WHY), transaction.atomic():
        user = create_account(username, None) if username else None
        learner = _create(person, user, by=staff)
        append("learner.registered_at_counter", f"learner:{learner.learner_id}", by=staff)
        if consents:
            keep_yes(learner, staff, birth_year=person.birth_year, representative=representative)
    return learner


def open_account_later(staff: User, learner: Learner, username: str) -> User:
    """An account for somebody who was registered without one; a slip then sets its password. What was entered stays as it was.

    Raises PermissionDenied for somebody whom the user does not serve, ValidationError (naming `username`) when the name is
    taken or an account is there already.
    """
    if not helps(staff, learner):
        raise PermissionDenied(_("You can register people of your own commune only."))
    with everyone(_WHY), transaction.atomic():
        row = Learner.objects.select_for_update(of=("self",)).get(pk=learner.pk)
        if not row.is_person:
            raise ValidationError({"username": _("A group has no account: the person who represents it acts for it.")})
        if row.user is None:
            row.user = create_account(username, None)
            row.save(update_fields=["user"])
        elif row.user.sign_in_names.exists():
            raise ValidationError({"username": _("This person has an account already.")})
        else:  # opened for a card
            keep_name(row.user, username)
        append("learner.account_opened", f"learner:{row.learner_id}", by=staff)
    return row.user


def _create(person: Person, user: User | None, by: User) -> Learner:
    check_home(person.unit, person.group)
    learner = Learner.objects.create(user=user, reference=secrets.token_urlsafe(16)[:22], registered_by=by)
    name = " ".join(person.full_name.split())
    PersonalRecord.objects.create(
        learner=learner,
        **name_fields(learner.pk, name, new_key(f"learner:{learner.pk}")),
        birth_year=person.birth_year,
        address_form=person.address_form,
        subject_group=person.subject_group,
    )
    Residence.objects.create(
        learner=learner, unit=person.unit, residential_group=person.group, valid_from=timezone.localdate()
    )
    return learner


def check_home(unit: Unit, group: ResidentialGroup | None) -> None:
    """Raises ValidationError unless the unit is a commune of today and the group lies in it.

    Inside the transaction that writes the home: a commune that ends meanwhile would keep somebody whom nobody serves.
    """
    if not commune_today(hold(unit)):
        raise ValidationError({"unit": _("Nobody lives in this unit today. Choose a commune, ward or special zone.")})
    if group is not None and group.unit_id != unit.pk:
        raise ValidationError({"group": _("This residential group lies in another commune. Choose again.")})
