"""Groups as subjects of a title: a household, clan, residential group, organisation, commune. Registered, renamed, represented.

A group is a `Learner` of its own kind: its name is encrypted and found like a person's, its home says where it is judged.
"""

import secrets
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.authority import helps, helps_in
from portal.people.consents import PURPOSE
from portal.people.finding import MOST
from portal.people.identity import Identity, from_records
from portal.people.joining import records_of
from portal.people.keys import new_key
from portal.people.models import Consent, Learner, LearnerAlias, Member, PersonalRecord, Residence, User
from portal.people.names import asked_tokens, name_fields, sort_key
from portal.people.registering import check_home
from portal.people.scope import everyone, living_in
from portal.places.public import ResidentialGroup, Unit

CONSENT_OF_A_FAMILY = "household-2026-1"
KIND = Learner.Kind
FAMILIES = (KIND.HOUSEHOLD, KIND.CLAN)  # what is kept of them is about persons: somebody has to agree for them
_ONE_A_PLACE = (KIND.RESIDENTIAL_GROUP, KIND.COMMUNE)
_WHY = "a group that nobody represents yet"


@dataclass(frozen=True)
class Subject:
    """What is asked when a group is registered. A residential group and a commune are called as the place is."""

    kind: str
    unit: Unit
    name: str = ""
    group: ResidentialGroup | None = None


def register_subject(staff: User, new: Subject, *, agrees: bool = False) -> Learner:
    """Centre staff register a group of their own commune. `agrees`: who represents a household or clan is here and agrees.

    Raises PermissionDenied for another commune, ValidationError naming `kind`, `name`, `group`, `unit` or `agrees`.
    """
    if not helps_in(staff).filter(pk=new.unit.pk).exists():
        raise PermissionDenied(_("You can register groups of your own commune only."))
    if new.kind not in KIND.values or new.kind == KIND.PERSON:
        raise ValidationError({"kind": _("Choose what kind of group it is.")})
    name = _name(new)
    if new.kind in FAMILIES and not agrees:
        raise ValidationError({"agrees": _("Read the text to who represents the family, and tick once they agree.")})
    with everyone(_WHY), transaction.atomic():
        Unit.objects.select_for_update().get(pk=new.unit.pk)  # two staff at the same moment: one group of a place
        check_home(new.unit, new.group)  # whoever ends the commune at this moment came first, or waits
        if new.kind in _ONE_A_PLACE and _of_the_place(new).exists():
            raise ValidationError({"kind": _("This place is registered already. Look for it in the list.")})
        subject = Learner.objects.create(kind=new.kind, reference=secrets.token_urlsafe(16)[:22], registered_by=staff)
        key = new_key(f"learner:{subject.pk}")
        PersonalRecord.objects.create(learner=subject, **name_fields(subject.pk, name, key))
        Residence.objects.create(
            learner=subject, unit=new.unit, residential_group=new.group, valid_from=timezone.localdate()
        )
        append("subject.registered", f"learner:{subject.pk}", by=staff, details={"kind": new.kind})
        if new.kind in FAMILIES:
            agree_for_family(subject, by=staff)
    return subject


def _name(new: Subject) -> str:
    if new.kind == KIND.COMMUNE:
        return str(new.unit)
    if new.kind == KIND.RESIDENTIAL_GROUP:
        if new.group is None:
            raise ValidationError({"group": _("Choose the residential group that it is.")})
        return new.group.name
    return _checked(new.name)


def _checked(said: str) -> str:
    name = " ".join(said.split())
    if len(name) < 4:
        raise ValidationError({"name": _("Write what the group is called, for example Hộ bà Nguyễn Thị Hoa.")})
    return name


def _of_the_place(new: Subject) -> QuerySet[Residence]:
    rows = Residence.objects.filter(learner__kind=new.kind, unit=new.unit, valid_to=None)
    if new.kind == KIND.COMMUNE:  # that of a commune which ended into this one came from elsewhere, and is not this one
        lived = Residence.objects.exclude(valid_to=F("valid_from"))  # a home that never held led from nowhere
        rows = rows.exclude(learner__in=lived.exclude(unit=new.unit).values("learner"))
    return rows.filter(residential_group=new.group) if new.kind == KIND.RESIDENTIAL_GROUP else rows


def agree_for_family(subject: Learner, *, by: User) -> None:
    """Keeps that who represents a household or clan agreed, in front of staff. Raises PermissionDenied for others."""
    if not helps(by, subject):
        raise PermissionDenied(_("You can change groups of your own commune only."))
    given = {"text_version": CONSENT_OF_A_FAMILY, "given_at": timezone.now(), "entered_by": by}
    with transaction.atomic():
        _row, made = Consent.objects.get_or_create(learner=subject, purpose=PURPOSE, withdrawn_at=None, defaults=given)
        if made:
            details = {"purpose": PURPOSE, "text": CONSENT_OF_A_FAMILY}
            append("consent.given", f"learner:{subject.pk}", by=by, details=details)


def rename_subject(subject: Learner, name: str, *, by: User) -> None:
    """Corrects what a household, clan or organisation is called. Raises PermissionDenied, ValidationError naming `name`."""
    if not helps(by, subject):
        raise PermissionDenied(_("You can change groups of your own commune only."))
    if not subject.has_members:
        raise ValidationError({"name": _("A place is called as the register of places has it.")})
    fields = name_fields(subject.pk, _checked(name))
    with transaction.atomic():
        PersonalRecord.objects.filter(learner=subject).update(**fields)
        append("subject.renamed", f"learner:{subject.pk}", by=by)


def set_representative(subject: Learner, person: Learner | None, *, by: User) -> None:
    """Who acts for the group from now on; None: nobody.

    Of a household, clan or organisation it is a member who agreed to be named; of a place, somebody whom `by` serves.
    Raises PermissionDenied, ValidationError naming `person`.
    """
    if not helps(by, subject):
        raise PermissionDenied(_("You can change groups of your own commune only."))
    if person is not None:
        _may_represent(subject, person, by)
    with everyone(_WHY), transaction.atomic():
        Learner.objects.filter(pk=subject.pk).update(represented_by=person)
        told = str(person.pk) if person else ""
        append("subject.represented", f"learner:{subject.pk}", by=by, details={"person": told})
    subject.represented_by = person


def _may_represent(subject: Learner, person: Learner, by: User) -> None:
    if not person.is_person:
        raise ValidationError({"person": _("Only a person can represent a group.")})
    if subject.has_members:
        records = records_of([person.pk])  # named under the other record of the same person is named
        agreed = Member.objects.filter(subject=subject, person__in=records, consent=Member.Consent.GIVEN, valid_to=None)
        if not agreed.exists():
            raise ValidationError({"person": _("Who represents the group has to be a member who agreed to be named.")})
    elif not helps(by, person):
        raise ValidationError({"person": _("Choose somebody of your own commune.")})


def find_subjects(text: str, *, units: QuerySet[Unit], kind: str = "") -> list[Identity]:
    """Groups of the present scope in these units, by name, at most `MOST`; with a text those whose name has all its words."""
    rows = PersonalRecord.objects.select_related("learner", "key").filter(learner__in=living_in(units))
    rows = rows.filter(learner__kind=kind) if kind else rows.exclude(learner__kind=KIND.PERSON)
    tokens, year = asked_tokens(text)
    if tokens:
        rows = rows.filter(name_tokens__contains=tokens)
    if text.strip() and not tokens and year is None:
        return []
    return sorted(from_records(rows.order_by("pk")[:MOST]), key=lambda one: one.sort_key)


def same_subject(kind: str, name: str, units: QuerySet[Unit]) -> list[Identity]:
    """Groups of this kind in these units that have the very name: perhaps the one that is about to be registered again."""
    wanted = sort_key(name)
    return [one for one in find_subjects(name, units=units, kind=kind) if sort_key(one.full_name) == wanted]


def represented_by_user(user: User) -> QuerySet[Learner]:
    """The groups for which the person behind an account acts, in the present scope (which holds them)."""
    joined = QuerySet(LearnerAlias).filter(learner__user_id=user.pk).values("alias")  # one question with it
    rows = Learner.objects.filter(Q(represented_by__user_id=user.pk) | Q(represented_by__in=joined))
    return rows.select_related("record__key").order_by("created_at")
