"""What changes about a person afterwards: home, name and address."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.public import append
from portal.people.authority import may_act_for
from portal.people.consents import end_consent_of_child, may_be_a_child
from portal.people.models import Learner, PersonalRecord, Residence, User
from portal.people.names import full_name as kept_name
from portal.people.names import name_fields
from portal.people.registering import check_home
from portal.people.scope import everyone
from portal.places.public import ResidentialGroup, Unit


def _allow(by: User, learner: Learner) -> None:
    if not may_act_for(by, learner):
        raise PermissionDenied(_("You can change records of people of your own commune only."))


def move(
    learner: Learner, unit: Unit, *, by: User, group: ResidentialGroup | None = None, since: date | None = None
) -> Residence:
    """The learner lives elsewhere since a day (default: today); the earlier home ends on that day.

    A move to the same day's home replaces it, a move to the present home changes nothing. Raises PermissionDenied,
    or ValidationError naming `unit`, `group` or `since`.
    """
    _allow(by, learner)
    day = since or timezone.localdate()
    with everyone("a move leads out of the present scope"), transaction.atomic():
        check_home(unit, group)
        Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)  # a merger writes homes beside it
        now = Residence.objects.filter(learner=learner, valid_to=None).first()
        if now and now.unit_id == unit.pk and now.residential_group_id == (group.pk if group else None):
            return now
        if day > timezone.localdate() or (now and day < now.valid_from):
            raise ValidationError({"since": _day_refused(now)})
        place = {"unit": unit, "residential_group": group, "recorded_at": end_home(learner, day)}
        row = Residence.objects.create(learner=learner, valid_from=day, **place)
        details = {"unit": str(unit.uuid), "since": day.isoformat()}
        append("learner.moved", f"learner:{learner.learner_id}", by=by, details=details)
    return row


def _day_refused(now: Residence | None) -> str:
    if now is None:
        return _("This day has not come yet, or is earlier than the last move. Choose another day.")
    text = _("This day has not come yet, or is earlier than the last move (%(day)s). Choose another day.")
    return text % {"day": f"{now.valid_from:%d/%m/%Y}"}


def end_home(learner: Learner, day: date) -> datetime:
    """Ends the present home; one that began the same day holds on no day, and stays for numbers that counted it.

    Returns the moment of recording, for the home that begins with it.
    """
    now = timezone.now()
    Residence.objects.filter(learner=learner, valid_to=None).update(valid_to=day, end_recorded_at=now)
    return now


def correct_record(
    learner: Learner, *, by: User, full_name: str, birth_year: int | None, address_form: str, subject_group: str
) -> None:
    """Sets the person's own record; the log keeps which fields were corrected, never what they say.

    A sort key that was set by hand stays unless the name changes. A year that shows a child ends a consent without a
    representative. Raises PermissionDenied, ValidationError for `birth_year` when a child makes oneself older.
    """
    _allow(by, learner)
    name = " ".join(full_name.split())
    with transaction.atomic():
        record = PersonalRecord.objects.select_for_update().get(learner=learner)
        new = {"birth_year": birth_year, "address_form": address_form, "subject_group": subject_group}
        changed = [field for field, value in new.items() if getattr(record, field) != value]
        if kept_name(record) != name:
            changed.append("full_name")
            new |= name_fields(learner.pk, name)
        if not changed:
            return
        if learner.user_id == by.pk and may_be_a_child(record.birth_year) and not may_be_a_child(birth_year):
            raise ValidationError(
                {"birth_year": _("The staff of the centre correct this year. Bring a paper that shows it.")}
            )
        if may_be_a_child(birth_year):
            end_consent_of_child(learner, by)
        PersonalRecord.objects.filter(pk=record.pk).update(**new)
        append("learner.record_corrected", f"learner:{learner.learner_id}", by=by, details={"fields": sorted(changed)})


def correct_name(learner: Learner, full_name: str, *, by: User) -> None:
    """Corrects a misspelt name and nothing else; a certificate with the old name is superseded by `recognition`."""
    record = PersonalRecord.objects.get(learner=learner)
    correct_record(
        learner,
        by=by,
        full_name=full_name,
        birth_year=record.birth_year,
        address_form=record.address_form,
        subject_group=record.subject_group,
    )
